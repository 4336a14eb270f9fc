/// Characters that reading confuses. A repair is a guess: it counts only where a check digit, a learnt shape, a
/// calendar or arithmetic confirms it.
enum Confusion {
    static let digitForLetter: [Character: Character] = [
        "O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "L": "1", "i": "1", "!": "1", "Z": "2", "z": "2",
        "S": "5",
        "s": "5", "G": "6", "b": "6", "B": "8", "g": "9", "q": "9", "T": "7", "A": "4",
    ]

    static let letterForDigit: [Character: Character] = [
        "0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B", "4": "A",
    ]

    /// The text as digits, with how many characters had to be repaired; nil where one cannot be.
    static func digits(_ text: some StringProtocol) -> (text: String, repairs: Int)? {
        var digits = ""
        var repairs = 0
        for character in text {
            if character.isASCII, character.isNumber {
                digits.append(character)
            } else if let digit = digitForLetter[character] {
                digits.append(digit)
                repairs += 1
            } else {
                return nil
            }
        }
        return digits.isEmpty ? nil : (digits, repairs)
    }

    /// Folded words that reading may have made of one another are equal here: `rn` as `m`, `0` as `o`, `1` and `i` as
    /// `l`.
    static func skeleton(_ folded: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(folded.utf8.count)
        for byte in folded.utf8 {
            if byte == UInt8(ascii: "n"), output.last == UInt8(ascii: "r") {
                output[output.count - 1] = UInt8(ascii: "m")
            } else if byte == UInt8(ascii: "v"), output.last == UInt8(ascii: "v") {
                output[output.count - 1] = UInt8(ascii: "w")
            } else {
                output.append(plain(byte))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// One sign for those that look alike.
    private static func plain(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0"): UInt8(ascii: "o")
        case UInt8(ascii: "1"), UInt8(ascii: "i"), UInt8(ascii: "!"), UInt8(ascii: "|"): UInt8(ascii: "l")
        case UInt8(ascii: "5"): UInt8(ascii: "s")
        case UInt8(ascii: "8"): UInt8(ascii: "b")
        default: byte
        }
    }

    /// Whether two folded words are one as far as reading goes: same, same skeleton, or, from six letters on, one edit
    /// apart. Called for every word against many: what cannot be near is seen without a copy.
    static func isNear(_ one: String, _ other: String) -> Bool {
        if one == other { return true }
        let (short, long) = (min(one.utf8.count, other.utf8.count), max(one.utf8.count, other.utf8.count))
        guard short >= 3, long - short <= 2, let first = one.utf8.first, let second = other.utf8.first,
            plain(first) == plain(second) || one.utf8.last == other.utf8.last
        else { return false }
        if short == long {
            var misses = 0
            for (left, right) in zip(one.utf8, other.utf8) where plain(left) != plain(right) { misses += 1 }
            if misses == 0 { return true }
            // A swap of neighbours misses twice; `rn` for `m` changes the length.
            return misses <= 2 && long >= 6 && isOneEdit(Array(one.utf8), Array(other.utf8))
        }
        if skeleton(one) == skeleton(other) { return true }
        return short >= 5 && long >= 6 && long - short <= 1 && isOneEdit(Array(one.utf8), Array(other.utf8))
    }

    /// One substitution, insertion, deletion or swap of neighbours.
    private static func isOneEdit(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        let (short, long) = one.count <= other.count ? (one, other) : (other, one)
        var index = 0
        while index < short.count, short[index] == long[index] { index += 1 }
        if short.count == long.count {
            guard index < short.count else { return true }
            if short[(index + 1)...] == long[(index + 1)...] { return true }
            return index + 1 < short.count && short[index] == long[index + 1] && short[index + 1] == long[index]
                && short[(index + 2)...] == long[(index + 2)...]
        }
        return short[index...] == long[(index + 1)...]
    }
}
