package import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage

/// What the archive's keeper attests of a letter (NF Z42-013 / ISO 14641, attestations).
package enum AttestationKind: String, CaseIterable, Sendable {
    /// That it was taken in.
    case deposit
    /// That its bytes are still those taken in.
    case integrity
    /// That it was handed out.
    case communication
    /// That it was destroyed.
    case destruction
}

/// An attestation as it is handed over: a note signed by the log's key, the entry it is about with its proof, and a
/// page for people (docs/format/attestation.md).
package struct Attestation: Sendable {
    package static let version = "greffe.attestation/v1"

    package let kind: AttestationKind
    package let number: AccessionNumber
    /// By name.
    package let files: [(name: String, bytes: [UInt8])]

    /// `2026-000042-deposit`.
    package var folder: String { "\(number)-\(kind.rawValue)" }

    /// Writes the files into a new folder inside `parent`.
    /// - Throws: `attestationThere` when something has the name.
    package func write(to parent: String) throws {
        let files = try LinuxFileSystem(root: parent)
        guard try files.makeFolder(folder) else { throw RegistryError.attestationThere(folder) }
        for file in self.files { try files.writeNew(file.bytes, to: "\(folder)/\(file.name)") }
        try files.syncFolder(folder)
        try files.syncFolder(".")
    }
}

extension Registrar {
    /// Makes an attestation and records that it was given: an entry `exported` that says which, to whom and by whom.
    /// - Throws: `nothingToAttest` when the letter was never handed out, or is not destroyed; for `integrity` when its
    ///   bytes are not those taken in (`storage.object-altered`).
    package func attest(
        _ kind: AttestationKind, _ number: AccessionNumber, by: String, recipient: String? = nil
    ) throws -> Attestation {
        if let recipient { try Self.checkReason(recipient) }
        let attestation = try Attestations(archive).make(kind, number, at: clock.now())
        var members: [String: CanonicalJSON] = [
            "attestation": .string(kind.rawValue), "by": .string(by.nfc), "letters": .integer(1),
            "note": .string("attestation of \(kind.rawValue)"), "what": .string("attestation"),
        ]
        members["recipient"] = recipient.map { .string($0.nfc) }
        try append { _ in [Act(kind: .exported, body: .object(members), refs: [.entry(number.leaf)])] }
        return attestation
    }
}

/// Makes attestations from ledger and vault; records nothing. Destruction calls it where it destroys.
package struct Attestations {
    private let archive: Archive

    package init(_ archive: Archive) { self.archive = archive }

    package func make(_ kind: AttestationKind, _ number: AccessionNumber, at now: Timestamp) throws -> Attestation {
        try archive.catchUp()
        let ledger = archive.custody.ledger
        _ = try archive.letter("\(number)")
        let history = try archive.index.history(number)
        let first = try ledger.entry(at: number.leaf)
        let subject: Entry
        switch kind {
        case .deposit: subject = first
        case .integrity:
            // A letter that is pages of a scan is intact when the scan is.
            let scan = first.kind == .separated ? first.refs.first : nil
            subject = try scan.map { try ledger.entry(at: $0) } ?? first
            guard try archive.custody.checkObject(of: subject) else { throw RegistryError.openingErased(number) }
        case .communication:
            // That our own people looked at it (`consulted`) is no communication.
            subject = try last(of: [.exported], history, kind, number)
        case .destruction:
            subject = try last(of: [.erased, .disposed], history, kind, number)
        }
        return try attestation(kind, number, about: subject, first: first, at: now)
    }

    private func last(
        of kinds: Set<EntryKind>, _ history: [HistoryRow], _ kind: AttestationKind, _ number: AccessionNumber
    ) throws -> Entry {
        let entries = try history.filter { kinds.contains($0.kind) }.map {
            try archive.custody.entry(at: $0.seq)
        }
        // Having been given an attestation is no communication of the letter.
        let acts = try entries.filter {
            try archive.custody.opening(of: $0)?.body["what"]?.string != "attestation"
        }
        guard let entry = acts.last else { throw RegistryError.nothingToAttest(kind, number) }
        return entry
    }

    private func attestation(
        _ kind: AttestationKind, _ number: AccessionNumber, about subject: Entry, first: Entry, at now: Timestamp
    ) throws -> Attestation {
        let custody = archive.custody
        let ledger = custody.ledger
        let body = try custody.opening(of: first)?.body
        let act = subject.seq == first.seq ? nil : try custody.opening(of: subject)?.body
        var facts: [(name: String, value: String)] = [
            ("attestation", kind.rawValue), ("register", ledger.checkpoint.origin), ("letter", "\(number)"),
            ("issued", "\(now)"), ("entry", "\(subject.seq)"), ("kind", subject.kind.rawValue),
            ("time", "\(subject.time)"), ("leaf", subject.leafHash.hex),
        ]
        if kind == .deposit || kind == .integrity, let body {
            if let bytes = body["bytes"]?.integer { facts.append(("bytes", "\(bytes)")) }
            if let digest = body["sha256"]?.string { facts.append(("sha256", digest)) }
        }
        for name in ["by", "recipient", "reason", "basis"] {
            if let value = act?[name]?.string { facts.append((name, Self.line(value))) }
        }
        let text = Attestation.version + "\n" + facts.map { "\($0.name) \($0.value)\n" }.joined()
        let note = try custody.sign(text)
        let proof = try ledger.inclusionProof(of: subject.seq)
        let head = ["c2sp.org/tlog-proof@v1", "index \(proof.index)"] + proof.path.map(\.base64)
        let page = AttestationPage(kind: kind, number: number, facts: facts, original: body?["originalName"]?.string)
            .page
        return Attestation(
            kind: kind, number: number,
            files: [
                ("ATTESTATION.txt", page.text), ("ATTESTATION.pdf", try page.pdf()), ("attestation", note.bytes),
                ("entry", subject.bytes),
                ("proof.tlog-proof", Array((head.joined(separator: "\n") + "\n\n").utf8) + ledger.checkpointBytes),
            ])
    }

    /// What a person once wrote, on one line of ours.
    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
