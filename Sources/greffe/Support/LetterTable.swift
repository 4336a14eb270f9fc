import GreffeCore
import GreffeIndex

/// Letters for people, one a line.
enum LetterTable {
    static func show(_ letters: [LetterRow], _ terminal: Terminal) {
        var table = Table([
            .init(title: "NUMBER"), .init(title: "RECEIVED"), .init(title: "CHANNEL"), .init(title: "CLASS"),
            .init(title: "CUSTOMER"), .init(title: "SENDER", shrinks: true), .init(title: "DATE"),
            .init(title: "STATE"),
        ])
        for letter in letters {
            table.add([
                "\(letter.accession)", "\(letter.received.date)", letter.channel ?? "",
                letter.letterClass?.rawValue ?? "",
                letter.customer?.value ?? "-", letter.sender ?? "", letter.letterDate.map { "\($0)" } ?? "",
                letter.isHeld ? "\(letter.phase.rawValue) (held)" : letter.phase.rawValue,
            ])
        }
        terminal.show(table)
    }

    /// Label and value, one a line.
    static func facts(_ facts: [(String, String?)], _ terminal: Terminal) {
        for (label, value) in facts {
            guard let value, !value.isEmpty else { continue }
            print("  " + label + String(repeating: " ", count: max(1, 18 - label.count)) + Table.printable(value))
        }
    }
}
