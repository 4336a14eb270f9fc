/// The body of an entry `renewed`: which renewal it is about, and the digest of every file in its folder.
package struct RenewalRecord: Hashable, Sendable {
    /// RFC 4998 section 5 has these two.
    package enum Kind: String, Sendable {
        /// Over earlier time-stamps.
        case timeStamps = "time-stamps"
        /// Over the letters themselves and all time-stamps so far, by another digest.
        case hashTree = "hash-tree"
    }

    package var folder: RenewalFolder
    package var kind: Kind
    /// The digest of the tree: `sha256`, `sha384` or `sha512`.
    package var digest: String
    /// Of the tree over the leaves.
    package var root: [UInt8]
    /// How many leaves there are.
    package var count: Int
    package var tokens: [SealRecord.Token]
    package var files: [String: Sha256Digest]

    package init(
        folder: RenewalFolder, kind: Kind, digest: String, root: [UInt8], count: Int, tokens: [SealRecord.Token],
        files: [String: Sha256Digest]
    ) {
        (self.folder, self.kind, self.digest, self.root) = (folder, kind, digest, root)
        (self.count, self.tokens, self.files) = (count, tokens, files)
    }

    package var body: CanonicalJSON {
        .object([
            "folder": .string("\(folder)"), "kind": .string(kind.rawValue), "digest": .string(digest),
            "root": .string(Hex.encode(root)), "count": .integer(Int64(count)),
            "files": .object(files.mapValues { .string($0.hex) }), "authorities": .array(tokens.map(\.json)),
        ])
    }

    /// Nil for a body that is not exactly of this form.
    package init?(body: CanonicalJSON?) {
        guard let members = body?.object, let folder = members["folder"]?.string.flatMap({ RenewalFolder($0) }),
            let kind = members["kind"]?.string.flatMap(Kind.init(rawValue:)), let digest = members["digest"]?.string,
            let root = members["root"]?.string.flatMap({ Hex.decode($0) }), let count = members["count"]?.integer,
            let files = members["files"]?.object.flatMap(SealRecord.digests), let told = members["authorities"]?.array
        else { return nil }
        self.init(
            folder: folder, kind: kind, digest: digest, root: root, count: Int(clamping: count),
            tokens: told.compactMap(SealRecord.Token.init), files: files)
        guard self.body == body, !tokens.isEmpty else { return nil }
    }

    /// Whose token continues what an authority began: its own where it gave one, else the first.
    package func token(after authority: String) -> SealRecord.Token? {
        tokens.first { $0.authority == authority } ?? tokens.first
    }
}
