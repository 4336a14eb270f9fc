import GreffeIndex
import GreffeTestKit
import Testing

@Suite struct PageTextTests {
    private static let letter = """
        Madame, Monsieur, nous vous prions de trouver ci-joint le règlement de votre facture n° F-2026-00817, d'un
        montant de 1 204,50 €, échue le 12 mai. Veuillez agréer, Madame, Monsieur, nos salutations distinguées.
        """

    @Test(arguments: ["", "a", "Été", "\u{0}", "🐦", letter, String(repeating: letter, count: 2_000)])
    func `a page's text comes back as it was`(text: String) {
        #expect(PageText.decode(PageText.encode(text)) == text)
    }

    @Test func `a page of a letter takes less than half its bytes`() {
        #expect(PageText.encode(Self.letter).count * 2 < Self.letter.utf8.count)
    }

    @Test func `bytes that are no text are refused, whatever was done to them`() {
        var dice = Dice(seed: 7)
        let sound = PageText.encode(Self.letter)
        for length in 0..<sound.count { #expect(PageText.decode(Array(sound.prefix(length))) == nil) }
        for _ in 0..<2_000 {
            var bytes = sound
            bytes[dice.below(bytes.count)] ^= UInt8(1 + dice.below(255))
            // A change that the check sum does not see is one of the head, and changes no letter of the text.
            let text = PageText.decode(bytes)
            #expect(text == nil || text == Self.letter)
        }
        #expect(PageText.decode(sound + [0]) == nil)
        #expect(PageText.decode([1, 0xff, 0xff, 0xff, 0xff, 0]) == nil)
        #expect(PageText.decode([9, 65]) == nil)
    }
}
