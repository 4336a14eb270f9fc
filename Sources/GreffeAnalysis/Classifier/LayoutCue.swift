/// How the leading page is set, measured: what a person sees from two metres away. Each is 0 to about 1.
enum LayoutCue: Int, CaseIterable {
    case subject, salutation, closing
    case amountRows, priceRows, amounts, percents
    case dates, references, longNumbers, quantityRows
    case iban, boxes, contacts
    case digitShare, capitalShare, proseShare, shortLineShare
    case questions, exclamations
    case firstPersonSingular, firstPersonPlural, secondPerson
    case fewWords, manyWords
    case morePages, titleLines

    /// How a cue is named to a person.
    var name: String {
        switch self {
        case .subject: "subject line"
        case .salutation: "salutation"
        case .closing: "closing formula"
        case .amountRows: "lines ending in an amount"
        case .priceRows: "table of prices"
        case .amounts: "amounts"
        case .percents: "percentages"
        case .dates: "dates"
        case .references: "references"
        case .longNumbers: "long numbers"
        case .quantityRows: "list of quantities"
        case .iban: "IBAN"
        case .boxes: "check boxes"
        case .contacts: "e-mail or web address"
        case .digitShare: "many digits"
        case .capitalShare: "many capitals"
        case .proseShare: "running text"
        case .shortLineShare: "short lines"
        case .questions: "questions"
        case .exclamations: "exclamation marks"
        case .firstPersonSingular: "written in the first person"
        case .firstPersonPlural: "written as we"
        case .secondPerson: "speaks to us"
        case .fewWords: "short text"
        case .manyWords: "long text"
        case .morePages: "several pages"
        case .titleLines: "titles"
        }
    }

    static func measure(_ page: PageTokens, zones: PageZones, lines: [String], pageCount: Int) -> [Float] {
        var values = [Float](repeating: 0, count: allCases.count)
        func set(_ cue: LayoutCue, _ value: Double) { values[cue.rawValue] = Float(min(max(value, 0), 1.5)) }
        /// 0, then rising ever more slowly to about 1 at thirty.
        func grown(_ count: Int) -> Double { Double(count).squareRoot() / 5.5 }

        let shapes = Counts(page)
        set(.subject, zones.subject == nil ? 0 : 1)
        set(.salutation, zones.salutation == nil ? 0 : 1)
        set(.closing, zones.closing == nil ? 0 : 1)
        set(.amountRows, grown(shapes.amountRows))
        set(.priceRows, grown(shapes.priceRows))
        set(.amounts, grown(shapes[.amount]))
        set(.percents, grown(shapes[.percent]))
        set(.dates, grown(shapes[.date]))
        set(.references, grown(shapes[.reference]))
        set(.longNumbers, grown(shapes[.long]))
        set(.quantityRows, grown(shapes.quantityRows))
        set(.contacts, grown(shapes[.email] + shapes[.site]))
        set(.iban, lines.contains(where: hasIban) ? 1 : 0)
        let marks = Marks(lines)
        set(.boxes, grown(marks.boxes))
        set(.questions, grown(marks.questions))
        set(.exclamations, grown(marks.exclamations))
        let words = page.tokens.count { !$0.isShape }
        let letters = max(1, page.lines.reduce(0) { $0 + $1.letters })
        let digits = page.lines.reduce(0) { $0 + $1.digits }
        let lineCount = Double(max(1, page.lines.count))
        set(.digitShare, 2 * Double(digits) / Double(letters + digits))
        set(.capitalShare, Double(page.lines.reduce(0) { $0 + $1.capitals }) / Double(letters))
        set(.proseShare, Double(page.lines.count { $0.tokens.count >= 9 }) / lineCount)
        set(.shortLineShare, Double(page.lines.count { $0.tokens.count <= 4 }) / lineCount)
        let persons = Persons(page)
        let scale = 10 / Double(max(20, words))
        set(.firstPersonSingular, Double(persons.singular) * scale)
        set(.firstPersonPlural, Double(persons.plural) * scale)
        set(.secondPerson, Double(persons.second) * scale)
        set(.fewWords, words < 60 ? 1 - Double(words) / 60 : 0)
        set(.manyWords, Double(words) / 400)
        set(.morePages, pageCount > 1 ? 1 : 0)
        set(.titleLines, grown(zones.titles.count))
        return values
    }

    /// Two letters, two digits and a dozen more characters that are mostly digits, spaces apart.
    private static func hasIban(_ line: String) -> Bool {
        let bytes = line.utf8.filter { $0 != 0x20 }
        guard bytes.count >= 15 else { return false }
        func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
        for start in 0...(bytes.count - 15) where isCapital(bytes[start]) && isCapital(bytes[start + 1]) {
            guard PageTokens.isDigit(bytes[start + 2]), PageTokens.isDigit(bytes[start + 3]) else { continue }
            let rest = bytes[(start + 4)..<(start + 15)]
            if rest.count(where: PageTokens.isDigit) >= 8, rest.allSatisfy({ PageTokens.isDigit($0) || isCapital($0) })
            {
                return true
            }
        }
        return false
    }
}

extension LayoutCue {
    private struct Counts {
        var byShape: [String: Int] = [:]
        var amountRows = 0
        var priceRows = 0
        var quantityRows = 0

        init(_ page: PageTokens) {
            for line in page.lines {
                let tokens = page.tokens[line.tokens]
                let shapes = tokens.map { $0.isShape ? String(decoding: page.text($0), as: UTF8.self) : "" }
                for shape in shapes where !shape.isEmpty { byShape[shape, default: 0] += 1 }
                let amounts = shapes.count { $0 == NumberShape.amount.rawValue }
                if amounts > 0, tokens.count >= 2, shapes.suffix(2).contains(NumberShape.amount.rawValue) {
                    amountRows += 1
                }
                if amounts >= 2 { priceRows += 1 }
                let small = [NumberShape.few.rawValue, NumberShape.number.rawValue]
                if amounts == 0, tokens.count >= 3, tokens.count <= 14,
                    shapes.first.map(small.contains) == true || shapes.last.map(small.contains) == true
                {
                    quantityRows += 1
                }
            }
        }

        subscript(_ shape: NumberShape) -> Int { byShape[shape.rawValue] ?? 0 }
    }

    private struct Marks {
        var boxes = 0
        var questions = 0
        var exclamations = 0

        init(_ lines: [String]) {
            for line in lines {
                var previous: Unicode.Scalar = " "
                for scalar in line.unicodeScalars {
                    switch scalar {
                    case "☐", "☑", "☒", "□", "■", "▢", "❏", "❑": boxes += 1
                    case "]" where previous == "[" || previous == " " || previous == "X" || previous == "x": boxes += 1
                    case "?": questions += 1
                    case "!": exclamations += 1
                    default: break
                    }
                    previous = scalar
                }
            }
        }
    }

    private struct Persons {
        var singular = 0
        var plural = 0
        var second = 0

        init(_ page: PageTokens) {
            for token in page.tokens where !token.isShape && token.range.count <= 6 {
                let word = String(decoding: page.text(token), as: UTF8.self)
                if Self.singulars.contains(word) { singular += 1 }
                if Self.plurals.contains(word) { plural += 1 }
                if Self.seconds.contains(word) { second += 1 }
            }
        }

        static let singulars: Set<String> = [
            "je", "j", "mon", "ma", "mes", "moi", "i", "my", "me", "ich", "mein", "meine", "mir", "mich",
        ]
        static let plurals: Set<String> = ["nous", "notre", "nos", "we", "our", "us", "wir", "unser", "unsere", "uns"]
        static let seconds: Set<String> = [
            "vous", "votre", "vos", "you", "your", "sie", "ihr", "ihre", "ihnen", "ihren",
        ]
    }
}
