/// How alike two folded words are, 0 to 1: one less the edits between them over the longer one's length. A swap of
/// neighbours is one edit (Damerau, optimal string alignment); what recognition confuses (rn/m, 1/l/i, 0/o) counts a
/// third of one.
package enum WordLikeness {
    /// Longer words do not occur in names; the rest is not compared.
    private static let lettersMax = 40
    private static let confusionCost = 0.34

    package static func of(_ first: String, _ second: String) -> Double {
        if first == second { return first.isEmpty ? 0 : 1 }
        let left = letters(first)
        let right = letters(second)
        let longer = max(left.count, right.count)
        guard longer > 0, min(left.count, right.count) * 2 >= longer else { return 0 }
        return max(0, 1 - distance(left, right) / Double(longer))
    }

    /// The word's bytes with `rn` and `vv` as recognition sees them.
    private static func letters(_ word: String) -> [UInt8] {
        var output: [UInt8] = []
        for byte in word.utf8.prefix(lettersMax) {
            if byte == UInt8(ascii: "n"), output.last == UInt8(ascii: "r") {
                output[output.count - 1] = UInt8(ascii: "m")
            } else if byte == UInt8(ascii: "v"), output.last == UInt8(ascii: "v") {
                output[output.count - 1] = UInt8(ascii: "w")
            } else {
                output.append(byte)
            }
        }
        return output
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Double {
        var beforeLast = [Double](repeating: 0, count: right.count + 1)
        var last = (0...right.count).map(Double.init)
        for row in 1...max(1, left.count) where !left.isEmpty {
            var current = [Double](repeating: 0, count: right.count + 1)
            current[0] = Double(row)
            for column in stride(from: 1, through: right.count, by: 1) {
                let (one, other) = (left[row - 1], right[column - 1])
                let change = one == other ? 0 : group(one) != 0 && group(one) == group(other) ? confusionCost : 1
                var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + change)
                if row > 1, column > 1, one == right[column - 2], left[row - 2] == other, one != other {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current[column] = best
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }

    /// Signs of one group are taken for each other; 0 for none.
    private static func group(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "1"), UInt8(ascii: "j"), UInt8(ascii: "t"): 1
        case UInt8(ascii: "o"), UInt8(ascii: "0"): 2
        case UInt8(ascii: "s"), UInt8(ascii: "5"): 3
        case UInt8(ascii: "b"), UInt8(ascii: "8"): 4
        case UInt8(ascii: "e"), UInt8(ascii: "c"): 5
        case UInt8(ascii: "u"), UInt8(ascii: "v"): 6
        case UInt8(ascii: "g"), UInt8(ascii: "6"), UInt8(ascii: "q"), UInt8(ascii: "9"): 7
        default: 0
        }
    }
}
