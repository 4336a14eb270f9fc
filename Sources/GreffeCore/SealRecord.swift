/// The body of an entry `sealed`: which seal it is about, and the digest of every file in its folder, so that the next
/// entries commit to the tokens' bytes.
package struct SealRecord: Hashable, Sendable {
    /// What one authority said; the token itself says it too, and counts.
    package struct Token: Hashable, Sendable {
        package var authority: String
        /// The time in the token.
        package var time: Timestamp
        /// The policy it is under, as numbers with dots.
        package var policy: String
        /// The token's serial number in hexadecimal.
        package var serial: String
        /// Whether the archive's owner declared this authority to be qualified (eIDAS); nothing here proves it.
        package var isDeclaredQualified: Bool

        package init(authority: String, time: Timestamp, policy: String, serial: String, isDeclaredQualified: Bool) {
            (self.authority, self.time, self.policy) = (authority, time, policy)
            (self.serial, self.isDeclaredQualified) = (serial, isDeclaredQualified)
        }
    }

    package var folder: SealFolder
    /// The root of the checkpoint.
    package var root: Sha256Digest
    package var tokens: [Token]
    /// Every file of the folder by name, cosignatures left out.
    package var files: [String: Sha256Digest]

    package var size: UInt64 { folder.size }

    package init(folder: SealFolder, root: Sha256Digest, tokens: [Token], files: [String: Sha256Digest]) {
        (self.folder, self.root, self.tokens, self.files) = (folder, root, tokens, files)
    }

    package var body: CanonicalJSON {
        .object([
            "folder": .string("\(folder)"), "size": .integer(Int64(clamping: size)), "root": .string(root.hex),
            "files": .object(files.mapValues { .string($0.hex) }),
            "authorities": .array(tokens.map(\.json)),
        ])
    }

    /// Nil for a body that is not exactly of this form.
    package init?(body: CanonicalJSON?) {
        guard let members = body?.object, let folder = members["folder"]?.string.flatMap({ SealFolder($0) }),
            let root = members["root"]?.string.flatMap(Sha256Digest.init(hex:)),
            let files = members["files"]?.object.flatMap(Self.digests),
            let authorities = members["authorities"]?.array
        else { return nil }
        self.init(folder: folder, root: root, tokens: authorities.compactMap(Token.init), files: files)
        guard self.body == body else { return nil }
    }

    /// The member `files` of a seal's or renewal's body; nil where one names no file of its folder.
    static func digests(_ files: [String: CanonicalJSON]) -> [String: Sha256Digest]? {
        var digests: [String: Sha256Digest] = [:]
        for (name, value) in files {
            guard !name.contains("/"), !name.hasPrefix("."), let digest = value.string.flatMap(Sha256Digest.init(hex:))
            else { return nil }
            digests[name] = digest
        }
        return digests
    }
}

extension SealRecord.Token {
    private static let declared = "declared"
    private static let undeclared = "no"

    var json: CanonicalJSON {
        .object([
            "name": .string(authority), "time": .string("\(time)"), "policy": .string(policy),
            "serial": .string(serial),
            "qualified": .string(isDeclaredQualified ? Self.declared : Self.undeclared),
        ])
    }

    init?(_ json: CanonicalJSON) {
        guard let name = json["name"]?.string, SealFolder.isAuthorityName(name),
            let time = json["time"]?.string.flatMap({ Timestamp($0) }), let policy = json["policy"]?.string,
            let serial = json["serial"]?.string, let qualified = json["qualified"]?.string
        else { return nil }
        self.init(
            authority: name, time: time, policy: policy, serial: serial,
            isDeclaredQualified: qualified == Self.declared)
    }
}
