internal import SwiftASN1

/// The members of a constructed ASN.1 value, taken one after the other. Reads BER, since time-stamp tokens are not
/// always in DER (OpenSSL 3.0 writes their certificates unsorted).
struct ASN1Reader {
    private var members: ASN1NodeCollection.Iterator
    private var ahead: ASN1Node?
    private let what: String

    /// - Parameter what: names the value in errors.
    init(
        _ node: ASN1Node, as identifier: ASN1Identifier = .sequence, _ what: String
    ) throws(TimeStampError) {
        guard node.identifier == identifier, case .constructed(let collection) = node.content else {
            throw .malformed(what)
        }
        members = collection.makeIterator()
        self.what = what
        ahead = members.next()
    }

    /// The root of a whole encoding, nothing behind it.
    static func root(_ bytes: ArraySlice<UInt8>, _ what: String) throws(TimeStampError) -> ASN1Node {
        do { return try BER.parse(bytes) } catch { throw .malformed(what) }
    }

    static func root(_ bytes: [UInt8], _ what: String) throws(TimeStampError) -> ASN1Node {
        try root(bytes[...], what)
    }

    var isAtEnd: Bool { ahead == nil }

    mutating func next() throws(TimeStampError) -> ASN1Node {
        guard let node = ahead else { throw .malformed(what) }
        ahead = members.next()
        return node
    }

    mutating func next(_ identifier: ASN1Identifier) throws(TimeStampError) -> ASN1Node {
        guard let node = take(identifier) else { throw .malformed(what) }
        return node
    }

    /// The next member when it is of this kind.
    mutating func take(_ identifier: ASN1Identifier) -> ASN1Node? {
        guard let node = ahead, node.identifier == identifier else { return nil }
        ahead = members.next()
        return node
    }

    func end() throws(TimeStampError) {
        guard isAtEnd else { throw .malformed("\(what): more than is known") }
    }
}

extension ASN1Identifier {
    static func context(_ number: UInt) -> ASN1Identifier {
        ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}

extension ASN1Node {
    var encoded: [UInt8] { Array(encodedBytes) }

    /// The contents of a primitive value.
    func contents(_ what: String) throws(TimeStampError) -> [UInt8] {
        guard case .primitive(let bytes) = content else { throw .malformed(what) }
        return Array(bytes)
    }

    /// The bytes of an OCTET STRING, which BER may give in pieces.
    func octets(_ what: String) throws(TimeStampError) -> [UInt8] {
        guard case .constructed(let pieces) = content else { return try contents(what) }
        var bytes: [UInt8] = []
        for piece in pieces {
            guard piece.identifier == .octetString else { throw .malformed(what) }
            bytes += try piece.octets(what)
        }
        return bytes
    }

    /// The contents of an INTEGER: big-endian, two's complement, at least one byte.
    func integer(_ what: String) throws(TimeStampError) -> [UInt8] {
        guard identifier == .integer else { throw .malformed(what) }
        let bytes = try contents(what)
        guard !bytes.isEmpty else { throw .malformed(what) }
        return bytes
    }

    /// A small INTEGER, not negative.
    func number(_ what: String) throws(TimeStampError) -> Int {
        let bytes = try integer(what)
        guard bytes.count <= 4, bytes[0] < 0x80 else { throw .malformed(what) }
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    func boolean(_ what: String) throws(TimeStampError) -> Bool {
        guard identifier == .boolean, try contents(what).count == 1 else { throw .malformed(what) }
        return try contents(what) != [0]
    }

    func objectIdentifier(_ what: String) throws(TimeStampError) -> ObjectIdentifier {
        guard identifier == .objectIdentifier, let value = ObjectIdentifier(contents: try contents(what)) else {
            throw .malformed(what)
        }
        return value
    }

    /// The value of a BIT STRING of whole bytes.
    func bits(_ what: String) throws(TimeStampError) -> [UInt8] {
        guard identifier == .bitString else { throw .malformed(what) }
        let bytes = try contents(what)
        guard bytes.first == 0 else { throw .malformed(what) }
        return Array(bytes.dropFirst())
    }

    /// The member within an explicit tag.
    func explicit(_ what: String) throws(TimeStampError) -> ASN1Node {
        var reader = try ASN1Reader(self, as: identifier, what)
        let inner = try reader.next()
        try reader.end()
        return inner
    }
}
