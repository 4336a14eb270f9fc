import GreffeCore
package import GreffeProof

/// One authority for time-stamps under `seals:` in `greffe.yaml`.
package struct SealSettings: Sendable, Hashable {
    package var name: String
    package var url: String
    /// PEM files, absolute or below the archive's folder.
    package var anchors: [String]
    package var policy: ObjectIdentifier?
    package var isQualified: Bool
    package var algorithm: HashAlgorithm

    /// Each is asked for every seal, and its files are kept for ever.
    private static let countMax = 8

    static func read(_ root: YAMLCursor) throws(ConfigurationError) -> [SealSettings] {
        guard let node = root.optional("seals") else { return [] }
        try node.mapping(known: ["authorities", "algorithms"])
        let list = try node.required("authorities")
        var found: [SealSettings] = []
        for item in try list.list() {
            let settings = try one(item)
            guard !found.contains(where: { $0.name == settings.name }) else {
                throw item.error("two authorities are named \"\(settings.name)\"", hint: "give each its own name")
            }
            found.append(settings)
        }
        guard (1...countMax).contains(found.count) else {
            throw list.error("\(found.count) authorities", hint: "name 1 to \(countMax), or leave seals: out")
        }
        return found
    }

    private static func one(_ item: YAMLCursor) throws(ConfigurationError) -> SealSettings {
        try item.mapping(known: ["name", "url", "anchors", "policy", "qualified", "hash"])
        let name = try item.required("name")
        guard SealFolder.isAuthorityName(try name.string()) else {
            throw name.error(
                "\"\(try name.string())\" cannot name an authority",
                hint: "small letters, digits and hyphens, at most \(SealFolder.authorityNameMax)")
        }
        let url = try item.required("url")
        let address = try url.string()
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
            throw url.error("\"\(address)\" is no web address", hint: "begin it with https:// or http://")
        }
        let anchors = try item.required("anchors")
        var settings = SealSettings(
            name: try name.string(), url: address,
            anchors: try anchors.isList ? anchors.strings() : [anchors.string()], policy: nil, isQualified: false,
            algorithm: .sha256)
        guard !settings.anchors.isEmpty else { throw anchors.error("no anchor", hint: "name a PEM file") }
        if let node = item.optional("policy") {
            guard let policy = ObjectIdentifier(try node.string()) else {
                throw node.error("\"\(try node.string())\" is no policy", hint: "numbers joined by dots: 1.2.3.4")
            }
            settings.policy = policy
        }
        if let node = item.optional("qualified") { settings.isQualified = try node.boolean() }
        if let node = item.optional("hash") { settings.algorithm = try node.choice(HashAlgorithm.self) }
        return settings
    }
}
