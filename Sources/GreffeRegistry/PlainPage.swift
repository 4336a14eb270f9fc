import GreffeCore
import GreffePDF

/// A page of ours as plain text, and the same as PDF/A: what people are given beside what programs check.
struct PlainPage {
    let title: String
    let lines: [String]

    var text: [UInt8] { Array(lines.map { $0 + "\n" }.joined().utf8) }

    /// Lines that begin with spaces stay as they are; others are paragraphs, and those of capitals headings.
    func pdf() throws(PDFError) -> [UInt8] {
        var pages = TextPages(about: PDFAbout(title: title, language: "fr"), footer: title)
        var paragraph: [String] = []
        var fixed: [String] = []
        for line in lines.drop(while: { $0 == title }) + [""] {
            let isFixed = line.hasPrefix(" ")
            if !isFixed, !fixed.isEmpty {
                pages.monospace(fixed.map { String($0.dropFirst(Self.indent)) })
                fixed = []
            }
            if isFixed || line.isEmpty || Self.isHeading(line), !paragraph.isEmpty {
                pages.paragraph(paragraph.joined(separator: " "))
                paragraph = []
            }
            if isFixed {
                fixed.append(line)
            } else if Self.isHeading(line) {
                pages.heading(line, level: line.first?.isNumber == true ? 2 : 1)
            } else if !line.isEmpty, !line.allSatisfy({ $0 == "=" }) {
                paragraph.append(line)
            }
        }
        return try pages.pdf()
    }

    private static let indent = 4

    private static func isHeading(_ line: String) -> Bool {
        let letters = line.prefix { $0 != "(" }.filter(\.isLetter)
        return letters.count > 2 && letters.allSatisfy(\.isUppercase)
    }
}
