/// What opens an entry's commitments: the body itself and the two salts. Kept in the vault beside the letter, and
/// erasable: without it the entry still verifies and says nothing about anybody.
package struct Opening: Hashable, Sendable {
    package static let version = "greffe.opening/v1"

    package var body: CanonicalJSON
    package var bodySalt: Salt
    /// Present when the entry commits to an object.
    package var objectSalt: Salt?

    package init(body: CanonicalJSON, bodySalt: Salt, objectSalt: Salt?) {
        (self.body, self.bodySalt, self.objectSalt) = (body, bodySalt, objectSalt)
    }

    package var bodyCommitment: Sha256Digest { bodySalt.commitment(to: body.bytes) }

    /// Canonical JSON, one trailing LF.
    package var bytes: [UInt8] {
        var members: [String: CanonicalJSON] = [
            "body": body, "saltBody": .string(bodySalt.hex), "version": .string(Self.version),
        ]
        if let objectSalt { members["saltObject"] = .string(objectSalt.hex) }
        return CanonicalJSON.object(members).bytes + [0x0a]
    }

    package init(bytes: [UInt8]) throws(OpeningError) {
        guard bytes.last == 0x0a else { throw .malformed }
        let json: CanonicalJSON
        do { json = try CanonicalJSON(canonical: Array(bytes.dropLast())) } catch { throw .malformed }
        guard let members = json.object, members["version"]?.string == Self.version, let body = members["body"],
            let bodySalt = members["saltBody"]?.string.flatMap(Salt.init(hex:)),
            Set(members.keys).isSubset(of: ["version", "body", "saltBody", "saltObject"])
        else { throw .malformed }
        self.init(body: body, bodySalt: bodySalt, objectSalt: nil)
        if let salt = members["saltObject"] {
            guard let objectSalt = salt.string.flatMap(Salt.init(hex:)) else { throw .malformed }
            self.objectSalt = objectSalt
        }
    }
}

package enum OpeningError: Error, Hashable {
    case malformed
}
