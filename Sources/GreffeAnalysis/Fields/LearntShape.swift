import GreffeCore

/// A shape of contract numbers, taught by the customer directory, compiled for matching.
struct LearntShape: Sendable {
    private enum Sign: Sendable {
        case digit, letter
        case literal(Character)
    }

    let shape: String
    /// Letters and digits only: dashes and strokes are written or left out as people please.
    private let signs: [Sign]
    /// It has letters or strokes: not every number of that length fits.
    let isTelling: Bool

    var length: Int { signs.count }

    /// Nil for a shape too short to tell anything.
    init?(_ learnt: IdentifierShape) {
        shape = learnt.shape
        signs = learnt.shape.uppercased().compactMap { character in
            switch character {
            case "9": .digit
            case "A": .letter
            default: character.isASCII && (character.isLetter || character.isNumber) ? .literal(character) : nil
            }
        }
        guard signs.count >= 5, signs.count <= 30 else { return nil }
        let letters = signs.filter { if case .digit = $0 { false } else { true } }.count
        isTelling =
            letters >= 2 || learnt.shape.contains { "-/.".contains($0) } && letters >= 1
            || letters >= 1 && signs.count >= 8
    }

    /// The signs in this shape (`normalised`), the same as the directory writes them (`text`), and how many had to be
    /// repaired; nil where they do not fit.
    func match(_ normalised: String) -> (normalised: String, text: String, repairs: Int)? {
        guard normalised.utf8.count == signs.count else { return nil }
        var text = ""
        var repairs = 0
        for (character, sign) in zip(normalised, signs) {
            switch sign {
            case .digit:
                if character.isNumber {
                    text.append(character)
                } else if let digit = Confusion.digitForLetter[character] {
                    text.append(digit)
                    repairs += 1
                } else {
                    return nil
                }
            case .letter:
                if character.isLetter {
                    text.append(character)
                } else if let letter = Confusion.letterForDigit[character] {
                    text.append(letter)
                    repairs += 1
                } else {
                    return nil
                }
            case .literal(let wanted):
                if character == wanted {
                    text.append(character)
                } else if Confusion.skeleton(String(character).lowercased())
                    == Confusion.skeleton(String(wanted).lowercased())
                {
                    text.append(wanted)
                    repairs += 1
                } else {
                    return nil
                }
            }
        }
        // Half guessed is not read.
        return repairs * 3 <= signs.count ? (text, written(text), repairs) : nil
    }

    private func written(_ normalised: String) -> String {
        var rest = Substring(normalised)
        return shape.reduce(into: "") { output, sign in
            if sign.isASCII, sign.isLetter || sign.isNumber {
                if let next = rest.popFirst() { output.append(next) }
            } else {
                output.append(sign)
            }
        }
    }

    /// Whether the text begins as this shape's fixed letters do and is nearly as long: a slip of the pen.
    func resembles(_ normalised: String) -> Bool {
        guard abs(normalised.utf8.count - signs.count) <= 1 else { return false }
        var fixed = 0
        for (character, sign) in zip(normalised, signs) {
            guard case .literal(let wanted) = sign else { break }
            guard character == wanted else { return false }
            fixed += 1
        }
        return fixed >= 2
    }
}
