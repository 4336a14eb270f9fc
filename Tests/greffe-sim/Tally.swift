/// What a simulation went through, for the table at its end.
struct Tally: Codable, Sendable {
    var seeds = 0
    var lives = 0
    var troubles: [String: Int] = [:]
    var openingsCut = 0
    var acts = 0
    var actsRefused = 0
    var letters = 0
    var drops = 0
    var entries: UInt64 = 0
    var bitsFlipped = 0
    var bitsNoticed = 0
    var indexesLost = 0

    static func + (left: Tally, right: Tally) -> Tally {
        var sum = left
        sum.seeds += right.seeds
        sum.lives += right.lives
        sum.troubles.merge(right.troubles, uniquingKeysWith: +)
        sum.openingsCut += right.openingsCut
        sum.acts += right.acts
        sum.actsRefused += right.actsRefused
        sum.letters += right.letters
        sum.drops += right.drops
        sum.entries += right.entries
        sum.bitsFlipped += right.bitsFlipped
        sum.bitsNoticed += right.bitsNoticed
        sum.indexesLost += right.indexesLost
        return sum
    }

    var table: String {
        let rows: [(String, String)] =
            [
                ("seeds", "\(seeds)"), ("lives", "\(lives)"),
            ] + troubles.sorted { $0.key < $1.key }.map { ("  " + $0.key, "\($0.value)") } + [
                ("  of them while opening", "\(openingsCut)"), ("files dropped", "\(drops)"),
                ("letters", "\(letters)"), ("acts done", "\(acts)"), ("acts that met the trouble", "\(actsRefused)"),
                ("entries verified", "\(entries)"), ("indexes lost, aged or damaged", "\(indexesLost)"),
                ("bits flipped, noticed", "\(bitsFlipped), \(bitsNoticed)"), ("letters lost or doubled", "0"),
            ]
        return rows.map { name, value in
            name.padded(to: 32) + String(repeating: " ", count: max(0, 12 - value.count)) + value
        }.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
