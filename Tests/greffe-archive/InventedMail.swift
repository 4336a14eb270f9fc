import Foundation
import GreffeCore
import GreffeIndex
import GreffeTestKit

/// Letters for an index: each has a head of its own (sender, date, numbers) and lines of the letters in
/// fixtures/training, so that words are as common and as rare as in real mail; one word in a hundred is misread.
struct InventedMail {
    private var dice: Dice
    private var time = Timestamp(millisecondsSince1970: 1_500_000_000_000)
    private(set) var size: UInt64 = 0
    private let lines: [LetterClass: [String]]
    private let customers: [Customer]

    /// A directory of this many customers writes all letters: some have hundreds.
    private static let customersMax = 20_000

    init(seed: UInt64) throws {
        dice = Dice(seed: seed)
        customers = InventedCustomers.directory(Self.customersMax, seed: seed)
        var lines: [LetterClass: [String]] = [:]
        for letterClass in LetterClass.allCases {
            let folder = Repository.fixtures + "/training/" + letterClass.rawValue
            for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
                let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
                lines[letterClass, default: []] += text.split(separator: "\n").map(String.init)
                    .filter { $0.count > 20 }
            }
        }
        self.lines = lines
    }

    /// The entries of some letters: taken in, read, classified, filed.
    mutating func entries(letters: Int) -> (entries: [ProjectedEntry], textBytes: Int64) {
        var entries: [ProjectedEntry] = []
        var bytes: Int64 = 0
        for _ in 0..<letters {
            let letterClass = dice.pickSkewed([LetterClass.invoice, .claim, .other, .order])
            let customer = dice.pickSkewed(customers)
            // Fifteen years of mail, however many letters.
            time = time.adding(milliseconds: 1 + Int64(dice.below(40_000)))
            let date = time.date
            let amount = "\(10 + dice.below(5_000)).\(String(format: "%02d", dice.below(100)))"
            let number = "F-\(date.year)-\(dice.digits(5))"
            let text = text(letterClass, customer, date: "\(date)", amount: amount, number: number)
            bytes += Int64(text.utf8.count)
            let letter = LeafIndex(size)
            add(
                .accessioned,
                [
                    "originalName": .string("scan-\(size).pdf"),
                    "channel": .string(dice.percent(80) ? "letters" : "fax"), "bytes": .integer(40_000),
                    "mediaType": .string("application/pdf"),
                    "sha256": .string(Sha256Digest.of(Array("\(size)".utf8)).hex),
                    "received": .string("\(time)"), "batch": .string("b-\(size / 400)"),
                    "watchFolder": .string("/var/spool/greffe/letters"), "dropToken": .string("\(size)"),
                ], [], nil, &entries)
            add(
                .read,
                [
                    "pages": .integer(1), "language": .string("fr"), "meanConfidence": .integer(9_340),
                    "engine": .string("tesseract 5.3.0"),
                ], [letter], [text], &entries)
            let fields: [String: String] = [
                "date": "\(date)", "sender": customer.displayName, "amount_total": amount, "invoice_number": number,
                "contract_number": customer.contracts.first ?? "",
            ].filter { !$0.value.isEmpty }
            add(
                .classified,
                [
                    "class": .string(letterClass.rawValue), "confidence": .integer(9_800), "model": .string("v2"),
                    "workflow": .string("\(letterClass.rawValue) 2"), "review": .array([]),
                    "fields": .object(
                        fields.mapValues {
                            .object(["value": .string($0), "confidence": .integer(9_500), "page": .integer(1)])
                        }),
                    "customer": .object([
                        "outcome": .string("matched"),
                        "candidates": .array([
                            .object([
                                "number": .string(customer.number.value), "confidence": .integer(9_900),
                                "because": .array([.string("name and address")]),
                            ])
                        ]),
                    ]),
                ], [letter], nil, &entries)
            add(
                .filed,
                [
                    "class": .string(letterClass.rawValue), "customer": .string(customer.number.value),
                    "department": .string(dice.pick(["Sinistres", "Comptabilité", "Commandes", "Courrier"])),
                    "by": .string("workflow:\(letterClass.rawValue) 2"),
                    "fields": .object(fields.mapValues { .string($0) }),
                    "retention": .object([
                        "rule": .string("accounts-10y"), "start": .string("end-of-year"), "years": .integer(10),
                        "basis": .string("Code de commerce, art. L123-22"), "term": .string("\(date.year + 11)-01-01"),
                        "from": .string("\(date.year)-12-31"), "then": .string("destroy"),
                    ]),
                ], [letter], nil, &entries)
        }
        return (entries, bytes)
    }

    private mutating func text(
        _ letterClass: LetterClass, _ customer: Customer, date: String, amount: String, number: String
    ) -> String {
        var text = [
            customer.displayName, customer.address, "\(customer.postcode) \(customer.city)", "Le \(date)",
            "N° client : \(customer.number)  Contrat : \(customer.contracts.first ?? "")", "Réf. \(number)",
        ]
        let own = lines[letterClass] ?? []
        for _ in 0..<12 + dice.below(16) { text.append(misread(dice.pick(own))) }
        text.append("Total \(amount) €")
        return text.joined(separator: "\n")
    }

    private mutating func misread(_ line: String) -> String {
        guard dice.percent(12) else { return line }
        var words = line.split(separator: " ").map(String.init)
        let place = dice.below(words.count)
        words[place] = String(words[place].dropLast()) + dice.pick(["i", "l", "rn", "0", "e"])
        return words.joined(separator: " ")
    }

    private mutating func add(
        _ kind: EntryKind, _ body: [String: CanonicalJSON], _ refs: [LeafIndex], _ texts: [String]?,
        _ entries: inout [ProjectedEntry]
    ) {
        let seq = LeafIndex(size)
        size += 1
        // Nothing of an index depends on how entries are chained.
        let entry = Entry(seq: seq, time: time, kind: kind, object: nil, body: .zero, prev: .zero, refs: refs)
        entries.append(
            ProjectedEntry(
                entry: entry, body: .object(body), readingTexts: texts,
                folder: VaultLayout.folder(home: entry.home, time: time)))
    }

    /// What people ask for, by kind.
    func searches(letters: Int) -> [(name: String, queries: [SearchQuery])] {
        func words(_ texts: [String]) -> [SearchQuery] { texts.map { SearchQuery(words: $0) } }
        let some = stride(from: 7, to: 2_000, by: 97).map { customers[$0] }
        let broad = words(["contrat", "facture", "madame", "client", "total"])
        func changed(_ queries: [SearchQuery], _ change: (inout SearchQuery) -> Void) -> [SearchQuery] {
            queries.map { query in
                var query = query
                change(&query)
                return query
            }
        }
        var amounts = SearchQuery()
        (amounts.amountFrom, amounts.amountTo) = (100, 101)
        var above = SearchQuery()
        above.amountFrom = 1_000
        return [
            ("a common word", broad),
            ("two common words", words(["facture paiement", "contrat sinistre", "madame monsieur"])),
            ("a name", words(some.map(\.lastName).filter { !$0.isEmpty })),
            ("a name and a common word", words(some.filter { !$0.lastName.isEmpty }.map { "\($0.lastName) contrat" })),
            ("a contract number", words(some.compactMap { $0.contracts.first })),
            ("a phrase", words(["\"dégât des eaux\"", "\"bon de commande\"", "\"votre facture\""])),
            ("a prefix", words(["sinist*", "factur*", "command*"])),
            ("words that do not occur", words(["zeppelinesque", "xylophoniste contrat"])),
            ("a customer", some.map { SearchQuery(customer: $0.number) }),
            ("a customer and a common word", some.map { SearchQuery(words: "contrat", customer: $0.number) }),
            ("a class and a common word", changed(broad) { $0.letterClass = .order }),
            ("a channel", [SearchQuery(channel: "fax")]),
            ("a department and a common word", changed(broad) { $0.department = "Sinistres" }),
            ("a batch", [SearchQuery(batch: "b-3")]),
            ("letters in review", [SearchQuery(phase: .review)]),
            (
                "a day and a common word",
                changed(broad) {
                    $0.from = CalendarDate("2017-07-20")
                    $0.to = CalendarDate("2017-07-20")
                }
            ),
            ("by date, a common word", changed(broad) { $0.sort = .date }),
            ("amounts between", [amounts]),
            ("amounts above", [above]),
            ("amounts between, and a common word", changed([amounts]) { $0.words = "contrat" }),
            ("everything, newest first", [SearchQuery()]),
        ]
    }
}
