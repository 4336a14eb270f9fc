import GreffeCore
import GreffeIndex

/// A case or a letter as the manifest describes it: SEDA 2.2, ArchiveUnitType, in the order its schema asks for. Free
/// text of ours is French, the standard's language; values are the archive's own.
struct ArchiveUnit {
    /// The log's name.
    let origin: String
    let manifest: ManifestFile

    /// Identifiers within the manifest; NCNames, since an accession number is digits and a hyphen.
    static func id(ofCase number: AccessionNumber) -> String { "case-\(number)" }
    static func id(ofLetter number: AccessionNumber) -> String { "letter-\(number)" }
    static func id(ofGroup number: AccessionNumber) -> String { "group-\(number)" }
    static func id(ofObject number: AccessionNumber) -> String { "object-\(number)" }

    /// - Parameter letters: writes the units of the case's letters.
    func write(_ row: CaseRow, letters: () throws -> Void) throws {
        try manifest.element("ArchiveUnit", ["id": Self.id(ofCase: row.number)]) {
            try manifest.element("Content") {
                try manifest.text("DescriptionLevel", "File")
                let title = row.title.map(ManifestFile.token) ?? ""
                try manifest.text("Title", title.isEmpty ? "Dossier \(row.number)" : row.title)
                try manifest.text("OriginatingSystemId", "\(row.number)")
                try manifest.text("Description", row.closing?.reason.map { "Clos : \($0)" })
                try manifest.text("DescriptionLanguage", "fr")
                try keyword(row.customer?.value, scheme: "customer")
                try manifest.text("StartDate", "\(row.opened.date)")
                try manifest.text("EndDate", row.closing.map { "\($0.time.date)" })
            }
            try letters()
        }
    }

    /// - Parameter entry: that brought the letter.
    func write(_ detail: LetterDetail, entry: Entry, holds: [HoldRow]) throws {
        let letter = detail.letter
        try manifest.element("ArchiveUnit", ["id": Self.id(ofLetter: letter.accession)]) {
            try writeManagement(letter.retention, holds)
            try manifest.element("Content") {
                try writeIdentity(letter, entry)
                try manifest.text("DocumentType", letter.letterClass?.rawValue)
                try manifest.text("Language", letter.language.flatMap(Self.languageTag))
                try manifest.text("DescriptionLanguage", "fr")
                try writeKeywords(detail)
                try writePeople(letter)
                try manifest.text("SentDate", letter.letterDate.map { "\($0)" })
                try manifest.text("ReceivedDate", "\(letter.received)")
                try manifest.text("RegisteredDate", "\(letter.accessioned)")
            }
            try manifest.element("DataObjectReference") {
                try manifest.text("DataObjectGroupReferenceId", Self.id(ofGroup: letter.scan ?? letter.accession))
            }
        }
    }

    /// The term is one of use by the administration (AppraisalRule): what a rule of retention is. The term of current
    /// use (StorageRule) is nothing that a registry of mail knows.
    private func writeManagement(_ retention: LetterRow.RetentionRow?, _ holds: [HoldRow]) throws {
        guard retention != nil || !holds.isEmpty else { return }
        try manifest.element("Management") {
            if let retention {
                try manifest.element("AppraisalRule") {
                    try manifest.text("Rule", retention.rule)
                    try manifest.text("StartDate", retention.from.map { "\($0)" })
                    // What a person has to look at first is not to be destroyed by a rule.
                    try manifest.text("FinalAction", retention.disposition == .destroy ? "Destroy" : "Keep")
                }
            }
            guard !holds.isEmpty else { return }
            try manifest.element("HoldRule") {
                for hold in holds {
                    try manifest.text("Rule", "\(hold.number)")
                    try manifest.text("StartDate", "\(hold.since ?? hold.time.date)")
                    try manifest.text("HoldOwner", hold.by)
                    try manifest.text("HoldReassessingDate", hold.until.map { "\($0)" })
                    try manifest.text("HoldReason", hold.reason)
                }
            }
        }
    }

    private func writeIdentity(_ letter: LetterRow, _ entry: Entry) throws {
        try manifest.text("DescriptionLevel", "Item")
        let from = letter.sender.map { " de \($0)" } ?? ""
        let date = letter.letterDate.map { ", \($0)" } ?? ""
        try manifest.text("Title", "Courrier \(letter.accession)\(from)\(date)")
        try manifest.text("OriginatingSystemId", "\(letter.accession)")
        if let scan = letter.scan {
            let pages = letter.pageNumbers.map(String.init).joined(separator: ", ")
            try manifest.text("Description", "Pages \(pages) de la numérisation \(scan)")
        }
        if let retention = letter.retention {
            let term = retention.term.map { ", jusqu'au \($0)" } ?? ", terme non encore fixé"
            let choice = retention.disposition == .review ? " ; sort final à décider par une personne" : ""
            try manifest.text(
                "Description", "Conservation : \(retention.years) ans\(term) (\(retention.basis))\(choice)")
        }
        if letter.phase != .filed {
            try manifest.text("Description", "Non classé lors du transfert (\(letter.phase.rawValue))")
        }
        try manifest.element("CustodialHistory") {
            try manifest.text(
                "CustodialHistoryItem",
                "Inscrit au registre \(origin), écriture \(entry.seq.value), empreinte \(entry.leafHash.hex)",
                ["when": "\(entry.time)"])
        }
    }

    private func writeKeywords(_ detail: LetterDetail) throws {
        try keyword(detail.letter.customer?.value, scheme: "customer")
        let shownOtherwise: Set<String> = [FieldName.date.rawValue, FieldName.sender.rawValue]
        for field in detail.fields where !shownOtherwise.contains(field.name) {
            try keyword(field.value, scheme: field.name)
        }
    }

    /// - Parameter scheme: what the value is: `customer`, or a field's name.
    private func keyword(_ value: String?, scheme: String) throws {
        guard let value, !ManifestFile.token(value).isEmpty else { return }
        try manifest.element("Keyword") {
            try manifest.text("KeywordContent", value)
            try manifest.text("KeywordReference", value, ["schemeName": scheme])
            try manifest.text("KeywordType", "subject")
        }
    }

    private func writePeople(_ letter: LetterRow) throws {
        if let department = letter.department, !ManifestFile.token(department).isEmpty {
            try manifest.element("Addressee") { try manifest.text("Corpname", department) }
        }
        guard letter.sender != nil || letter.customer != nil else { return }
        try manifest.element("Sender") {
            try manifest.text("FullName", letter.sender)
            try manifest.text("Identifier", letter.customer?.value)
        }
    }

    /// `xsd:language` (RFC 3066); nil for anything else.
    private static func languageTag(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let fits = parts.allSatisfy { part in
            (1...8).contains(part.utf8.count)
                && part.utf8.allSatisfy { (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) }
        }
        let startsWithLetters = parts.first?.utf8.allSatisfy { (0x61...0x7a).contains($0 | 0x20) } ?? false
        return fits && startsWithLetters ? text : nil
    }
}
