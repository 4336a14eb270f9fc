import Glibc
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeSimulation
import GreffeTestKit

/// What people and programs do in one step.
extension World {
    func step(_ programs: Programs) async throws {
        let registrar = dice.percent(80) ? programs.daemon : programs.command
        switch dice.below(21) {
        case 0..<4: dropFiles()
        case 4..<9: try await takeIn(registrar)
        case 9..<13: try await process(registrar)
        case 13..<15: try await decide(registrar)
        case 15: try await setAside(registrar)
        case 16: try await release(registrar)
        case 17: try await refuse(registrar)
        case 18: try await registrar.note(.configured, ["note": .string("changed")])
        case 19: try await destroy(registrar)
        default: try registrar.archive.rebuildIndex()
        }
    }

    private func dropFiles() {
        for _ in 0..<1 + dice.below(4) {
            dropCount += 1
            tally.drops += 1
            let earlier = receipts.keys.sorted().compactMap { receipts[$0]?.drop }
            var bytes = (0..<1 + dice.below(dice.percent(20) ? 9_000 : 500)).map { _ in UInt8(dice.below(256)) }
            // The same letter scanned twice to the bit, or the same file copied under another name.
            if !earlier.isEmpty, dice.percent(15) { bytes = dice.pick(earlier).bytes }
            inbox.append(Drop(name: "\(dropCount).tif", token: "token-\(dropCount)", bytes: bytes))
        }
        tell("the watch folder has \(inbox.count) files")
    }

    /// The daemon's way: a batch under one checkpoint, files removed only after it.
    func takeIn(_ registrar: Registrar) async throws {
        let batch = Array(inbox.prefix(1 + dice.below(5)))
        guard !batch.isEmpty else { return }
        tell("take in \(batch.map(\.name))")
        let descriptors = batch.map { descriptor($0.bytes) }
        defer { for descriptor in descriptors { close(descriptor) } }
        let arrivals = zip(batch, descriptors).map { drop, descriptor in
            var provenance = Provenance(channel: "letters", received: clock.now(), originalName: drop.name)
            provenance.dropToken = drop.token
            return Arrival(descriptor: descriptor, mediaType: .tiff, provenance: provenance)
        }
        let outcomes = try await registrar.accession(arrivals)
        var failure: (any Error)?
        for (drop, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .failure(let error): failure = error
            case .success(let taken):
                receipts[drop.token] = (drop, taken.number)
                inbox.removeAll { $0 == drop }
                removed.append(drop)
            }
        }
        if let failure { throw failure }
    }

    /// The bytes in a file that has no name any more.
    private func descriptor(_ bytes: [UInt8]) -> Int32 {
        let path = caches.path + "/drop"
        let file = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        unlink(path)
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        return file
    }

    private func process(_ registrar: Registrar) async throws {
        for due in try registrar.archive.index.due(limit: 1 + dice.below(3)) {
            tell("process \(due.accession), due \(due.due)")
            try await process(due, registrar)
        }
    }

    /// What the machine owes a letter, done in one go.
    func process(_ due: DueLetter, _ registrar: Registrar) async throws {
        switch due.due {
        case .reading:
            if dice.percent(10) {
                try await registrar.quarantine(due.accession, code: "reading.crashed", reason: "drawn", attempts: 3)
            } else {
                let pages = Reading.plain(pages: (0..<1 + dice.below(4)).map { "lettre \(due.accession), page \($0)" })
                try await registrar.record(pages, try cut(pages), for: due.accession)
            }
        case .understanding:
            let pages = Reading.plain(pages: ["lettre"])
            try await registrar.record(ScanDecision(pages, try decision()), for: due.accession)
        case .filing: try await registrar.fileAsProposed(due.accession)
        case .nothing: break
        }
    }

    /// One letter, or one a page.
    private func cut(_ reading: Reading) throws -> ScanDecision {
        guard reading.pages.count > 1, dice.percent(40) else { return ScanDecision(reading, try decision()) }
        return ScanDecision(
            letters: try reading.pages.map { page in
                .init(pages: [page.number], reading: reading.restricted(to: [page.number]), decision: try decision())
            })
    }

    private func decision() throws -> Decision {
        let letterClass = dice.pick(LetterClass.allCases)
        guard let workflow = settings.workflows[letterClass] else { throw Violation("no workflow \(letterClass)") }
        let classification = Classification(
            letterClass: letterClass, confidence: 0.97,
            ranking: LetterClass.allCases.map { RankedClass(letterClass: $0, probability: 0.25) }, reasons: [],
            model: "simulated")
        return Decision(
            understanding: Understanding(
                language: "fr", classification: classification, fields: [:], customer: .unknown),
            workflow: workflow, reviewReasons: dice.percent(40) ? [.customerUnknown] : [])
    }

    private func decide(_ registrar: Registrar) async throws {
        guard let letter = try registrar.archive.index.reviewList(limit: 1).first else { return }
        let others = try letter.scan.map { try registrar.archive.index.letters(in: $0) } ?? []
        let pages = try letter.scan == nil ? registrar.archive.reading(of: letter.accession)?.pages.count ?? 0 : 0
        if others.count > 1, dice.percent(30) {
            let mayBeCut = others.filter { [.read, .review, .classified, .filed].contains($0.phase) }
            guard mayBeCut.count > 1 else { return }
            tell("join \(mayBeCut.map(\.accession))")
            try await registrar.join(mayBeCut.map(\.accession), by: "person:anna")
            return
        }
        if pages > 1, dice.percent(30) {
            tell("split \(letter.accession)")
            try await registrar.split(letter.accession, at: [2 + dice.below(pages - 1)], by: "person:anna")
            return
        }
        tell("decide \(letter.accession)")
        if dice.percent(20) {
            try await registrar.reject(letter.accession, reason: "advertising", by: "person:anna")
        } else {
            try await registrar.decide(
                letter.accession, PersonDecision(letterClass: dice.pick(LetterClass.allCases), by: "person:anna"))
        }
    }

    private func setAside(_ registrar: Registrar) async throws {
        guard let due = try registrar.archive.index.due(limit: 1).first else { return }
        tell("quarantine \(due.accession)")
        try await registrar.quarantine(due.accession, code: "reading.hung", reason: "drawn", attempts: 3)
    }

    private func release(_ registrar: Registrar) async throws {
        guard let letter = try registrar.archive.index.quarantineList(limit: 1).first else { return }
        tell("retry \(letter.accession)")
        try await registrar.retry(letter.accession, by: "person:anna")
    }

    private func refuse(_ registrar: Registrar) async throws {
        var provenance = Provenance(channel: "letters", received: clock.now(), originalName: "empty-\(dropCount).tif")
        provenance.dropToken = "refused-\(dropCount)"
        try await registrar.refuse(
            code: "intake.empty", reason: "The file is empty.", sha256: nil, byteCount: 0, provenance: provenance)
    }
}

extension Taken {
    fileprivate var number: AccessionNumber {
        switch self {
        case .accessioned(let number), .duplicate(let number), .alreadyOurs(let number): number
        }
    }
}
