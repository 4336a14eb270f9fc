import GreffeCore
import GreffeIndex
import GreffeRegistry

/// How a letter's text came about, as the entry of its reading has it: with what it was read, and of which pages the
/// text that they brought along was used or refused.
struct ReadingOrigin {
    private let lines: [String]

    init(archive: Archive, letter: LetterRow) throws {
        // A letter cut out of a scan was read with it.
        guard let body = try archive.body(of: letter.scan ?? letter.accession, last: .read) else {
            lines = []
            return
        }
        let tools = ["engine", "imaging", "preparation"].compactMap { body[$0]?.string }
        var lines = ["read with \(tools.joined(separator: ", "))"]
        for item in body["ownText"]?.array ?? [] {
            guard let page = item["page"]?.integer,
                let outcome = item["outcome"]?.string.flatMap(OwnText.init(rawValue:)),
                letter.scan == nil || letter.pageNumbers.contains(Int(page))
            else { continue }
            lines.append("  page \(page): \(outcome.reason)")
        }
        if let fax = body["fax"] {
            let (number, sent) = (fax["number"]?.string ?? "?", fax["sent"]?.string ?? "?")
            lines.append("fax from \(number), sent \(sent), as its header line says: \(fax["header"]?.string ?? "")")
        }
        self.lines = lines
    }

    func show() {
        for line in lines { print(Table.printable(line)) }
    }
}
