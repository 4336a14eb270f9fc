/// The table of docs/architecture.md section 2, read back: `| `GreffeIndex` | one line | Core / GRDB |`.
struct ArchitecturePage {
    /// Module names each target may import.
    let imports: [String: Set<String>]

    init(text: String) {
        var imports: [String: Set<String>] = [:]
        for line in text.split(separator: "\n") {
            guard let row = line.wholeMatch(of: /\|\s*`([\w-]+)`\s*\|[^|]*\|\s*([^|\/]*)(?:\/([^|]*))?\|\s*/) else {
                continue
            }
            let ours = Self.words(row.2).map { Room.byName["Greffe" + $0] == nil ? $0 : "Greffe" + $0 }
            imports[String(row.1)] = Set(ours + Self.words(row.3 ?? ""))
        }
        self.imports = imports
    }

    private static func words(_ list: Substring) -> [String] {
        list.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }
}
