/// One Swift or C file of ours, with what the rules ask of it.
struct SourceFile {
    let path: String
    let text: String
    let lines: [String]
    /// The lines with comments and strings blanked out.
    let code: [String]

    init?(path: String) {
        guard let text = RepositoryTree.text(path) else { return nil }
        (self.path, self.text) = (path, text)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = CodeText.lines(of: text)
    }

    static let swift = RepositoryTree.paths(ending: ".swift").compactMap(SourceFile.init)
    static let c = RepositoryTree.paths(ending: ".c", ".h").compactMap(SourceFile.init)
    /// What is shipped, apart from tests.
    static let shipped = (swift + c).filter { $0.path.hasPrefix("Sources/") }

    /// The target the file belongs to: `Sources/GreffeCore/Entry.swift` gives `GreffeCore`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// `Entry.swift`
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Module and line number of each import.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, line in
            let pattern = /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+(?:[a-z]+\s+)?(\w+)/
            guard let match = line.firstMatch(of: pattern) else { return nil }
            return (String(match.1), index + 1)
        }
    }

    /// Name and line number of each type declared (not extended).
    var types: [(name: String, line: Int)] {
        code.enumerated().flatMap { index, line in
            line.matches(of: /\b(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)/)
                .map { (String($0.1), index + 1) }
        }
    }

    /// Types extended, without their modules: `extension GreffeCore.Entry` gives `Entry`.
    var extended: [String] {
        code.flatMap { $0.matches(of: /\bextension\s+(?:\w+\.)*(\w+)/).map { String($0.1) } }
    }

    /// Line numbers where one of the words stands in code as a whole word.
    func lines(mentioning words: some Sequence<String>) -> [(word: String, line: Int)] {
        let words = Set(words)
        return code.enumerated().flatMap { index, line in
            line.matches(of: /\w+/).map { String($0.0) }.filter(words.contains).map { ($0, index + 1) }
        }
    }

    /// The declarations that say which protocols a type conforms to: the type, and everything between its name and `{`.
    var conformances: [(type: String, clause: String)] {
        let pattern = /\b(?:struct|class|enum|actor|extension)\s+([\w.]+)([^{}=;]*)\{/
        return code.joined(separator: "\n").matches(of: pattern).map { match in
            let clause = String(match.2).replacing(/<[^<>]*>/, with: "").split(separator: " where ").first ?? ""
            return (String(match.1), String(clause))
        }
    }
}
