package import GreffeCore
import CTesseract

/// Reads scans page by page; keeps its engines from one scan to the next.
package final class ScanReader {
    private var recogniser: PageRecogniser
    private let drawer: Drawer

    package init(models: LanguageModels, drawer: Drawer) {
        recogniser = PageRecogniser(models: models)
        self.drawer = drawer
    }

    package enum Event {
        case opened(pages: Int)
        case page(PageReading)
    }

    /// - Parameter scan: an open descriptor, read by mapping; may be closed afterwards.
    /// - Parameter event: called for each step as it is done; false stops the reading, which then throws `.damaged`.
    package func read(
        scan: Int32, request: ReadingRequest, event: (Event) -> Bool
    ) throws(ScanFault) -> (engine: EngineFingerprint, seconds: ReadingSeconds)? {
        var watch = StopWatch()
        var total = ReadingSeconds()
        let bytes = try ScanBytes(descriptor: scan)
        let source = try ScanDecoder.open(bytes, as: request.mediaType, limits: request.limits, drawer: drawer)
        total.decode = watch.lap()
        guard event(.opened(pages: source.pageCount)) else { return nil }
        recogniser.begin(languages: request.languages, last: request.language)
        for number in request.pages(of: source.pageCount) {
            let page = try source.page(number)
            let decodeSeconds = watch.lap()
            var reading = try recogniser.read(page, number: number, limits: request.limits)
            _ = watch.lap()
            reading.seconds.decode = decodeSeconds
            total = total + reading.seconds
            guard event(.page(reading)) else { return nil }
        }
        return (recogniser.fingerprint, total)
    }
}

/// Seconds of wall time between calls.
struct StopWatch {
    private var last = SuspendingClock.now

    mutating func lap() -> Double {
        let now = SuspendingClock.now
        defer { last = now }
        let passed = last.duration(to: now).components
        return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
    }
}
