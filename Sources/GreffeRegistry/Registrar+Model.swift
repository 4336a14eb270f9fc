package import GreffeCore
import GreffeIndex
import GreffeStorage

/// The model that judges this archive's letters, when people have put another in place of the one in the programs.
package struct AdoptedModel: Sendable {
    package var entry: LeafIndex
    package var time: Timestamp
    package var by: String
    package var sha256: Sha256Digest
    /// The bytes of `greffe train`'s file, as the ledger commits to them; empty where people went back to the one the
    /// programs carry.
    package var bytes: [UInt8]

    package var isShipped: Bool { bytes.isEmpty }
}

extension Archive {
    /// Entries `configured` looked through for the last one that tells of a model: rules and models change some times a
    /// year.
    private static let configuredLookedAtMax = 1_000

    /// - Returns: nil while nobody has adopted any: then the one carried inside the programs judges.
    /// - Throws: when the file is not the one adopted: letters are not to be judged by what nobody chose.
    package func adoptedModel() throws -> AdoptedModel? {
        for seq in try index.latest(.configured, limit: Self.configuredLookedAtMax) {
            let entry = try custody.entry(at: seq)
            guard let body = try custody.opening(of: entry)?.body, let model = body["model"]?.object,
                let digest = model["sha256"]?.string.flatMap(Sha256Digest.init(hex:))
            else { continue }
            return AdoptedModel(
                entry: seq, time: entry.time, by: body["by"]?.string ?? "", sha256: digest,
                bytes: try custody.object(of: entry) ?? [])
        }
        return nil
    }
}

extension Registrar {
    /// How a model did on letters whose truth is known, beside the one in force: what its adoption rests on.
    package struct Comparison: Sendable {
        /// Letters of the golden set, and right ones of the model in force and of the new one, by class.
        package var classes: [LetterClass: (letters: Int, before: Int, after: Int)]

        package init(classes: [LetterClass: (letters: Int, before: Int, after: Int)]) { self.classes = classes }
    }

    /// Puts a model in force, from the next start of the daemon on. The bytes are kept with the entry, in the vault.
    ///
    /// - Parameters:
    ///   - bytes: nil goes back to the one the programs carry.
    ///   - sha256: the digest of the model, given or carried.
    package func adoptModel(
        _ bytes: [UInt8]?, sha256: Sha256Digest, comparison: Comparison, reason: String, by: String
    ) throws {
        try Self.checkReason(reason)
        let golden = comparison.classes.map { letterClass, counts in
            (
                letterClass.rawValue,
                CanonicalJSON.object([
                    "after": .integer(Int64(counts.after)), "before": .integer(Int64(counts.before)),
                    "letters": .integer(Int64(counts.letters)),
                ])
            )
        }
        let body = CanonicalJSON.object([
            "by": .string(by.nfc), "golden": .object(Dictionary(uniqueKeysWithValues: golden)),
            "model": .object(["sha256": .string(sha256.hex)]), "note": .string("model"), "reason": .string(reason.nfc),
        ])
        try append { _ in [Act(kind: .configured, body: body, object: bytes.map(Act.Object.bytes) ?? .none)] }
    }
}
