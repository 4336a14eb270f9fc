/// What Package.swift declares, read as text: `room("GreffeIndex", ["GreffeCore", grdb])`.
struct PackageManifest {
    /// Module names each room or program depends on.
    let dependencies: [String: Set<String>]

    init(text: String) {
        let text = text.replacing(/\/\/[^\n]*/, with: "")
        // `let grdb = Target.Dependency.product(name: "GRDB", …)`
        var modules: [String: String] = [:]
        for match in text.matches(of: /let\s+(\w+)\s*=\s*Target\.Dependency\.product\(\s*name:\s*"(\w+)"/) {
            modules[String(match.1)] = String(match.2)
        }
        var dependencies: [String: Set<String>] = [:]
        for match in text.matches(of: /\b(?:room|testableRoom|program)\(\s*"([\w-]+)"\s*(?:,\s*\[([^\]]*)\])?\s*\)/) {
            let items = (match.2 ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            dependencies[String(match.1)] = Set(
                items.filter { !$0.isEmpty }.map { item in
                    item.hasPrefix("\"") ? item.filter { $0 != "\"" } : modules[item] ?? item
                })
        }
        self.dependencies = dependencies
    }
}
