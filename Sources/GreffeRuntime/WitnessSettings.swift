import GreffeProof
package import GreffeRegistry

/// `witnesses:` of greffe.yaml.
package struct WitnessSettings: Sendable, Hashable {
    package var peers: [WitnessPeer] = []
    /// Between two rounds, when nothing asks for one earlier.
    package var seconds = secondsDefault

    /// A letter is on the witness's record within ten minutes; an idle log shows as often that it is still there.
    package static let secondsDefault = 600

    static func read(_ root: YAMLCursor) throws(ConfigurationError) -> WitnessSettings {
        var settings = WitnessSettings()
        if let seconds = root.optional("witness_seconds") { settings.seconds = try seconds.integer(in: 1...86_400) }
        guard let node = root.optional("witnesses") else { return settings }
        for item in try node.list() {
            try item.mapping(known: ["key", "url"])
            let text = try item.required("key").string()
            // The error of the configuration says where and what to do.
            guard let key = try? WitnessKey(text) else {
                throw try item.required("key").error(
                    "this is not a witness's key", hint: "copy the line of the witness's witness.vkey")
            }
            var url = try item.required("url").string()
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw try item.required("url").error(
                    "\"\(url)\" is not an address", hint: "begin it with http:// or https://")
            }
            while url.hasSuffix("/") { url.removeLast() }
            settings.peers.append(WitnessPeer(key: key, url: url))
        }
        return settings
    }
}
