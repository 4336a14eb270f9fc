import GreffeCore

/// Opens each entry's commitments: its opening, and the object, which is digested whole.
struct ContentCheck {
    private let files: any ArchiveFiles
    /// Entries before it are passed over; nil for all.
    private let since: Timestamp?
    private let digestsObjects: Bool
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

    private static let openingBytesMax = CanonicalJSON.bytesMax + 1

    init(files: any ArchiveFiles, since: Timestamp?, digestsObjects: Bool) {
        (self.files, self.since, self.digestsObjects) = (files, since, digestsObjects)
    }

    mutating func check(_ entry: Entry, months: HomeMonths, log: inout FaultLog) {
        if entry.kind == .erased || entry.kind == .disposed { excuse(entry.refs) }
        if let since, entry.time < since { return }
        // A home lies before its entry, so its month is known unless the ledger's beginning could not be read.
        guard let folder = months.folder(home: entry.home) else { return }
        let place = Place(entry: entry, accession: months.accession(home: entry.home), folder: folder)
        if entry.kind == .accessioned, !entry.refs.isEmpty || entry.object == nil {
            log.add(place.fault(.accessionMismatch, in: .letters, detail: "an accession without a folder of its own"))
        }
        guard let opening = checkOpening(at: place, log: &log) else { return }
        if let salt = opening.objectSalt, digestsObjects { checkObject(at: place, opening, salt: salt, log: &log) }
    }

    private struct Place {
        var entry: Entry
        var accession: AccessionNumber?
        var folder: String

        func fault(_ kind: FaultKind, in layer: LayerName, path: String? = nil, detail: String) -> VerificationFault {
            VerificationFault(
                kind, in: layer, seq: entry.seq, accession: accession, path: path, detail: detail,
                lastGood: LedgerMoment(seq: entry.seq, time: entry.time))
        }
    }

    private mutating func checkOpening(at place: Place, log: inout FaultLog) -> Opening? {
        let entry = place.entry
        let path = "\(place.folder)/\(VaultLayout.openingName(entry))"
        let bytes: [UInt8]?
        do { bytes = try files.contents(of: path, bytesMax: Self.openingBytesMax) } catch {
            log.add(.unreadable(error, in: .openings, seq: entry.seq, accession: place.accession, path: path))
            return nil
        }
        guard let bytes else {
            let fault = place.fault(
                .openingMissing, in: .openings, path: path, detail: "missing, and nothing was erased")
            noteAbsence(of: fault, home: entry.home) { $0.openings += 1 }
            // Without the opening nothing says what the object must be, nor whether it is there.
            if entry.object != nil {
                noteAbsence(of: nil, home: entry.home) {
                    if entry.kind == .accessioned { $0.letters += 1 } else { $0.objects += 1 }
                }
            }
            return nil
        }
        counts.openings += 1
        // Whatever is wrong with it, it does not open the entry.
        guard let opening = try? Opening(bytes: bytes) else {
            log.add(place.fault(.openingAltered, in: .openings, path: path, detail: "it does not read as an opening"))
            return nil
        }
        guard opening.bodyCommitment == entry.body, (opening.objectSalt != nil) == (entry.object != nil) else {
            log.add(
                place.fault(
                    .openingAltered, in: .openings, path: path, detail: "it does not open the entry's commitment"))
            return nil
        }
        return opening
    }

    private mutating func checkObject(at place: Place, _ opening: Opening, salt: Salt, log: inout FaultLog) {
        let entry = place.entry
        let isLetter = entry.kind == .accessioned
        let layer: LayerName = isLetter ? .letters : .objects
        let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
        let path = "\(place.folder)/\(VaultLayout.objectName(entry, mediaType: mediaType))"
        var digester = ObjectDigester(salt: salt)
        let isThere: Bool
        do { isThere = try files.digest(path, with: &digester) } catch {
            log.add(.unreadable(error, in: layer, seq: entry.seq, accession: place.accession, path: path))
            return
        }
        guard isThere else {
            let fault = place.fault(
                isLetter ? .letterMissing : .objectMissing, in: layer, path: path,
                detail: "missing, and nothing was erased")
            noteAbsence(of: fault, home: entry.home) { if isLetter { $0.letters += 1 } else { $0.objects += 1 } }
            return
        }
        if isLetter { counts.letters += 1 } else { counts.objects += 1 }
        counts.bytes += digester.size
        let (digests, commitment) = digester.finish()
        let told = ObjectDigests(body: opening.body)
        if commitment != entry.object {
            let detail =
                if let told, told.size != digests.size {
                    "\(digests.size) bytes instead of \(told.size)"
                } else { "its bytes are not those the entry committed to" }
            log.add(place.fault(isLetter ? .letterAltered : .objectAltered, in: layer, path: path, detail: detail))
        } else if isLetter {
            checkTelling(told, digests: digests, body: opening.body, at: place, path: path, log: &log)
        }
    }

    /// The body of an accession says the letter's number and plain digests; they must be true.
    private func checkTelling(
        _ told: ObjectDigests?, digests: ObjectDigests, body: CanonicalJSON, at place: Place, path: String,
        log: inout FaultLog
    ) {
        if told != digests {
            log.add(
                place.fault(
                    .accessionMismatch, in: .letters, path: path,
                    detail: "the digests or the size in its body are not those of the original"))
        }
        if body["accession"]?.string != place.accession?.description {
            log.add(
                place.fault(
                    .accessionMismatch, in: .letters, path: path, detail: "the number in its body is not its own"))
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
