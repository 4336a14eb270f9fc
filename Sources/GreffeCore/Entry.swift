/// What an entry records. The raw value is the word in the entry's `kind` line.
package enum EntryKind: String, CaseIterable, Sendable {
    case founded, started, stopped, configured, incident, recovered
    case keyRotated = "key-rotated"
    case batchOpened = "batch-opened"
    case batchClosed = "batch-closed"
    case qualified, controlled
    case accessioned, duplicate, read, separated, classified, filed, corrected, quarantined, rejected
    case caseOpened = "case-opened"
    case caseClosed = "case-closed"
    case acknowledged, interaction
    case held, released
    case audited, sealed, renewed, exported, consulted
    case disposalProposed = "disposal-proposed"
    case disposalApproved = "disposal-approved"
    case disposed
    case erasureRequested = "erasure-requested"
    case erased
}

/// One act, as the ledger keeps it: the leaf of the tree. It holds no name, number, amount or plain digest, only
/// salted commitments; what they commit to lies in the opening beside the letter and can be erased
/// (docs/format/ledger.md).
package struct Entry: Hashable, Sendable {
    package static let version = "greffe.entry/v1"
    /// An entries bundle prefixes each entry with its length in 16 bits (C2SP tlog-tiles).
    package static let bytesMax = 65_535
    /// The widest entry, a purge of one batch, refers to fewer; keeps an entry far below `bytesMax`.
    package static let refsMax = 4_096

    package var seq: LeafIndex
    package var time: Timestamp
    package var kind: EntryKind
    /// SHA-256(salt ‖ object bytes), when the act has an object (an original, a reading).
    package var object: Sha256Digest?
    /// SHA-256(salt ‖ canonical body).
    package var body: Sha256Digest
    /// Leaf hash of the entry before; zeros for the first.
    package var prev: Sha256Digest
    /// Earlier entries this one is about, ascending. The first of an act about a letter is the letter's accession.
    package var refs: [LeafIndex]

    package init(
        seq: LeafIndex, time: Timestamp, kind: EntryKind, object: Sha256Digest?, body: Sha256Digest, prev: Sha256Digest,
        refs: [LeafIndex]
    ) {
        (self.seq, self.time, self.kind) = (seq, time, kind)
        (self.object, self.body, self.prev, self.refs) = (object, body, prev, refs)
    }

    /// The one encoding: ASCII lines ended by LF, fixed order, no optional white space.
    package var bytes: [UInt8] {
        var lines = [Self.version, "seq \(seq)", "time \(time)", "kind \(kind.rawValue)"]
        if let object { lines.append("object sha256s:\(object)") }
        lines.append("body sha256s:\(body)")
        lines.append("prev \(prev)")
        if !refs.isEmpty { lines.append("refs " + refs.map(\.description).joined(separator: ",")) }
        return lines.flatMap { Array($0.utf8) + [0x0a] }
    }

    /// The leaf hash of RFC 6962 section 2.1: SHA-256(0x00 ‖ entry).
    package var leafHash: Sha256Digest { Self.leafHash(of: bytes) }

    package static func leafHash(of entryBytes: [UInt8]) -> Sha256Digest { .of([0], entryBytes) }

    /// The entry whose folder in the vault holds this one's opening: the letter it is about, else itself. A letter
    /// found in a scan has a folder of its own, though it refers to the scan.
    package var home: LeafIndex { kind == .separated ? seq : refs.first ?? seq }

    /// Reads the one encoding back; a second spelling of the same entry is an error.
    package init(bytes: [UInt8]) throws(EntryError) {
        guard bytes.count <= Self.bytesMax else { throw .malformed("entry above \(Self.bytesMax) bytes") }
        guard bytes.last == 0x0a, bytes.allSatisfy({ $0 == 0x0a || (0x20...0x7e).contains($0) }) else {
            throw .malformed("not ASCII lines")
        }
        let lines = bytes.dropLast().split(separator: 0x0a, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard lines.first == Self.version else { throw .unknownVersion(lines.first ?? "") }
        var fields = LineReader(lines: lines.dropFirst())
        guard let seq = UInt64(try fields.take("seq ")) else { throw .malformed("seq") }
        guard let time = Timestamp(try fields.take("time ")) else { throw .malformed("time") }
        guard let kind = EntryKind(rawValue: try fields.take("kind ")) else { throw .malformed("kind") }
        let object: Sha256Digest? =
            if let hex = fields.takeIfPresent("object sha256s:") { try Self.digest(hex, "object") } else { nil }
        let body = try Self.digest(try fields.take("body sha256s:"), "body")
        let prev = try Self.digest(try fields.take("prev "), "prev")
        var refs: [LeafIndex] = []
        if let list = fields.takeIfPresent("refs ") {
            for part in list.split(separator: ",", omittingEmptySubsequences: false) {
                guard let value = UInt64(part), value < seq else { throw .malformed("refs") }
                refs.append(LeafIndex(value))
            }
            guard refs.count <= Self.refsMax, zip(refs, refs.dropFirst()).allSatisfy({ $0 < $1 }) else {
                throw .malformed("refs")
            }
        }
        guard fields.lines.isEmpty else { throw .malformed("line after the last") }
        self.init(
            seq: LeafIndex(seq), time: time, kind: kind, object: object, body: body, prev: prev, refs: refs)
        guard self.bytes == bytes else { throw .malformed("second spelling") }
    }

    private static func digest(_ hex: String, _ line: String) throws(EntryError) -> Sha256Digest {
        guard let digest = Sha256Digest(hex: hex) else { throw .malformed(line) }
        return digest
    }
}

package enum EntryError: Error, Hashable {
    case unknownVersion(String)
    /// The line that is wrong.
    case malformed(String)
}

private struct LineReader {
    var lines: ArraySlice<String>

    mutating func take(_ prefix: String) throws(EntryError) -> String {
        guard let value = takeIfPresent(prefix) else { throw .malformed(String(prefix.prefix { $0 != " " })) }
        return value
    }

    mutating func takeIfPresent(_ prefix: String) -> String? {
        guard let line = lines.first, line.hasPrefix(prefix) else { return nil }
        lines.removeFirst()
        return String(line.dropFirst(prefix.count))
    }
}
