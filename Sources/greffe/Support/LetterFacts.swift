import GreffeCore
import GreffeIndex
import GreffeRegistry

/// What is known of a letter, for people.
struct LetterFacts {
    let archive: Archive
    let detail: LetterDetail
    /// The letters found in it, where it is a scan of several.
    let letters: [LetterRow]

    init(archive: Archive, detail: LetterDetail) throws {
        (self.archive, self.detail) = (archive, detail)
        letters = detail.letter.scan == nil ? try archive.index.letters(in: detail.letter.accession) : []
    }

    func show(_ terminal: Terminal) {
        let letter = detail.letter
        print(terminal.bold("\(letter.accession)  \(letter.phase.rawValue)\(letter.isErased ? ", destroyed" : "")"))
        let class_ = letter.letterClass.map { letterClass in
            letterClass.rawValue + (letter.proposal?.classConfidence.map { "  \(Percent.text($0))" } ?? "")
        }
        LetterTable.facts(
            [
                ("class", class_), ("customer", letter.customer.map { name(of: $0) }),
                ("department", letter.department), ("answer by", letter.deadline.map { "\($0)" }),
                ("received", "\(letter.received)"), ("taken in", "\(letter.accessioned)"),
                ("channel", letter.channel), ("device", letter.device), ("batch", letter.batch),
                // What cannot be read is said by greffe verify; the other facts are still right.
                ("file", letter.originalName), ("fax", try? fax(letter)),
                (
                    "pages",
                    letter.scan.map { "\(PageList.text(letter.pageNumbers)) of scan \($0)" }
                        ?? letter.pages.map { "\($0)" }
                ),
                (
                    "letters",
                    letters.map { "\($0.accession) (\(PageList.text($0.pageNumbers)))" }.joined(separator: ", ")
                ),
                ("read at", letter.meanConfidence.map { "\(Int($0.rounded())) of 100" }),
                ("language", letter.language),
                ("waits because", letter.phase == .review ? letter.reviewReasons.joined(separator: ", ") : nil),
                ("quarantine", letter.quarantine.map { $0.reason }), ("rejected", letter.rejectionReason),
                ("filed", letter.filed.map { "\($0) by \(letter.filedBy ?? "?")" }),
                (
                    "kept until",
                    letter.retention.map { retention in
                        (retention.term.map { "\($0)" } ?? "an event nobody has noted")
                            + "  (\(RetentionText.reason(retention)))"
                    }
                ),
                // What cannot be read is said by greffe verify; the other facts are still right.
                ("paper", try? control(of: letter.accession)),
                ("case", letter.caseFile.map { "\($0)" }), ("held by", holds(on: letter)), ("folder", letter.folder),
            ], terminal)
        guard !detail.fields.isEmpty else { return }
        print("")
        LetterTable.facts(
            detail.fields.map { row in
                let origin =
                    row.confidence.map { "  \(Percent.text($0))" + (row.page.map { ", page \($0)" } ?? "") } ?? ""
                return (row.name, row.value.map { $0 + origin })
            }, terminal)
    }

    /// Who sent it and when, as the fax server had it, else as the line printed on it says; nil for what is no fax.
    private func fax(_ letter: LetterRow) throws -> String? {
        let number = letter.scan ?? letter.accession
        let server = try archive.body(of: number, last: .accessioned)
        let printed = try archive.body(of: number, last: .read)?["fax"]
        let sender = server?["faxNumber"]?.string ?? printed?["number"]?.string
        let time = server?["faxReceived"]?.string ?? printed?["sent"]?.string
        guard printed != nil || sender != nil || time != nil else { return nil }
        let desk = server?["faxSubaddress"]?.string.map { ", to \($0)" } ?? ""
        return "from \(sender ?? "?"), \(time ?? "?")\(desk)"
    }

    /// What its comparison with the paper came to; nil while there was none.
    private func control(of number: AccessionNumber) throws -> String? {
        try Controls(archive).outcome(of: number).map { "\($0.note)  (\($0.by ?? "?"), \($0.time))" }
    }

    private func holds(on letter: LetterRow) -> String? {
        guard letter.isHeld else { return "" }
        // That it is held is known all the same.
        let holds = (try? archive.index.holds(on: letter.accession)) ?? []
        return holds.map { "hold \($0.number), \($0.by ?? "?"): \($0.reason ?? "")" }.joined(separator: "; ")
    }

    private func name(of number: CustomerNumber) -> String {
        // The directory may lag behind the letters; the number alone is still right.
        let customer = try? archive.customers.customer(number)
        return "\(number)" + (customer.map { "  \($0.displayName)" } ?? "")
    }
}
