import GreffeCore
import Testing

@Suite struct FoldedTextTests {
    @Test(arguments: [
        ("Dégât", "degat"), ("DE\u{301}GA\u{302}T", "degat"), ("Œuvre", "oeuvre"), ("Straße", "strasse"),
        ("ﬁche", "fiche"), ("l’été", "l'ete"), ("Ça", "ca"), ("n\u{b0} 12", "n\u{b0} 12"), ("1\u{a0}234", "1 234"),
    ])
    func `spellings of one word fold to one form`(text: String, folded: String) {
        #expect(text.folded == folded)
    }

    @Test func `every letter folds by itself to what it folds to beside letters no table knows`() {
        for value in UInt32(1)..<0x2100 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            // The Greek letter makes the whole text be folded by rule.
            let text = "é\(Character(scalar))x"
            #expect((text + "\u{3b2}").folded == text.folded + "\u{3b2}", "U+\(String(value, radix: 16))")
        }
    }

    @Test func `text is composed as NFC composes it`() {
        #expect(Array("e\u{301}".nfc.utf8) == [0xc3, 0xa9])
    }

    @Test(arguments: [
        ("+33 6 39 98 64 95", "0639986495"), ("06.39.98.64.95", "0639986495"), ("0033 639986495", "0639986495"),
        ("+33 (0)6 39 98 64 95", "0639986495"), ("33 10 22 11 55", "3310221155"),
    ])
    func `a phone number has one national form`(text: String, digits: String) {
        #expect(IdentifierForm.normalise(text, as: .phone) == digits)
    }
}
