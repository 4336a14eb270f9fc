import Foundation
import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

/// What the committed model makes of letters. That it is right is measured when it is trained, on hands it had not
/// seen (docs/classes.md); here stands what must hold whatever the letters.
@Suite struct ClassifyingTests {
    private let classifier: Classifier

    /// The bar of the workflows as shipped.
    private let bar: Double

    init() throws {
        classifier = try Classifier(model: ModelUnderTest.bytes)
        let workflow = try #require(
            FileManager.default.contents(atPath: Repository.root + "/workflows/claim.yaml"))
        let line = try #require(
            String(decoding: workflow, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("  class: ") })
        bar = try #require(Double(line.dropFirst("  class: ".count).prefix { $0.isNumber || $0 == "." }))
    }

    private func classify(_ pages: String..., language: String = "fr") -> Classification {
        classifier.classify(.plain(pages: pages), language: language, organisation: Organisation())
    }

    @Test(arguments: [
        "", "   \n\n", "2024 118 77 00", "xqz vvbn rrtk pqqw zzzx kkjh",
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore",
        "%%% ~~ __ || .,., ''' ;;; -- ==", "a", "é", "\u{4f60}\u{597d}\u{4e16}\u{754c}",
    ])
    func `a page without a readable letter on it goes to a person`(text: String) {
        let classification = classify(text)
        #expect(classification.confidence < bar, "\(classification)")
        #expect(abs(classification.ranking.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    }

    @Test(arguments: [
        (
            "es",
            "Estimados señores: les escribo para comunicarles que la lavadora que compré el mes pasado no funciona."
        ),
        ("it", "Egregi signori, vi prego di volermi inviare con cortese sollecitudine dieci scatole di piastrelle."),
        ("nl", "Geachte heer, hierbij stuur ik u de gegevens van mijn nieuwe woning. Wilt u dit aanpassen?"),
        ("pl", "Szanowni Państwo, proszę o przesłanie zaświadczenia o ubezpieczeniu mojego mieszkania."),
    ])
    func `a letter in a language the model never saw goes to a person`(language: String, text: String) {
        #expect(classify(text, language: language).confidence < bar)
        // Recognition knows only the languages that are configured, and takes it for one of those.
        #expect(classify(text, language: "fr").confidence < bar)
    }

    @Test func `a letter of clear intent is understood, and the reasons name its words`() {
        let classification = classify(
            """
            Objet : déclaration de sinistre

            Madame, Monsieur,

            Je vous déclare un dégât des eaux survenu hier dans ma cuisine : le plafond s'est effondré et le
            parquet est abîmé. Merci de mandater un expert.

            Veuillez agréer mes salutations.
            """)
        #expect(classification.letterClass == .claim)
        #expect(classification.confidence > bar)
        #expect((1...8).contains(classification.reasons.count))
        #expect(classification.model.hasPrefix("v2 "))
    }

    @Test func `the leading page decides`() {
        let complaint = """
            Madame, Monsieur,

            Je conteste votre facture ci-jointe : vous me comptez deux fois la même réparation. Je refuse de la
            payer et vous demande de la rectifier. C'est inadmissible.

            Salutations
            """
        let bill = """
            FACTURE N° 2024-118
            Main-d'oeuvre 4 h 55,00 220,00
            Total HT 220,00
            TVA 20 % 44,00
            Net à payer 264,00 EUR
            """
        #expect(classify(complaint, bill).letterClass == .claim)
        #expect(classify(bill, complaint).letterClass == .invoice)
    }

    #if DEBUG
        private static let timeLimit = Duration.milliseconds(500)
    #else
        private static let timeLimit = Duration.milliseconds(20)
    #endif

    /// Characters a scanner takes for others.
    private static let confusions: [Character: Character] = [
        "e": "c", "c": "e", "l": "1", "i": "l", "n": "r", "u": "v", "a": "o", "o": "0", "t": "f", "s": "e", "é": "6",
        "h": "b", "m": "n",
    ]

    @Test(arguments: LetterClass.allCases)
    func `four misread characters in a hundred leave the class of nine letters in ten as it was`(
        letterClass: LetterClass
    ) throws {
        let folder = "\(Repository.fixtures)/training/\(letterClass.rawValue)"
        var dice = Dice(seed: 4)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".txt") }.sorted()
        // A quarter of them, so that a debug build is done in a minute.
        let sample = stride(from: 0, to: names.count, by: 4).map { names[$0] }
        var kept = 0
        for name in sample {
            let text = String(
                decoding: try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")), as: UTF8.self)
            let letter = try TrainingLetter(name: name, text: text)
            let noisy = letter.pages.map { page in
                String(page.map { dice.percent(4) ? Self.confusions[$0] ?? $0 : $0 })
            }
            func guess(_ pages: [String]) -> LetterClass {
                classifier.classify(
                    .plain(pages: pages), language: letter.language, organisation: Organisation()
                ).letterClass
            }
            if guess(letter.pages) == guess(noisy) { kept += 1 }
        }
        #expect(Double(kept) >= 0.9 * Double(sample.count), "\(kept) of \(sample.count)")
    }

    @Test func `a letter takes five milliseconds at most, and the fullest reading not much more than a full page`() {
        let page = (0..<50).map { "Ligne \($0) : nous vous demandons de bien vouloir livrer 12 cartons à 14,50 €" }
            .joined(separator: "\n")
        let clock = ContinuousClock()
        let rounds = 50
        let reading = Reading.plain(pages: [page])
        let mean =
            clock.measure {
                for _ in 0..<rounds {
                    _ = classifier.classify(reading, language: "fr", organisation: Organisation())
                }
            } / rounds
        // A release build takes some 1 ms for a letter; room is left for a machine busy with other tests.
        #expect(mean < Self.timeLimit, "\(mean)")

        let line = String(repeating: "abcdefghij klmnopqrst ", count: 500)
        let hostile = Reading.plain(
            pages: Array(repeating: Array(repeating: line, count: 20).joined(separator: "\n"), count: 40))
        let worst = clock.measure {
            _ = classifier.classify(hostile, language: "fr", organisation: Organisation())
        }
        #expect(worst < Self.timeLimit * 100, "\(worst)")
    }
}
