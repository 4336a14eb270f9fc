package import GreffeCore

/// A letter whose class a person has decided: a header, `---`, the text, pages parted by `=== page ===`.
package struct TrainingLetter: Sendable, Equatable {
    /// Names the letter in reports; letters are put in the order of their names, so that training is reproducible.
    package var name: String
    package var letterClass: LetterClass
    package var subclass: String
    /// ISO 639-1.
    package var language: String
    /// The hand the letter is in. Letters of one hand are never on both sides of a measurement.
    package var author: String
    package var pages: [String]

    package init(
        name: String, letterClass: LetterClass, subclass: String, language: String, author: String, pages: [String]
    ) {
        (self.name, self.letterClass, self.subclass) = (name, letterClass, subclass)
        (self.language, self.author, self.pages) = (language, author, pages)
    }

    package init(name: String, text: String) throws(ClassifierError) {
        func refuse(_ reason: String) -> ClassifierError { .trainingTextUnusable(name: name, reason: reason) }
        var header: [Substring: String] = [:]
        var pages: [[Substring]] = [[]]
        var isHeader = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if isHeader {
                if line == "---" {
                    isHeader = false
                } else if let colon = line.firstIndex(of: ":") {
                    header[line[..<colon]] = String(line[line.index(after: colon)...].drop(while: { $0 == " " }))
                } else {
                    throw refuse("its header has a line without a colon")
                }
            } else if line == "=== page ===" {
                pages.append([])
            } else {
                pages[pages.count - 1].append(line)
            }
        }
        guard !isHeader else { throw refuse("no --- ends its header") }
        guard let letterClass = header["class"].flatMap(LetterClass.init(rawValue:)) else {
            throw refuse("its class is none of ours")
        }
        guard let author = header["author"], !author.isEmpty else { throw refuse("it has no author") }
        self.init(
            name: name, letterClass: letterClass, subclass: header["subclass"] ?? "",
            language: header["language"] ?? "",
            author: author, pages: pages.map { $0.joined(separator: "\n") })
        guard pages.contains(where: { page in page.contains { !$0.isEmpty } }) else { throw refuse("it has no text") }
    }
}
