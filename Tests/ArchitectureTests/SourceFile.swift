/// One Swift or C file of ours, with what the rules ask of it.
struct SourceFile {
    let path: String
    let text: String
    let lines: [String]
    /// The lines with comments and strings blanked out.
    let code: [String]
    /// The words of each line of code: letters, digits and underscores.
    private let words: [[String]]

    init?(path: String) {
        guard let text = RepositoryTree.text(path) else { return nil }
        (self.path, self.text) = (path, text)
        lines = text.utf8Lines
        code = CodeText.lines(of: text)
        words = code.map(\.words)
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
        code.indices.compactMap { index in
            guard words[index].contains("import") else { return nil }
            let pattern = /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)?import\s+(?:[a-z]+\s+)?(\w+)/
            return code[index].firstMatch(of: pattern).map { (String($0.1), index + 1) }
        }
    }

    /// Name and line number of each type declared (not extended).
    var types: [(name: String, line: Int)] {
        declarations(["struct", "class", "enum", "actor", "protocol", "typealias"])
            .filter { $0.name.first?.isUppercase == true }
    }

    /// Name and line number of each protocol declared.
    var protocols: [(name: String, line: Int)] { declarations(["protocol"]) }

    /// The word behind each of these keywords.
    private func declarations(_ keywords: Set<String>) -> [(name: String, line: Int)] {
        words.enumerated().flatMap { index, words in
            zip(words, words.dropFirst()).filter { keywords.contains($0.0) }.map { ($0.1, index + 1) }
        }
    }

    /// Types extended, without their modules: `extension GreffeCore.Entry` gives `Entry`.
    var extended: [String] {
        code.indices.filter { words[$0].contains("extension") }.flatMap { index in
            code[index].matches(of: /\bextension\s+(?:\w+\.)*(\w+)/).map { String($0.1) }
        }
    }

    /// Line numbers where one of the words stands in code.
    func lines(mentioning wanted: Set<String>) -> [(word: String, line: Int)] {
        words.enumerated().flatMap { index, words in
            words.filter(wanted.contains).map { ($0, index + 1) }
        }
    }

    /// Line numbers where one of these functions is called by its bare name: neither a method nor its declaration.
    func lines(calling functions: Set<String>) -> [(word: String, line: Int)] {
        lines(mentioning: functions).filter { word, line in
            let pieces = code[line - 1].split(separator: "\(word)(", omittingEmptySubsequences: false)
            return pieces.dropLast().contains { before in
                guard let last = before.last else { return true }
                return !(last == "." || last == "_" || last.isLetter || last.isNumber || before.hasSuffix("func "))
            }
        }
    }

    /// The types that conform to a protocol by a declaration of this file.
    func types(conformingTo name: String) -> [String] {
        guard words.contains(where: { $0.contains(name) }) else { return [] }
        let pattern = /\b(?:struct|class|enum|actor|extension)\s+([\w.]+)([^{}=;]*)\{/
        return code.joined(separator: "\n").matches(of: pattern).compactMap { match in
            let clause = String(match.2).replacing(/<[^<>]*>/, with: "").split(separator: " where ").first ?? ""
            return String(clause).words.contains(name) ? String(match.1) : nil
        }
    }
}

extension String {
    /// Split at line feeds, by bytes: a document of thousands of lines is split in no time.
    var utf8Lines: [String] {
        utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    /// Runs of ASCII letters, digits and underscores, and of anything beyond ASCII.
    var words: [String] {
        utf8.split { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
                false
            default: true
            }
        }.map { String(Substring($0)) }
    }

    /// Whether the bytes of `text` stand in it somewhere.
    func hasBytes(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return utf8.indices.contains { utf8[$0...].starts(with: wanted) }
    }
}
