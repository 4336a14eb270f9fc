import GreffeCore

/// Opens each entry's commitments: its opening, and the object, which is digested whole. Entries come in portions,
/// which are read on several threads; what was found is put together in their order, whichever was done first.
struct ContentCheck {
    private let reader: ContentReader
    /// Entries before it are passed over; nil for all.
    private let since: Timestamp?
    private let threads: Int
    private(set) var counts = Counts()
    /// What is absent and not yet excused by an erasure, by home. Empty again at the end of a sound archive; grows with
    /// the number of erased letters only.
    private var absent: [LeafIndex: Absence] = [:]

    struct Counts {
        var openings: UInt64 = 0
        var letters: UInt64 = 0
        var objects: UInt64 = 0
        /// Bytes digested.
        var bytes: Int64 = 0
        var openingsErased: UInt64 = 0
        var lettersErased: UInt64 = 0
        var objectsErased: UInt64 = 0
    }

    private struct Absence {
        var openings = 0
        var letters = 0
        var objects = 0
        /// By kind: the first ones, and how many there are.
        var faults: [FaultKind: (first: [VerificationFault], count: Int)] = [:]

        /// The first ones say where; a home has few entries.
        static let firstMax = 4

        mutating func note(_ fault: VerificationFault) {
            var noted = faults[fault.kind] ?? ([], 0)
            noted.count += 1
            if noted.first.count < Self.firstMax { noted.first.append(fault) }
            faults[fault.kind] = noted
        }
    }

    init(files: any ArchiveFiles, since: Timestamp?, digestsObjects: Bool, threads: Int) {
        reader = ContentReader(files: files, digestsObjects: digestsObjects)
        (self.since, self.threads) = (since, threads)
    }

    /// - Parameter entries: those behind the ones checked before, in order.
    mutating func check(_ entries: [Entry], months: HomeMonths, log: inout FaultLog) {
        let places = entries.map { place(of: $0, months: months) }
        let reader = reader
        let findings = Parallel.map(places, threads: threads) { place in place.map { reader.read($0) } }
        for (place, finding) in zip(entries, findings) {
            if place.kind == .erased || place.kind == .disposed { excuse(place.refs) }
            if let finding { take(finding, of: place, log: &log) }
        }
    }

    /// Nil where there is nothing to read.
    private func place(of entry: Entry, months: HomeMonths) -> ContentReader.Place? {
        if let since, entry.time < since { return nil }
        // A home lies before its entry, so its month is known unless the ledger's beginning could not be read.
        guard let folder = months.folder(home: entry.home) else { return nil }
        return ContentReader.Place(entry: entry, accession: months.accession(home: entry.home), folder: folder)
    }

    private mutating func take(_ finding: ContentReader.Finding, of entry: Entry, log: inout FaultLog) {
        for fault in finding.faults { log.add(fault) }
        switch finding.opening {
        case .unread: break
        case .read: counts.openings += 1
        case .absent(let fault): noteAbsence(of: fault, home: entry.home) { $0.openings += 1 }
        }
        let isLetter = entry.kind == .accessioned
        switch finding.object {
        case .unread: break
        case .read(let bytes):
            if isLetter { counts.letters += 1 } else { counts.objects += 1 }
            counts.bytes += bytes
        case .absent(let fault):
            noteAbsence(of: fault, home: entry.home) { if isLetter { $0.letters += 1 } else { $0.objects += 1 } }
        }
    }

    // MARK: Erasure

    private mutating func noteAbsence(
        of fault: VerificationFault?, home: LeafIndex, _ count: (inout Absence) -> Void
    ) {
        var absence = absent[home] ?? Absence()
        count(&absence)
        if let fault { absence.note(fault) }
        absent[home] = absence
    }

    /// Whatever lacks in the homes an `erased` or `disposed` entry names was taken away by decision.
    private mutating func excuse(_ homes: [LeafIndex]) {
        for home in homes {
            guard let absence = absent.removeValue(forKey: home) else { continue }
            counts.openingsErased += UInt64(absence.openings)
            counts.lettersErased += UInt64(absence.letters)
            counts.objectsErased += UInt64(absence.objects)
        }
    }

    /// What lacks and was never excused is a fault.
    mutating func finish(log: inout FaultLog) {
        for home in absent.keys.sorted() {
            for kind in FaultKind.allCases {
                guard let (first, count) = absent[home]?.faults[kind], let last = first.last else { continue }
                for fault in first { log.add(fault) }
                log.addMore(count - first.count, like: last)
            }
        }
        absent = [:]
    }
}
