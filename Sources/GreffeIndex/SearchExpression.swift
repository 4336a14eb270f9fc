import GreffeCore

/// A query's words, understood: what must occur, what must not. Any text gives an expression; nothing a person types
/// can be a syntax error, since every term reaches FTS5 as a quoted string.
struct SearchExpression: Hashable {
    struct Term: Hashable {
        /// Folded words that must follow each other; one for a plain word.
        var words: [String]
        var isPrefix = false
        var isNegated = false
        var isQuoted = false

        /// As a person would type it.
        var text: String { words.joined(separator: " ") + (isPrefix ? "*" : "") }
    }

    /// A person types a dozen words; a thousand are an attack on the query planner.
    static let termsMax = 32
    static let scalarsMax = 2_000
    /// Groups of one number typed with spaces: `FR76 1882 9004 5901 7202 7771 550` has seven.
    private static let groupsMax = 7

    private(set) var terms: [Term] = []

    init(_ text: String) {
        let bounded = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.scalarsMax)))
        var scalars = Array(bounded.folded.unicodeScalars)[...]
        while let first = scalars.first, terms.count < Self.termsMax {
            if first.properties.isWhitespace {
                scalars.removeFirst()
                continue
            }
            var term = Term(words: [])
            if first == "-" {
                term.isNegated = true
                scalars.removeFirst()
            }
            let raw: ArraySlice<Unicode.Scalar>
            if scalars.first == "\"" {
                raw = scalars.dropFirst().prefix { $0 != "\"" }
                term.isQuoted = true
                scalars = scalars.dropFirst(raw.count + 2)
            } else {
                raw = scalars.prefix { !$0.properties.isWhitespace && $0 != "\"" }
                scalars = scalars.dropFirst(raw.count)
                term.isPrefix = raw.last == "*"
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: raw)
            term.words = SearchText.words(String(view))
            if !term.words.isEmpty { terms.append(term) }
        }
    }

    var isEmpty: Bool { terms.isEmpty }

    /// What must occur, for FTS5; nil when only exclusions, or nothing, were asked.
    var required: String? {
        let clauses = requiredClauses()
        return clauses.isEmpty ? nil : clauses.joined(separator: " AND ")
    }

    /// Each term that must occur, for FTS5.
    var requiredTerms: [String] { terms.filter { !$0.isNegated }.map(Self.clause) }

    /// What must not occur, for FTS5.
    var excluded: String? {
        let clauses = terms.filter(\.isNegated).map(Self.clause)
        return clauses.isEmpty ? nil : clauses.joined(separator: " OR ")
    }

    /// What a snippet marks.
    var marks: [Term] {
        terms.filter { !$0.isNegated }
    }

    /// Plain words beside each other, a digit among them, may be one number typed in groups: `MRH 50964336` also finds
    /// `MRH50964336`.
    private func requiredClauses() -> [String] {
        var clauses: [String] = []
        var run: [Term] = []
        func endRun() {
            let all = run.map(Self.clause).joined(separator: " AND ")
            if run.count > 1, run.count <= Self.groupsMax,
                run.contains(where: { $0.words.contains(where: SearchText.hasDigit) })
            {
                clauses.append("((\(all)) OR \(Self.quoted(run.flatMap(\.words).joined())))")
            } else if !run.isEmpty {
                clauses.append(all)
            }
            run.removeAll()
        }
        for term in terms where !term.isNegated {
            if term.isQuoted || term.isPrefix {
                endRun()
                clauses.append(Self.clause(term))
            } else {
                run.append(term)
            }
        }
        endRun()
        return clauses
    }

    private static func clause(_ term: Term) -> String {
        let phrase = quoted(term.words.joined(separator: " ")) + (term.isPrefix ? " *" : "")
        guard !term.isQuoted, term.words.count > 1, term.words.contains(where: SearchText.hasDigit) else {
            return phrase
        }
        return "(\(phrase) OR \(quoted(term.words.joined()))\(term.isPrefix ? " *" : ""))"
    }

    /// An FTS5 string; words hold letters and digits only, so there is no quote to escape.
    private static func quoted(_ text: String) -> String { "\"" + text + "\"" }
}
