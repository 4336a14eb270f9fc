/// How far a text read is from the text that is there: insertions, deletions and substitutions of characters
/// (Levenshtein), white space counted as one.
enum TextDistance {
    /// Pages longer than this are compared by their beginning: the time grows with the square.
    static let characterLimit = 12_000

    static func errors(read: String, truth: String) -> (errors: Int, characters: Int) {
        let read = normal(read)
        let truth = normal(truth)
        return (distance(read, truth), truth.count)
    }

    /// One space for any white space, one apostrophe and one dash for their many forms.
    private static func normal(_ text: String) -> [UInt32] {
        var scalars: [UInt32] = []
        for scalar in text.unicodeScalars.prefix(characterLimit) {
            let plain: UInt32 =
                switch scalar {
                case "\u{2019}", "\u{2018}", "\u{B4}": 0x27
                case "\u{2010}"..."\u{2015}": 0x2d
                case "\u{201C}", "\u{201D}", "\u{201E}": 0x22
                default: scalar.properties.isWhitespace ? 0x20 : scalar.value
                }
            if plain == 0x20, scalars.last ?? 0x20 == 0x20 { continue }
            scalars.append(plain)
        }
        if scalars.last == 0x20 { scalars.removeLast() }
        return scalars
    }

    static func distance(_ left: [UInt32], _ right: [UInt32]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for column in 1...right.count {
                let above = row[column]
                row[column] =
                    character == right[column - 1] ? corner : 1 + min(corner, above, row[column - 1])
                corner = above
            }
        }
        return row[right.count]
    }
}
