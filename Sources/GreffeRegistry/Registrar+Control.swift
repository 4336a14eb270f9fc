package import GreffeCore
import GreffeIndex
import GreffeStorage

/// That scanner and profile reproduce paper faithfully, as a test on similar documents showed (décret 2016-1673, art.
/// 2).
package struct Qualification: Sendable {
    package struct Document: Sendable {
        package var name: String
        package var sha256: Sha256Digest
        package var bytes: Int64

        package init(name: String, sha256: Sha256Digest, bytes: Int64) {
            (self.name, self.sha256, self.bytes) = (name, sha256, bytes)
        }
    }

    package var device: String
    package var profile: String
    package var documents: [Document]
    package var passes: Bool
    /// The procedure the test followed: a document of the site, with its version.
    package var reference: String
    package var by: String

    package init(
        device: String, profile: String, documents: [Document], passes: Bool, reference: String, by: String
    ) {
        (self.device, self.profile, self.documents) = (device, profile, documents)
        (self.passes, self.reference, self.by) = (passes, reference, by)
    }
}

extension Registrar {
    /// Records what the test of a scanner and its profile came to. It holds until the next one of the same device and
    /// profile.
    package func qualify(_ qualification: Qualification) throws {
        for text in [qualification.device, qualification.profile, qualification.reference] {
            try Self.checkReason(text)
        }
        let documents = qualification.documents.map { document in
            CanonicalJSON.object([
                "bytes": .integer(document.bytes), "name": .string(document.name.nfc),
                "sha256": .string(document.sha256.hex),
            ])
        }
        let body: [String: CanonicalJSON] = [
            "by": .string(qualification.by.nfc), "device": .string(qualification.device.nfc),
            "documents": .array(documents), "profile": .string(qualification.profile.nfc),
            "reference": .string(qualification.reference.nfc),
            "result": .string(qualification.passes ? "passed" : "failed"),
        ]
        try append { _ in [Act(kind: .qualified, body: .object(body))] }
    }

    /// Records how a drawn letter compares with its paper.
    /// - Parameter difference: nil: they are the same.
    /// - Throws: `notDrawn`; `controllerIsOperator` when whoever scanned it would vouch for it.
    package func control(
        _ number: AccessionNumber, of lot: ControlLot, count: Int?, difference: String?, by: String
    ) throws {
        if let difference { try Self.checkReason(difference) }
        let archive = self.archive
        try append { index in
            guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
            let sample = try Controls(archive).sample(lot, count: count)
            guard let rank = sample.drawn.firstIndex(of: number) else { throw RegistryError.notDrawn(number, lot) }
            if let name = letter.operatorName, Controls.isSame(operatorName: name, account: by) {
                throw RegistryError.controllerIsOperator(number, name)
            }
            var members = lot.members
            members["by"] = .string(by.nfc)
            members["outcome"] = .string(difference == nil ? "same" : "different")
            members["note"] = .string(difference?.nfc ?? "same as the paper")
            members["drawnFrom"] = .integer(Int64(sample.order.count))
            members["rank"] = .integer(Int64(rank + 1))
            members["root"] = .string(sample.root.hex)
            members["size"] = .integer(Int64(sample.size))
            return [Act(kind: .controlled, body: .object(members), refs: [.entry(number.leaf)])]
        }
    }

    /// Records that the paper of a batch or day is destroyed. Only after every drawn letter was compared and found the
    /// same.
    /// - Throws: `controlMissing`, with the letters still to be compared, or found different.
    package func recordPaperDestroyed(_ lot: ControlLot, count: Int?, by: String) throws {
        let archive = self.archive
        try append { _ in
            let controls = Controls(archive)
            let sample = try controls.sample(lot, count: count)
            let open = try sample.drawn.filter { try controls.outcome(of: $0)?.isSame != true }
            guard open.isEmpty else { throw RegistryError.controlMissing(lot, open) }
            var members = lot.members
            members["by"] = .string(by.nfc)
            members["letters"] = .integer(Int64(sample.order.count))
            members["compared"] = .integer(Int64(sample.count))
            members["outcome"] = .string("paper-destroyed")
            members["note"] = .string("paper destroyed")
            members["root"] = .string(sample.root.hex)
            members["size"] = .integer(Int64(sample.size))
            return [Act(kind: .controlled, body: .object(members))]
        }
    }
}

/// What was drawn and what came of it, read from ledger and index.
package struct Controls {
    private let archive: Archive

    package init(_ archive: Archive) { self.archive = archive }

    package struct Outcome: Hashable, Sendable {
        package var isSame: Bool
        package var note: String
        package var by: String?
        package var time: Timestamp
    }

    /// The letters of a batch or day in the order they are drawn. The root is that of the first seal that covers them
    /// all; while there is none, that of the tree that ends with the last of them. Either is known only once the
    /// letters are in, and stays the same ever after.
    package func sample(_ lot: ControlLot, count: Int? = nil) throws -> ControlSample {
        let letters: [AccessionNumber]
        switch lot {
        case .batch(let name):
            guard let batch = try archive.index.batch(name.nfc) else { throw RegistryError.batchUnknown(name) }
            guard batch.state == .closed else { throw RegistryError.lotOpen(lot) }
            letters = try archive.index.accessions(ofBatch: name.nfc)
        case .day(let day):
            // Once an entry is of a later day no letter can come into this one: times never go back.
            guard let last = archive.custody.ledger.lastEntry, last.time.date > day else {
                throw RegistryError.lotOpen(lot)
            }
            letters = try archive.index.accessions(on: day)
        }
        guard let last = letters.max() else { throw RegistryError.lotEmpty(lot) }
        let ledger = archive.custody.ledger
        let seals = try archive.custody.sealFolders().map(\.size).filter { $0 > last.leaf.value && $0 <= ledger.size }
        let size = seals.min() ?? last.leaf.value + 1
        return ControlSample(
            root: try ledger.head(at: size).root, size: size, letters: letters, count: count)
    }

    /// The last comparison of a letter with its paper; nil when there was none, or what it said was erased.
    package func outcome(of number: AccessionNumber) throws -> Outcome? {
        guard let row = try archive.index.history(number).last(where: { $0.kind == .controlled }),
            let opening = try archive.custody.opening(of: try archive.custody.entry(at: row.seq))
        else { return nil }
        return Outcome(
            isSame: opening.body["outcome"]?.string == "same", note: opening.body["note"]?.string ?? "",
            by: opening.body["by"]?.string, time: row.time)
    }

    package struct Standing: Hashable, Sendable {
        package var device: String
        package var profile: String
        package var passes: Bool
        package var reference: String
        package var documents: Int
        package var by: String?
        package var time: Timestamp
        package var seq: LeafIndex
    }

    /// The last test of each device and profile, by name.
    package func qualifications() throws -> [Standing] {
        var last: [String: Standing] = [:]
        for seq in try archive.index.entries(of: .qualified) {
            let entry = try archive.custody.entry(at: seq)
            guard let body = try archive.custody.opening(of: entry)?.body, let device = body["device"]?.string,
                let profile = body["profile"]?.string
            else { continue }
            last["\(device)\n\(profile)"] = Standing(
                device: device, profile: profile, passes: body["result"]?.string == "passed",
                reference: body["reference"]?.string ?? "", documents: body["documents"]?.array?.count ?? 0,
                by: body["by"]?.string, time: entry.time, seq: seq)
        }
        return last.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether an account is that of the operator a slip names: `person:anna as greffe` is `Anna`.
    package static func isSame(operatorName: String, account: String) -> Bool {
        let bare = account.hasPrefix("person:") ? account.dropFirst("person:".count) : account[...]
        let login = bare.split(separator: " ").first ?? bare
        let name = operatorName.folded
        return String(login).folded == name || String(bare).folded == name
    }
}
