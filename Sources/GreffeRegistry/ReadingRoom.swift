package import GreffeAnalysis
package import GreffeCore
package import GreffeIndex

/// Reads and understands scans without any archive: what the daemon would decide of them.
package final class ReadingRoom: Sendable {
    /// A scan read to its end, and what the machine makes of it.
    package struct Letter: Sendable {
        package var reading: Reading
        /// Its letters; one, unless separator sheets lie between them.
        package var scan: ScanDecision
        package var understandSeconds: Double

        package init(reading: Reading, scan: ScanDecision, understandSeconds: Double) {
            (self.reading, self.scan, self.understandSeconds) = (reading, scan, understandSeconds)
        }
    }

    private let understanding: UnderstandingSource
    private let reader: any LetterReader
    private let languages: [String]

    package init(
        settings: ArchiveSettings, classifier: Classifier, customers: CustomerStore, reader: any LetterReader
    ) {
        understanding = UnderstandingSource(settings: settings, classifier: classifier, customers: customers)
        (self.reader, languages) = (reader, settings.languages)
    }

    package func read(scan: Int32, mediaType: MediaType) async throws -> Letter {
        let reading = try await reader.read(
            scan: scan, request: ReadingRequest(mediaType: mediaType, languages: languages))
        let start = ContinuousClock.now
        let letters = try understanding.current().decide(scan: reading)
        return Letter(
            reading: reading, scan: letters, understandSeconds: start.duration(to: .now) / .seconds(1))
    }

    /// What the machine makes of a scan that was read already.
    package func understand(_ reading: Reading) throws -> ScanDecision {
        try understanding.current().decide(scan: reading)
    }

    /// What the machine makes of a letter that is kept as text, page by page.
    package func understand(_ texts: [String]) throws -> Decision {
        try understanding.current().decide(.plain(pages: texts))
    }
}
