import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

/// Scans drawn as signs, one a page: `S` a sheet, `D` a damaged one, `b` a blank page, a digit a page of text.
@Suite struct LetterCutterTests {
    private func reading(_ drawing: String, _ texts: [Character: String] = [:]) -> Reading {
        var reading = Reading.plain(pages: drawing.map { texts[$0] ?? "Suite de la page précédente, sans plus." })
        for (index, sign) in drawing.enumerated() {
            switch sign {
            case "S", "D":
                reading.pages[index].isSeparator = true
                reading.pages[index].separator = SeparatorMark(signs: [.patch], isDamaged: sign == "D")
                reading.pages[index].lines = []
            case "b":
                reading.pages[index].isBlank = true
                reading.pages[index].lines = []
            default: break
            }
        }
        return reading
    }

    @Test(arguments: [
        ("1", [[1]]), ("11", [[1, 2]]), ("S1", [[2]]), ("1S1", [[1], [3]]),
        ("S1S11", [[2], [4, 5]]), ("S1S1S", [[2], [4]]), ("SS1SS1", [[3], [6]]),
        // Scanned on both sides: the backs of sheets are nobody's, those of letters are theirs.
        ("Sb1bSb1b", [[3, 4], [7, 8]]), ("Sb1bSb1bSb", [[3, 4], [7, 8]]), ("1b1bSb1b", [[1, 2, 3, 4], [7, 8]]),
        ("SbSb1bSb1b", [[5, 6], [9, 10]]),
        // A blank page of a letter scanned on one side stays in it.
        ("S1b1S1", [[2, 3, 4], [6]]),
    ])
    func `a scan is cut at its sheets`(drawing: String, letters: [[Int]]) {
        let cut = LetterCutter.cut(reading(drawing))
        if letters.count > 1 {
            #expect(cut.pieces.map(\.pages) == letters)
        } else {
            #expect(!cut.isOfSeveral)
        }
    }

    @Test(
        arguments: [
            ("S1S1S1", [[], [], []]), ("S1SS1S1", [[], [.sheetsTogether], []]), ("SS1SS1", [[], []]),
            ("S1D1", [[], [.sheetDamaged]]), ("S1S1S", [[], [.sheetLast]]), ("S1SbS1", [[], [.sheetsTogether]]),
            ("S1S" + String(repeating: "1", count: 61), [[], [.letterLong]]),
        ] as [(String, [[CutDoubt]])])
    func `what may be cut wrongly is said of that letter`(drawing: String, doubts: [[CutDoubt]]) {
        #expect(LetterCutter.cut(reading(drawing)).pieces.map(\.doubts) == doubts)
    }

    @Test func `a sheet's ticket goes with the letter behind it`() {
        var scan = reading("S1S1")
        scan.pages[2].separator?.ticket = SeparatorTicket(letterClass: .claim)
        #expect(LetterCutter.cut(scan).pieces.map(\.ticket?.letterClass) == [nil, .claim])
    }

    @Test(
        arguments: [
            ("S123S1", "Page 1/3", "Page 2/3", "Page 3/3", []), ("S123S1", "1/2", "2/2", "2/3", [.pageNumbers]),
            ("S123S1", "Seite 1 von 3", "Seite 3 von 3", "", [.pageNumbers]),
            ("S123S1", "1/2", "2/2", "Page 1 sur 4", []),
            ("S123S1", "Le 2/3 du montant", "12/2025", "", []),
        ] as [(String, String, String, String, [CutDoubt])])
    func `page numbers that jump are noticed`(
        drawing: String, first: String, second: String, third: String, doubts: [CutDoubt]
    ) {
        let texts: [Character: String] = ["1": "Texte\n\(first)", "2": "Texte\n\(second)", "3": "Texte\n\(third)"]
        #expect(LetterCutter.cut(reading(drawing, texts)).pieces[0].doubts == doubts)
    }

    private static let letter = """
        Limoges, le 3 mars 2026
        Objet : sinistre du 12 février
        Madame, Monsieur,
        Je vous écris au sujet de la fuite dans ma salle de bains.
        Veuillez agréer, Madame, Monsieur, mes salutations distinguées.
        Paul Garrel
        """
    private static let bill = """
        Plomberie Dubois SARL
        FACTURE n° F-2026-118 du 20 février 2026
        Remplacement du siphon   120,00
        Total TTC   144,00 EUR
        Page 1/1
        """

    @Test func `a second letter behind the first is proposed, and nothing is cut`() {
        let cut = LetterCutter.cut(reading("12", ["1": Self.letter, "2": Self.letter]))
        #expect(!cut.isOfSeveral)
        #expect(cut.proposedStarts == [2])
    }

    @Test func `a complaint with a bill behind it is one letter`() {
        let cut = LetterCutter.cut(reading("12", ["1": Self.letter, "2": Self.bill]))
        #expect(!cut.isOfSeveral && cut.proposedStarts.isEmpty)
    }

    @Test func `a letter without its sheet, between two sheets, is noticed`() {
        let cut = LetterCutter.cut(reading("S12S1", ["1": Self.letter, "2": Self.letter]))
        #expect(cut.pieces.map(\.doubts) == [[.secondLetter], []])
    }

    @Test func `a scan of nothing but sheets holds one letter without text`() {
        #expect(LetterCutter.cut(reading("SS")).pieces.count == 1)
    }
}
