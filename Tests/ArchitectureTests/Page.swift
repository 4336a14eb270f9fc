/// A Markdown page: its links and its headings.
struct Page {
    let path: String
    private let lines: [(text: String, number: Int)]

    init(path: String, text: String) {
        self.path = path
        // Fenced blocks are quotations.
        var isFenced = false
        lines = text.utf8Lines.enumerated().compactMap { index, line in
            if line.drop(while: { $0 == " " }).hasPrefix("```") {
                isFenced.toggle()
                return nil
            }
            return isFenced ? nil : (line, index + 1)
        }
    }

    var links: [(target: String, line: Int)] {
        lines.filter { $0.text.hasBytes("](") }.flatMap { line in
            line.text.replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)\)/).map { (String($0.1), line.number) }
        }
    }

    /// Headings as GitHub makes anchors of them.
    var anchors: Set<String> {
        Set(
            lines.compactMap { line in
                guard let heading = line.text.wholeMatch(of: /#{1,6}\s+(.*)/) else { return nil }
                let kept = heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                return kept.replacing(" ", with: "-")
            })
    }

    /// `../format/ledger.md` from `docs/decisions/0001.md` is `docs/format/ledger.md`.
    static func resolve(_ target: String, from page: String) -> String {
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") {
            switch part {
            case ".": break
            case "..": if !parts.isEmpty { parts.removeLast() }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
