/// What scanning and recognition do to a text: letters taken for others, accents lost, words split and joined, lines
/// lost.
struct ScanNoise {
    /// Probability that a character is misread.
    var misread: Double
    /// Probability that an accent is lost, a space is lost, a word is split.
    var lostAccent: Double
    var joined: Double
    var split: Double
    /// Probability that a line is not read at all.
    var lostLine: Double

    static let light = ScanNoise(misread: 0.006, lostAccent: 0.02, joined: 0.004, split: 0.003, lostLine: 0.005)
    static let fax = ScanNoise(misread: 0.04, lostAccent: 0.15, joined: 0.02, split: 0.015, lostLine: 0.02)
    static let heavy = ScanNoise(misread: 0.12, lostAccent: 0.3, joined: 0.05, split: 0.03, lostLine: 0.07)

    func applied(to lines: [String], _ generator: inout SeededGenerator) -> [String] {
        lines.compactMap { line in
            generator.chance(lostLine) ? nil : applied(to: line, &generator)
        }
    }

    private func applied(to line: String, _ generator: inout SeededGenerator) -> String {
        var output = ""
        var rest = Substring(line)
        while let character = rest.first {
            if generator.chance(misread), let swap = Self.swap(rest, &generator) {
                output += swap.written
                rest = rest.dropFirst(swap.read)
                continue
            }
            rest = rest.dropFirst()
            if character == " " {
                if !generator.chance(joined) { output.append(" ") }
                continue
            }
            if let bare = Self.bare[character], generator.chance(lostAccent) {
                output.append(bare)
            } else {
                output.append(character)
            }
            if character.isLetter, generator.chance(split / 3) { output.append(" ") }
        }
        return output
    }

    /// A confusion that fits the text here: how many characters were read, and what for.
    private static func swap(_ text: Substring, _ generator: inout SeededGenerator) -> (read: Int, written: String)? {
        guard let first = text.first, first != " " else { return nil }
        let fitting = confusions.filter { text.hasPrefix($0.0) }
        if fitting.isEmpty || generator.chance(0.15) {
            let noise = [".", ",", "'", "-", "i", "l", "", "~", "_", "e", "c"]
            return (1, noise[generator.below(noise.count)])
        }
        let chosen = fitting[generator.below(fitting.count)]
        return (chosen.0.count, chosen.1)
    }

    /// Seen in recognised faxes and bitonal scans.
    private static let confusions: [(String, String)] = [
        ("rn", "m"), ("m", "rn"), ("nn", "m"), ("m", "n"), ("n", "r"), ("n", "u"), ("u", "n"), ("u", "v"), ("v", "u"),
        ("c", "e"),
        ("e", "c"), ("e", "o"), ("o", "c"), ("a", "o"), ("o", "a"), ("a", "e"), ("e", "s"), ("s", "e"), ("s", "a"),
        ("l", "i"), ("i", "l"),
        ("l", "1"), ("i", "1"), ("1", "l"), ("I", "l"), ("l", "I"), ("t", "l"), ("l", "t"), ("t", "f"), ("f", "t"),
        ("t", "i"), ("r", "t"),
        ("cl", "d"), ("d", "cl"), ("li", "h"), ("h", "b"), ("b", "h"), ("h", "n"), ("g", "q"), ("q", "g"), ("p", "n"),
        ("ri", "n"), ("ti", "u"),
        ("ff", "f"), ("fi", "f"), ("vv", "w"), ("w", "vv"), ("y", "v"), ("j", "i"), ("z", "2"), ("S", "5"), ("5", "S"),
        ("B", "8"), ("8", "B"),
        ("0", "O"), ("O", "0"), ("o", "0"), ("6", "8"), ("3", "8"), ("8", "3"), ("1", "7"), ("7", "1"), ("9", "0"),
        ("4", "1"), ("G", "C"),
        ("C", "G"), ("D", "O"), ("E", "F"), ("F", "E"), ("R", "K"), ("M", "N"), ("N", "M"), ("U", "V"), ("é", "ê"),
        ("é", "6"), ("é", "è"), ("è", "é"),
        ("à", "â"), ("ç", "c"), (",", "."), (".", ","), (":", ";"), ("'", ""), ("’", "'"), ("-", ""), ("–", "-"),
        ("€", "E"), ("€", "€"),
        ("st", "sl"), ("ci", "d"), ("in", "m"), ("ni", "m"), ("ur", "w"), ("tt", "H"), ("ll", "U"), ("ä", "a"),
        ("ü", "ii"), ("ö", "é"), ("ß", "B"),
    ]

    private static let bare: [Character: Character] = [
        "é": "e", "è": "e", "ê": "e", "ë": "e", "à": "a", "â": "a", "ä": "a", "ç": "c", "î": "i", "ï": "i", "ô": "o",
        "ö": "o",
        "ù": "u", "û": "u", "ü": "u", "É": "E", "È": "E", "À": "A", "Ç": "C", "Ê": "E",
    ]
}
