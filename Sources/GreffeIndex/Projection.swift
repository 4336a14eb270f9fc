import Foundation
import GRDB
import GreffeCore

/// Turns entries into rows, inside one transaction. A letter's rows are a function of its entries alone; a body that is
/// gone (erased opening) leaves what it said empty.
struct Projection {
    let database: Database
    /// The searched text of each letter touched, as the full-text index holds it; nil for a letter it does not hold
    /// yet.
    var touched: [Int64: IndexedText?] = [:]

    init(database: Database) { self.database = database }

    /// The three columns of the full-text index. It keeps no copy of what it indexed, so that a letter's old words must
    /// be given back to it when they change: they follow from the other tables.
    struct IndexedText: Equatable {
        var body: String
        var codes: String
        var labels: String
    }

    mutating func apply(_ projected: ProjectedEntry) throws {
        let entry = projected.entry
        let body = EntryBody(json: projected.body)
        let seq = Int64(bitPattern: entry.seq.value)
        try execute(
            "INSERT INTO entry (seq, time, kind, refs, by, note, home) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                seq, entry.time.millisecondsSince1970, entry.kind.rawValue,
                entry.refs.map(\.description).joined(separator: ","), body["by"], body.note(of: entry.kind),
                Int64(bitPattern: entry.home.value),
            ])
        var letters: [Int64] = []
        if entry.kind == .accessioned {
            letters = [seq]
        } else {
            for ref in entry.refs.map({ Int64(bitPattern: $0.value) }) where try isLetter(ref) { letters.append(ref) }
        }
        for letter in letters {
            try execute("INSERT INTO letter_entry (letter, seq) VALUES (?, ?)", [letter, seq])
        }
        switch entry.kind {
        case .accessioned: try accession(entry, seq, body, folder: projected.folder)
        case .duplicate: try door(entry, seq, .duplicate, letter: letters.first, body)
        case .rejected where letters.isEmpty: try door(entry, seq, .rejected, letter: nil, body)
        case .batchClosed: try batchClosing(entry, seq, body)
        case .separated: try separated(entry, seq, body, from: letters, folder: projected.folder)
        case .erased, .disposed:
            for home in entry.refs { try erase(home: Int64(bitPattern: home.value), before: seq) }
            try destruction(entry, seq, body, letters: letters.count)
        case .held: try hold(entry, seq, body, letters)
        case .released where letters.isEmpty:
            try releaseHold(entry, seq, body)
            try withdrawRemoval(entry, seq, body)
        case .disposalProposed, .erasureRequested: try removal(entry, seq, body)
        case .disposalApproved: try approveRemoval(entry, seq, body)
        case .audited: try finishDestruction(entry, seq, body)
        case .released: for letter in letters { try release(letter) }
        case .caseOpened: try openCase(entry, seq, body)
        case .caseClosed: try closeCase(entry, seq, body)
        case .interaction: try interaction(entry, seq, body)
        case .corrected where letters.isEmpty: try correctRecord(entry, seq, body)
        default:
            if let letter = letters.first {
                try act(entry, body, texts: projected.readingTexts, on: letter)
            }
        }
        for letter in letters { try execute("UPDATE letter SET last_seq = ? WHERE seq = ?", [seq, letter]) }
    }

    /// Brings the full-text index in step, once a letter however many of its entries came.
    mutating func finish() throws {
        for (letter, before) in touched.sorted(by: { $0.key < $1.key }) {
            let after = try indexedText(letter)
            guard before != after else { continue }
            if let before {
                try execute(
                    "INSERT INTO words (words, rowid, body, codes, labels) VALUES ('delete', ?, ?, ?, ?)",
                    [letter, before.body, before.codes, before.labels])
            }
            try execute(
                "INSERT INTO words (rowid, body, codes, labels) VALUES (?, ?, ?, ?)",
                [letter, after.body, after.codes, after.labels])
        }
        touched.removeAll()
    }

    // MARK: Acts

    private mutating func accession(_ entry: Entry, _ seq: Int64, _ body: EntryBody, folder: String) throws {
        touched[seq] = .some(nil)
        let received = body.timestamp("received") ?? entry.time
        try execute(
            """
            INSERT INTO letter (seq, year, folder, phase, accessioned, received, day, original_name, channel, device,
                operator, batch, watch, bytes, media_type, sha256, last_seq)
            VALUES (?, ?, ?, 'accessioned', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                seq, entry.time.date.year, folder, entry.time.millisecondsSince1970, received.millisecondsSince1970,
                received.date.description, body["originalName"], body["channel"], body["device"], body["operator"],
                body["batch"], body["watchFolder"], body.integer("bytes"), body["mediaType"], body.digest("sha256"),
                seq,
            ])
        try door(entry, seq, .accessioned, letter: seq, body)
    }

    private func door(
        _ entry: Entry, _ seq: Int64, _ outcome: DropRow.Outcome, letter: Int64?, _ body: EntryBody
    ) throws {
        try execute(
            """
            INSERT INTO door (seq, time, outcome, letter, original_name, channel, watch, subfolder, drop_token, sha256,
                bytes, received, code, reason, batch, declared_pages, declared_envelopes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                seq, entry.time.millisecondsSince1970, outcome.rawValue, letter, body["originalName"], body["channel"],
                body["watchFolder"], body["subfolder"], body["dropToken"], body.digest("sha256"),
                body.integer("bytes"),
                body.timestamp("received")?.millisecondsSince1970, body["code"], body["reason"], body["batch"],
                body.integer("declaredPages"), body.integer("declaredEnvelopes"),
            ])
    }

    /// A closing whose opening is gone closes nothing that could be named.
    private func batchClosing(_ entry: Entry, _ seq: Int64, _ body: EntryBody) throws {
        guard let batch = body["batch"] else { return }
        let declared = EntryBody(json: body.json?["declared"])
        let received = EntryBody(json: body.json?["received"])
        try execute(
            """
            INSERT INTO batch_closing (seq, time, batch, by, reason, declared_pages, declared_envelopes, files, letters,
                envelopes, pages, blank_pages, duplicates, refused, due, unread, differences)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                seq, entry.time.millisecondsSince1970, batch, body["by"], body["reason"], declared.integer("pages"),
                declared.integer("envelopes"), received.integer("files"), received.integer("letters"),
                received.integer("envelopes"), received.integer("pages"), received.integer("blankPages"),
                received.integer("duplicates"), received.integer("refused"), received.integer("due"),
                received.integer("unread"), body.strings("differences").joined(separator: "\n"),
            ])
    }

    private mutating func act(_ entry: Entry, _ body: EntryBody, texts: [String]?, on letter: Int64) throws {
        guard let phase = try phase(letter) else { return }
        var state = LetterState(phase: phase)
        let reasons = body.strings("review")
        state.apply(LetterState.Act(kind: entry.kind, needsReview: !reasons.isEmpty))
        switch entry.kind {
        case .read: try read(body, texts: texts ?? [], letter)
        case .classified: try classify(body, reasons, letter)
        case .filed:
            try decide(body, letter, replacesAll: true)
            try execute(
                "UPDATE letter SET filed = ?, filed_by = ?, straight_through = ? WHERE seq = ?",
                [entry.time.millisecondsSince1970, body["by"], phase == .classified ? 1 : 0, letter])
        case .corrected:
            try decide(body, letter, replacesAll: false)
            try fileInCase(body, letter)
            try moveItem(entry)
        case .quarantined:
            try execute(
                "UPDATE letter SET quarantine_code = ?, quarantine_reason = ?, attempts = ? WHERE seq = ?",
                [body["code"], body["reason"], body.integer("attempts"), letter])
        case .rejected:
            try execute("UPDATE letter SET rejection = ? WHERE seq = ?", [body["reason"] ?? "", letter])
        default: return
        }
        try execute("UPDATE letter SET phase = ? WHERE seq = ?", [state.phase.rawValue, letter])
        try followHolds(letter)
    }

    private mutating func read(_ body: EntryBody, texts: [String], _ letter: Int64) throws {
        try touch(letter)
        try execute("DELETE FROM page_text WHERE letter = ?", [letter])
        let separators = Set(body.integers("separatorPages"))
        // Texts are those of the pages that are no separator sheets.
        var page: Int64 = 0
        for text in texts {
            repeat { page += 1 } while separators.contains(page)
            try execute(
                "INSERT INTO page_text (letter, page, text) VALUES (?, ?, ?)",
                [letter, page, Data(PageText.encode(text))])
        }
        let blank = body.integers("blankPages").map(String.init).joined(separator: " ")
        try execute(
            """
            UPDATE letter SET pages = ?, blank_pages = ?, separator_pages = ?, envelopes = ?, language = ?,
                mean_confidence = ?, engine = ?,
                quarantine_code = NULL, quarantine_reason = NULL, attempts = NULL WHERE seq = ?
            """,
            [
                body.integer("pages"), blank.isEmpty ? nil : blank, separators.count,
                Self.envelopes(
                    pages: body.integer("pages") ?? 0, separators: separators, blank: Set(body.integers("blankPages"))),
                body["language"],
                body.integer("meanConfidence"),
                body["engine"], letter,
            ])
    }

    /// How many letters a scan holds: stretches between separator sheets, those of blank pages alone (the back of a
    /// sheet) left out; one where nothing else is known.
    private static func envelopes(pages: Int64, separators: Set<Int64>, blank: Set<Int64>) -> Int {
        // What a body claims is not a reason to count to the end of the world.
        guard !separators.isEmpty, (1...Self.pagesCountedMax).contains(pages) else { return 1 }
        var count = 0
        var isBetween = true
        for page in 1...pages {
            if separators.contains(page) {
                isBetween = true
            } else if isBetween, !blank.contains(page) {
                count += 1
                isBetween = false
            }
        }
        return max(count, 1)
    }

    /// No scan taken in has more pages than this.
    private static let pagesCountedMax: Int64 = 100_000

    private mutating func classify(_ body: EntryBody, _ reasons: [String], _ letter: Int64) throws {
        try touch(letter)
        let customer = EntryBody(json: body.json?["customer"])
        let candidates = (customer.json?["candidates"]?.array ?? []).map(EntryBody.init(json:))
        let best = candidates.first
        let isMatched = customer["outcome"] == CustomerMatch.Outcome.matched.rawValue
        try execute(
            """
            UPDATE letter SET class = ?, proposed_class = ?, proposed_confidence = ?, model = ?, customer = ?,
                customer_outcome = ?, proposed_customer = ?, customer_confidence = ?, review = ?, workflow = ?,
                language = coalesce(?, language) WHERE seq = ?
            """,
            [
                body["class"], body["class"], body.integer("confidence"), body["model"],
                isMatched ? best?["number"] : nil, customer["outcome"], best?["number"], best?.integer("confidence"),
                reasons.joined(separator: " "),
                body["workflow"], body["language"], letter,
            ])
        try execute("DELETE FROM candidate WHERE letter = ?", [letter])
        for (rank, candidate) in candidates.enumerated() {
            try execute(
                "INSERT INTO candidate (letter, rank, customer, confidence, because) VALUES (?, ?, ?, ?, ?)",
                [
                    letter, rank, candidate["number"] ?? "", candidate.integer("confidence") ?? 0,
                    candidate.strings("because").joined(separator: "\n"),
                ])
        }
        try execute("DELETE FROM field WHERE letter = ?", [letter])
        for (name, field) in body.members("fields") {
            let field = EntryBody(json: field)
            try execute(
                "INSERT INTO field (letter, name, value, confidence, page, proposed) VALUES (?, ?, ?, ?, ?, ?)",
                [letter, name, field["value"], field.integer("confidence"), field.integer("page"), field["value"]])
        }
        try setDate(letter)
    }

    /// `filed` says everything, so that what it leaves out is empty; `corrected` says what changes, with an empty
    /// string for a customer or a field taken away.
    private mutating func decide(_ body: EntryBody, _ letter: Int64, replacesAll: Bool) throws {
        guard body.json != nil else { return }
        try touch(letter)
        let keep = replacesAll ? 0 : 1
        let columns = ["class", "customer", "department", "deadline"]
        let changes = columns.enumerated().map { place, column in
            "\(column) = CASE WHEN ?\(place + 3) IS NULL AND ?1 THEN \(column) ELSE nullif(?\(place + 3), '') END"
        }
        try execute(
            "UPDATE letter SET \(changes.joined(separator: ", ")) WHERE seq = ?2",
            [keep, letter] + columns.map { body[$0] })
        if let retention = body.json?["retention"].map(EntryBody.init(json:)) {
            try execute(
                """
                UPDATE letter SET retention_rule = ?, retention_start = ?, retention_years = ?, retention_basis = ?,
                    retention_term = ?, retention_from = ?, retention_then = ? WHERE seq = ?
                """,
                [
                    retention["rule"], retention["start"], retention.integer("years"), retention["basis"],
                    retention["term"], retention["from"], retention["then"], letter,
                ])
        }
        let fields = body.members("fields")
        if replacesAll {
            let kept = Set(fields.map(\.key))
            for name in try String.fetchAll(
                database, cached: "SELECT name FROM field WHERE letter = ? ORDER BY name", [letter])
            where !kept.contains(name) {
                try setField(letter, name, nil)
            }
        }
        for (name, value) in fields { try setField(letter, name, value.string.flatMap { $0.isEmpty ? nil : $0 }) }
        try setDate(letter)
    }

    /// A value a person gave has no confidence; one a person left as it was keeps the machine's.
    private func setField(_ letter: Int64, _ name: String, _ value: String?) throws {
        try execute(
            """
            INSERT INTO field (letter, name, value) VALUES (?1, ?2, ?3)
            ON CONFLICT (letter, name) DO UPDATE SET value = ?3,
                confidence = CASE WHEN ?3 IS proposed THEN confidence END, page = CASE WHEN ?3 IS proposed THEN page END
            """,
            [letter, name, value])
    }

    func setDate(_ letter: Int64) throws {
        let text = try String.fetchOne(
            database, cached: "SELECT value FROM field WHERE letter = ? AND name = 'date'", [letter])
        let date = text.flatMap(CalendarDate.init(_:))
        let received =
            try Int64.fetchOne(database, cached: "SELECT received FROM letter WHERE seq = ?", [letter]) ?? 0
        let day = date ?? Timestamp(millisecondsSince1970: received).date
        try execute(
            """
            UPDATE letter SET letter_date = ?1, day = ?2 WHERE seq = ?3 AND (letter_date IS NOT ?1 OR day <> ?2)
            """, [date?.description, day.description, letter])
    }

    /// With a letter, `released` ends its quarantine; a hold's release names the hold.
    private func release(_ letter: Int64) throws {
        guard let phase = try phase(letter) else { return }
        var state = LetterState(phase: phase)
        state.apply(LetterState.Act(kind: .released))
        try execute("UPDATE letter SET phase = ? WHERE seq = ?", [state.phase.rawValue, letter])
    }

    // MARK: Text

    mutating func touch(_ letter: Int64) throws {
        if touched[letter] == nil { touched[letter] = .some(try indexedText(letter)) }
    }

    private func indexedText(_ letter: Int64) throws -> IndexedText {
        var pages = try LetterIndex.texts(letter, database)
        var labels: [String] = []
        if let row = try Row.fetchOne(
            try database.cachedStatement(
                sql: "SELECT year, original_name, customer, phase FROM letter WHERE seq = ?"),
            arguments: [letter])
        {
            // The words of a scan of several letters are found in its letters.
            if row["phase"] == LetterState.Phase.separated.rawValue { pages = [] }
            let accession = AccessionNumber(year: row["year"], leaf: LeafIndex(UInt64(bitPattern: letter)))
            labels = [accession.description, row["original_name"] ?? "", row["customer"] ?? ""]
        }
        labels += try String.fetchAll(
            database, cached: "SELECT value FROM field WHERE letter = ? AND value IS NOT NULL ORDER BY name", [letter])
        labels = labels.filter { !$0.isEmpty }
        let folded = pages.map(\.folded)
        let foldedLabels = labels.map(\.folded)
        return IndexedText(
            body: folded.joined(separator: "\n"), codes: SearchText.codes(folded: folded),
            labels: foldedLabels.joined(separator: "\n") + "\n" + SearchText.codes(folded: foldedLabels))
    }

    // MARK: SQL

    func isLetter(_ seq: Int64) throws -> Bool {
        try Int64.fetchOne(database, cached: "SELECT seq FROM letter WHERE seq = ?", [seq]) != nil
    }

    private func phase(_ letter: Int64) throws -> LetterState.Phase? {
        try String.fetchOne(database, cached: "SELECT phase FROM letter WHERE seq = ?", [letter])
            .flatMap(LetterState.Phase.init(rawValue:))
    }

    func execute(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}

extension DatabaseValueConvertible where Self: StatementColumnConvertible {
    fileprivate static func fetchOne(
        _ database: Database, cached sql: String, _ arguments: StatementArguments
    ) throws -> Self? {
        try fetchOne(try database.cachedStatement(sql: sql), arguments: arguments)
    }

    fileprivate static func fetchAll(
        _ database: Database, cached sql: String, _ arguments: StatementArguments
    ) throws -> [Self] {
        try fetchAll(try database.cachedStatement(sql: sql), arguments: arguments)
    }
}
