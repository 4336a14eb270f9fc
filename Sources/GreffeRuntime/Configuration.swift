package import GreffeCore

/// `greffe.yaml`: what an archive is and where its mail comes from (docs/reference/configuration.md).
package struct Configuration: Sendable, Hashable {
    package var organisation: Organisation
    /// ISO 639-1, the commonest first.
    package var languages: [String]
    package var watch: [WatchSettings]
    /// Reading processes; nil for one a core.
    package var workers: Int?
    /// What a worker must be confined by before it may read.
    package var sandbox: SandboxRule
    /// Of the archive's disk, kept free; 0 for none.
    package var reserveMebibytes: Int
    /// Where the log's signer remembers; nil for the account's own place.
    package var signerMemory: String?
    package var witnesses = WitnessSettings()
    /// Authorities for time-stamps, in the order they are asked; none where nothing is sealed.
    package var seals: [SealSettings]
    /// A list of algorithms with their ends, absolute or below the archive's folder; nil for the embedded one.
    package var algorithms: String?
    /// Who may run which command; nil: whoever may run it.
    package var roles: RoleSettings?

    package static let languagesKnown = ["fr", "en", "de"]
    /// A worker needs about 300 MB; beyond this the machine is misjudged.
    static let workersMax = 256
    /// A pebibyte in MiB would be a mistake; a tebibyte may be somebody's wish.
    static let reserveMebibytesMax = 1 << 20

    package static func read(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> Configuration {
        let root = try YAMLCursor.document(bytes, file: file)
        try root.mapping(known: [
            "organisation", "languages", "watch", "workers", "disk", "seals", "signer", "witnesses", "witness_seconds",
            "roles",
        ])
        let (workers, sandbox) = try workers(root)
        return Configuration(
            organisation: try organisation(root), languages: try languages(root), watch: try watch(root),
            workers: workers, sandbox: sandbox, reserveMebibytes: try reserve(root),
            signerMemory: try signerMemory(root), witnesses: try WitnessSettings.read(root),
            seals: try SealSettings.read(root), algorithms: try algorithms(root),
            roles: try RoleSettings.read(root))
    }

    private static func algorithms(_ root: YAMLCursor) throws(ConfigurationError) -> String? {
        try root.optional("seals")?.optional("algorithms")?.string()
    }

    private static func organisation(_ root: YAMLCursor) throws(ConfigurationError) -> Organisation {
        let node = try root.required("organisation")
        try node.mapping(known: ["names", "addresses", "identifiers"])
        var organisation = Organisation()
        if let list = node.optional("names") { organisation.names = try list.strings() }
        if let list = node.optional("addresses") { organisation.addresses = try list.strings() }
        if let list = node.optional("identifiers") { organisation.identifiers = try list.strings() }
        return organisation
    }

    private static func languages(_ root: YAMLCursor) throws(ConfigurationError) -> [String] {
        guard let node = root.optional("languages") else { return languagesKnown }
        var languages: [String] = []
        for item in try node.list() {
            let language = try item.string()
            guard languagesKnown.contains(language) else {
                throw item.error(
                    "language \"\(language)\" is not known", hint: "known: \(languagesKnown.joined(separator: ", "))")
            }
            languages.append(language)
        }
        guard !languages.isEmpty else { throw node.error("no language", hint: "name at least one, e.g. [fr]") }
        return languages
    }

    /// A number alone is their count.
    private static func workers(_ root: YAMLCursor) throws(ConfigurationError) -> (Int?, SandboxRule) {
        guard let node = root.optional("workers") else { return (nil, .default) }
        guard node.isMapping else { return (try node.integer(in: 1...workersMax), .default) }
        try node.mapping(known: ["count", "sandbox"])
        let count = try node.optional("count")?.integer(in: 1...workersMax)
        return (count, try node.optional("sandbox")?.choice(SandboxRule.self) ?? .default)
    }

    private static func reserve(_ root: YAMLCursor) throws(ConfigurationError) -> Int {
        guard let node = root.optional("disk") else { return DiskReserve.mebibytesDefault }
        try node.mapping(known: ["reserve_mib"])
        return try node.optional("reserve_mib")?.integer(in: 0...reserveMebibytesMax) ?? DiskReserve.mebibytesDefault
    }

    private static func signerMemory(_ root: YAMLCursor) throws(ConfigurationError) -> String? {
        guard let node = root.optional("signer") else { return nil }
        try node.mapping(known: ["memory"])
        guard let memory = node.optional("memory") else { return nil }
        let folder = try memory.string()
        guard folder.hasPrefix("/") else {
            throw memory.error("\"\(folder)\" is not an absolute path", hint: "begin it with /")
        }
        return folder
    }

    private static func watch(_ root: YAMLCursor) throws(ConfigurationError) -> [WatchSettings] {
        guard let node = root.optional("watch") else { return [] }
        var folders: [WatchSettings] = []
        for item in try node.list() { folders.append(try WatchSettings.read(item)) }
        return folders
    }
}

/// One watch folder.
package struct WatchSettings: Sendable, Hashable {
    package var folder: String
    package var channel: String
    package var device: String?
    package var `operator`: String?
    /// Off for network shares, where the kernel tells nothing of other machines' writing.
    package var events: Bool
    package var rescanSeconds: Int
    /// How long an unfinished file may lie quiet before it is refused as truncated.
    package var incompleteSeconds: Int

    package init(
        folder: String, channel: String, device: String? = nil, operator: String? = nil, events: Bool = true,
        rescanSeconds: Int = 10, incompleteSeconds: Int = 60
    ) {
        (self.folder, self.channel, self.device, self.operator) = (folder, channel, device, `operator`)
        (self.events, self.rescanSeconds, self.incompleteSeconds) = (events, rescanSeconds, incompleteSeconds)
    }

    static func read(_ node: YAMLCursor) throws(ConfigurationError) -> WatchSettings {
        try node.mapping(known: [
            "folder", "channel", "device", "operator", "events", "rescan_seconds", "incomplete_seconds",
        ])
        let folder = try node.required("folder").string()
        guard folder.hasPrefix("/") else {
            throw try node.required("folder").error("\"\(folder)\" is not an absolute path", hint: "begin it with /")
        }
        var settings = WatchSettings(
            folder: folder, channel: try node.required("channel").string(),
            device: try node.optional("device")?.string(),
            operator: try node.optional("operator")?.string())
        if let events = node.optional("events") { settings.events = try events.boolean() }
        if let seconds = node.optional("rescan_seconds") { settings.rescanSeconds = try seconds.integer(in: 1...3600) }
        if let seconds = node.optional("incomplete_seconds") {
            settings.incompleteSeconds = try seconds.integer(in: 1...86_400)
        }
        return settings
    }
}
