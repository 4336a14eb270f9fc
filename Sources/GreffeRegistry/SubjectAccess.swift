package import GreffeCore
import GreffeIndex
import GreffeStorage

/// What `Registrar.subjectAccess` wrote.
package struct SubjectAccess: Sendable, Hashable {
    package var letters: Int
    /// Letters whose image holds other people's letters too, and was not written.
    package var sharedScans: [AccessionNumber]
    /// Other people's letters of which this customer may have been the sender; none of them is written.
    package var mentions: [AccessionNumber]
}

/// Everything the archive has about a customer, in one folder, in open forms: GDPR, article 15.
extension Registrar {
    /// Letters named in one entry, as for an export of dossiers.
    private static let accessLettersMax = 1_000

    /// Writes the customer's entry in the directory and every letter (original, text, record, history) into a folder
    /// that exists and is empty. First an entry `exported` says who asked; it does not name the customer.
    package func subjectAccess(
        _ customer: CustomerNumber, to folder: String, reason: String?, by: String
    ) throws -> SubjectAccess {
        if let reason { try Self.checkReason(reason) }
        try archive.catchUp()
        let known = try archive.customers.customer(customer)
        let letters = try archive.index.homes(of: customer, limit: Int(Int32.max)).letters
        let record = try SubjectRecord.files(customer, archive.index)
        guard known != nil || !letters.isEmpty || !record.isEmpty else { throw RegistryError.customerUnknown(customer) }
        let files = try LinuxFileSystem(root: folder)
        guard try files.names(in: ".").isEmpty else { throw RegistryError.exportFolderTaken(folder) }
        var rest = letters[...]
        repeat {
            let portion = rest.prefix(Self.accessLettersMax)
            rest = rest.dropFirst(portion.count)
            var body: [String: CanonicalJSON] = [
                "by": .string(by.nfc), "letters": .integer(Int64(portion.count)), "what": .string("subject access"),
            ]
            body["reason"] = reason.map { .string($0.nfc) }
            try append { _ in
                [Act(kind: .exported, body: .object(body), refs: portion.map { .entry($0.leaf) })]
            }
        } while !rest.isEmpty
        var result = SubjectAccess(
            letters: letters.count, sharedScans: [],
            mentions: try archive.index.mentions(of: customer, limit: Self.accessLettersMax))
        if let known { try files.writeNew(Self.directoryEntry(known).bytes + [0x0a], to: "customer.json") }
        for file in record {
            try files.writeNew(file.lines.flatMap { $0.bytes + [0x0a] }, to: file.name)
        }
        var table = "number;received;date;class;state;department;kept until;law;held\n"
        if !letters.isEmpty { try files.makeFolder("letters") }
        for number in letters {
            let detail = try archive.letter("\(number)")
            table += Self.line(detail.letter)
            if try write(detail, to: files) { result.sharedScans.append(number) }
        }
        try files.writeNew(Array(table.utf8), to: "letters.csv")
        try files.writeNew(Array(Self.readme(result).utf8), to: "LISEZMOI.txt")
        return result
    }

    /// - Returns: whether the image was left out, since it shows other letters too.
    private func write(_ detail: LetterDetail, to files: LinuxFileSystem) throws -> Bool {
        let number = detail.letter.accession
        var folder = try DossierFolder("letters/\(number)", in: files)
        let text = try archive.index.texts(of: number).joined(separator: "\n\u{0C}\n")
        try folder.write(Array((text + "\n").utf8), to: "text.txt")
        try folder.write(try record(detail).bytes + [0x0a], to: "record.json")
        guard detail.letter.scan == nil, detail.letter.phase != .separated else { return true }
        let entry = try archive.custody.entry(at: number.leaf)
        guard let opening = try archive.custody.opening(of: entry), let salt = opening.objectSalt,
            let source = try archive.custody.openObject(of: entry)
        else { throw RegistryError.openingErased(number) }
        defer { archive.custody.close(source) }
        let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
        try folder.copy(
            source, to: "original.\(mediaType?.fileExtension ?? "bin")", salt: salt, commitment: entry.object)
        return false
    }

    /// What is recorded of the letter, and who did what with it.
    nonisolated func record(_ detail: LetterDetail) throws -> CanonicalJSON {
        let letter = detail.letter
        var members: [String: CanonicalJSON] = [
            "accession": .string("\(letter.accession)"), "received": .string("\(letter.received)"),
            "state": .string(letter.phase.rawValue),
        ]
        members["class"] = letter.letterClass.map { .string($0.rawValue) }
        members["customer"] = letter.customer.map { .string($0.value.nfc) }
        members["channel"] = letter.channel.map { .string($0.nfc) }
        members["file"] = letter.originalName.map { .string($0.nfc) }
        members["department"] = letter.department.map { .string($0.nfc) }
        members["pages"] = .array(letter.pageNumbers.map { .integer(Int64($0)) })
        members["held"] = letter.isHeld ? .string("yes") : nil
        members["fields"] = .object(
            Dictionary(
                detail.fields.compactMap { row in row.value.map { (row.name, .string($0.nfc)) } },
                uniquingKeysWith: { first, _ in first }))
        members["retention"] = letter.retention.map { retention in
            var rule: [String: CanonicalJSON] = [
                "rule": .string(retention.rule.nfc), "basis": .string(retention.basis.nfc),
            ]
            rule["term"] = retention.term.map { .string("\($0)") }
            return .object(rule)
        }
        members["history"] = .array(
            try archive.index.history(letter.accession).map { row in
                var act: [String: CanonicalJSON] = [
                    "entry": .integer(Int64(row.seq.value)), "time": .string("\(row.time)"),
                    "kind": .string(row.kind.rawValue),
                ]
                act["by"] = row.by.map { .string($0.nfc) }
                act["note"] = row.note.map { .string($0.nfc) }
                return .object(act)
            })
        return .object(members)
    }

    static func directoryEntry(_ customer: Customer) -> CanonicalJSON {
        let columns = [
            ("customer_number", customer.number.value), ("kind", customer.kind.rawValue), ("title", customer.title),
            ("first_name", customer.firstName), ("last_name", customer.lastName), ("birth_name", customer.birthName),
            ("company_name", customer.companyName), ("legal_form", customer.legalForm), ("site", customer.site),
            ("address", customer.address), ("postcode", customer.postcode), ("city", customer.city),
            ("phone", customer.phone), ("email", customer.email),
            ("contracts", customer.contracts.joined(separator: " ")), ("iban", customer.iban),
            ("siren", customer.siren), ("siret", customer.siret), ("vat_id", customer.vatId),
        ]
        return .object(
            Dictionary(uniqueKeysWithValues: columns.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1.nfc)) }))
    }

    private static func line(_ letter: LetterRow) -> String {
        let cells = [
            "\(letter.accession)", "\(letter.received.date)", letter.letterDate.map { "\($0)" } ?? "",
            letter.letterClass?.rawValue ?? "", letter.phase.rawValue, letter.department ?? "",
            letter.retention?.term.map { "\($0)" } ?? "", letter.retention?.basis ?? "", letter.isHeld ? "yes" : "no",
        ]
        return cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ";") + "\n"
    }

    private static func readme(_ access: SubjectAccess) -> String {
        var text = """
            Ce dossier contient tout ce que l'archive conserve au sujet de la personne (RGPD, article 15).

              customer.json            sa fiche dans l'annuaire des clients
              cases.jsonl, interactions.jsonl, customer-numbers.jsonl
                                       s'il y en a : ses dossiers, ses autres échanges avec nous, les décisions de
                                       réunir ou de séparer ses numéros
              letters.csv              la liste de ses courriers : dates, service, durée de conservation et sa base légale
              letters/NUMERO/          chaque courrier : l'original tel que reçu, le texte lu, ce qui en a été noté,
                                       et qui a fait quoi

            Courriers : \(access.letters)

            """
        if !access.sharedScans.isEmpty {
            text +=
                "\nSans image, parce que la même numérisation contient des courriers d'autres personnes : "
                + access.sharedScans.map(\.description).joined(separator: ", ") + "\n"
        }
        if !access.mentions.isEmpty {
            text +=
                "\nLa personne a été envisagée comme expéditeur de \(access.mentions.count) courrier(s) "
                + "attribué(s) à d'autres ; ils ne sont pas joints.\n"
        }
        return text
    }
}
