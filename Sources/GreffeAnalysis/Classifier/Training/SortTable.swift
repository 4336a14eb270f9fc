import GreffeCore

/// Which subclasses are learnt together, as `kinds.txt` beside the training letters says.
package struct SortTable: Sendable {
    /// Ordered as written; every class has at least one.
    package let sorts: [LetterSort]
    private let bySubclass: [String: Int]

    /// Every class one sort.
    package init() {
        sorts = LetterClass.allCases.map { LetterSort(name: $0.rawValue, letterClass: $0) }
        bySubclass = [:]
    }

    /// Lines `sort: class: subclass subclass …`; `#` begins a remark.
    package init(text: String, name: String) throws(ClassifierError) {
        var sorts: [LetterSort] = []
        var bySubclass: [String: Int] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 2).map { $0.split(separator: " ") }
            guard parts.count == 3, let sort = parts[0].first, let letterClass = parts[1].first,
                let letterClass = LetterClass(rawValue: String(letterClass))
            else { throw .trainingTextUnusable(name: name, reason: "the line \(line) is not sort: class: subclasses") }
            for subclass in parts[2] { bySubclass["\(letterClass.rawValue) \(subclass)"] = sorts.count }
            sorts.append(LetterSort(name: String(sort), letterClass: letterClass))
        }
        for letterClass in LetterClass.allCases where !sorts.contains(where: { $0.letterClass == letterClass }) {
            sorts.append(LetterSort(name: letterClass.rawValue, letterClass: letterClass))
        }
        (self.sorts, self.bySubclass) = (sorts, bySubclass)
    }

    /// Position of the letter's sort in `sorts`.
    func position(of letter: TrainingLetter) -> Int {
        bySubclass["\(letter.letterClass.rawValue) \(letter.subclass)"]
            ?? sorts.firstIndex { $0.letterClass == letter.letterClass } ?? 0
    }
}
