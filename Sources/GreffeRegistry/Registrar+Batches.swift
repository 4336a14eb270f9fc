import GreffeCore
package import GreffeIndex
import GreffeStorage

extension Registrar {
    /// Long enough for what was found and who looked; a report belongs elsewhere.
    package static let reasonMax = 500

    /// A person closes a batch: the entry says what was declared, what came, what did not add up and why it is closed
    /// all the same. A closed batch that received another file is closed once more in the same way.
    ///
    /// - Parameter reason: needed where the batch does not add up.
    /// - Returns: the batch as it was closed.
    @discardableResult
    package func closeBatch(_ name: String, reason: String?, by: String) throws -> BatchRow {
        if let reason { try Self.checkReason(reason) }
        try append { index in
            guard let batch = try index.batch(name.nfc) else { throw RegistryError.batchUnknown(name) }
            if let closing = batch.closing, batch.state == .closed {
                throw RegistryError.batchClosed(name, at: closing.time)
            }
            guard batch.addsUp || reason != nil else { throw RegistryError.batchDiffers(name, batch.differences) }
            return [Act(kind: .batchClosed, body: Self.body(closing: batch, reason: reason, by: by))]
        }
        guard let closed = try archive.index.batch(name.nfc) else { throw RegistryError.batchUnknown(name) }
        return closed
    }

    static func checkReason(_ reason: String) throws {
        let isPlain = reason.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isPlain, reason.contains(where: { !$0.isWhitespace }), reason.unicodeScalars.count <= reasonMax else {
            throw RegistryError.reasonUnfit
        }
    }

    /// As docs/format/ledger.md lists it.
    private static func body(closing batch: BatchRow, reason: String?, by: String) -> CanonicalJSON {
        let received = batch.received
        var declared: [String: CanonicalJSON] = [:]
        declared["pages"] = stated(batch.declared.pages)
        declared["envelopes"] = stated(batch.declared.envelopes)
        let counts = [
            "blankPages": received.blankPages, "due": received.due, "duplicates": received.duplicates,
            "envelopes": received.envelopes, "files": received.files, "letters": received.letters,
            "pages": received.pages, "refused": received.refused, "unread": received.unread,
        ]
        var members: [String: CanonicalJSON] = [
            "batch": .string(batch.name.nfc), "by": .string(by.nfc), "declared": .object(declared),
            "differences": .array(batch.differences.map { .string($0.nfc) }),
            "received": .object(counts.mapValues { .integer(Int64($0)) }),
        ]
        members["reason"] = reason.map { .string($0.nfc) }
        return .object(members)
    }

    /// Nil where the slips say nothing, or contradict each other.
    private static func stated(_ range: ClosedRange<Int>?) -> CanonicalJSON? {
        guard let range, range.lowerBound == range.upperBound else { return nil }
        return .integer(Int64(range.lowerBound))
    }
}
