import GRDB
import GreffeCore

/// The tables of `index.sqlite`. Nothing in them depends on when or how often entries were applied: no time of
/// application, no counters of attempts, no insertion order. Times are milliseconds since 1970 (UTC), days ISO 8601
/// text, confidences ten-thousandths, digests lower-case hexadecimal.
enum IndexSchema {
    /// In `PRAGMA user_version`; raised with every change of a table or of `SearchText`, the file is then built anew.
    static let version = 5
    /// In `PRAGMA application_id`, so that `file` and we can tell the file: "Grfi".
    static let applicationID = 0x4772_6669

    /// Of the kinds every letter has, nobody asks for all entries; the others must be found among them. A query uses
    /// the index `entry_kind` if it has this very condition.
    static let rareKinds = "kind NOT IN ('accessioned', 'read', 'classified', 'filed')"

    /// `kind = ?` with the index, where there is one for this kind.
    static func condition(_ kind: EntryKind) -> String {
        switch kind {
        case .accessioned, .read, .classified, .filed: "kind = ?"
        default: "kind = ? AND \(rareKinds)"
        }
    }

    static let tables = """
        CREATE TABLE applied (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, root TEXT NOT NULL) STRICT;

        CREATE TABLE entry (
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, refs TEXT NOT NULL,
            by TEXT, note TEXT, home INTEGER NOT NULL) STRICT;
        CREATE INDEX entry_home ON entry (home, seq);
        CREATE INDEX entry_kind ON entry (kind, seq) WHERE \(rareKinds);
        CREATE INDEX entry_sealed ON entry (seq, note) WHERE kind = 'sealed';
        CREATE TABLE letter_entry (
            letter INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (letter, seq)) STRICT, WITHOUT ROWID;

        CREATE TABLE letter (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, folder TEXT NOT NULL, phase TEXT NOT NULL,
            erased INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,
            accessioned INTEGER NOT NULL, received INTEGER NOT NULL, day TEXT NOT NULL,
            original_name TEXT, channel TEXT, device TEXT, operator TEXT, batch TEXT, watch TEXT,
            bytes INTEGER, media_type TEXT, sha256 BLOB,
            pages INTEGER, blank_pages TEXT, separator_pages INTEGER, envelopes INTEGER,
            language TEXT, mean_confidence INTEGER, engine TEXT,
            class TEXT, customer TEXT, letter_date TEXT, department TEXT, deadline TEXT,
            retention_rule TEXT, retention_start TEXT, retention_years INTEGER, retention_basis TEXT,
            retention_term TEXT, retention_from TEXT, retention_then TEXT, workflow TEXT,
            filed INTEGER, filed_by TEXT, straight_through INTEGER,
            proposed_class TEXT, proposed_confidence INTEGER, model TEXT,
            customer_outcome TEXT, proposed_customer TEXT, customer_confidence INTEGER,
            review TEXT NOT NULL DEFAULT '', quarantine_code TEXT, quarantine_reason TEXT, attempts INTEGER,
            rejection TEXT, scan INTEGER, scan_year INTEGER, page_list TEXT, case_file INTEGER, case_year INTEGER,
            last_seq INTEGER NOT NULL) STRICT;
        CREATE INDEX letter_scan ON letter (scan, seq) WHERE scan IS NOT NULL;
        CREATE INDEX letter_case ON letter (case_file, day, seq) WHERE case_file IS NOT NULL;
        CREATE INDEX letter_phase ON letter (phase, seq);
        CREATE INDEX letter_day ON letter (day, seq);
        CREATE INDEX letter_received ON letter (received, seq);
        CREATE INDEX letter_customer ON letter (customer, day, seq) WHERE customer IS NOT NULL;
        CREATE INDEX letter_class ON letter (class, day, seq);
        CREATE INDEX letter_retention ON letter (retention_term, seq) WHERE retention_rule IS NOT NULL;

        CREATE TABLE field (
            letter INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, confidence INTEGER, page INTEGER, proposed TEXT,
            PRIMARY KEY (letter, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX field_amount ON field (CAST(value AS REAL)) WHERE name = 'amount_total';
        CREATE TABLE candidate (
            letter INTEGER NOT NULL, rank INTEGER NOT NULL, customer TEXT NOT NULL, confidence INTEGER NOT NULL,
            because TEXT NOT NULL, PRIMARY KEY (letter, rank)) STRICT, WITHOUT ROWID;

        CREATE TABLE door (
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, outcome TEXT NOT NULL, letter INTEGER,
            original_name TEXT, channel TEXT, watch TEXT, subfolder TEXT, drop_token TEXT, sha256 BLOB, bytes INTEGER,
            received INTEGER, code TEXT, reason TEXT,
            batch TEXT, declared_pages INTEGER, declared_envelopes INTEGER) STRICT;
        CREATE INDEX door_name ON door (original_name, seq);
        CREATE INDEX door_sha256 ON door (sha256, seq);
        CREATE INDEX door_letter ON door (letter, seq);
        CREATE INDEX door_batch ON door (batch, seq) WHERE batch IS NOT NULL;
        CREATE TABLE batch_closing (
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, batch TEXT NOT NULL, by TEXT, reason TEXT,
            declared_pages INTEGER, declared_envelopes INTEGER, files INTEGER, letters INTEGER, envelopes INTEGER,
            pages INTEGER, blank_pages INTEGER, duplicates INTEGER, refused INTEGER, due INTEGER, unread INTEGER,
            differences TEXT NOT NULL) STRICT;
        CREATE INDEX batch_closing_batch ON batch_closing (batch, seq);

        CREATE TABLE hold (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, time INTEGER NOT NULL, by TEXT, reason TEXT, since TEXT,
            until TEXT, customer TEXT, case_file INTEGER, words TEXT,
            released INTEGER, released_time INTEGER, released_by TEXT, release_reason TEXT) STRICT;
        CREATE INDEX hold_customer ON hold (customer) WHERE customer IS NOT NULL AND released IS NULL;
        CREATE INDEX hold_case ON hold (case_file) WHERE case_file IS NOT NULL AND released IS NULL;
        CREATE TABLE hold_letter (
            hold INTEGER NOT NULL, letter INTEGER NOT NULL, PRIMARY KEY (hold, letter)) STRICT, WITHOUT ROWID;
        CREATE INDEX hold_letter_letter ON hold_letter (letter);
        CREATE TABLE removal (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, kind TEXT NOT NULL, time INTEGER NOT NULL, by TEXT,
            customer TEXT, reason TEXT, approved INTEGER, approved_time INTEGER, approved_by TEXT,
            withdrawn INTEGER, withdrawn_time INTEGER, withdrawn_by TEXT, leave INTEGER) STRICT;
        CREATE TABLE removal_letter (
            removal INTEGER NOT NULL, letter INTEGER NOT NULL, PRIMARY KEY (removal, letter)) STRICT, WITHOUT ROWID;
        CREATE INDEX removal_letter_letter ON removal_letter (letter);
        CREATE TABLE destruction (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, kind TEXT NOT NULL, time INTEGER NOT NULL, by TEXT,
            removal INTEGER, letters INTEGER NOT NULL, done INTEGER, done_time INTEGER, files INTEGER) STRICT;

        CREATE TABLE case_file (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, time INTEGER NOT NULL, by TEXT, customer TEXT, title TEXT,
            closed INTEGER, closed_time INTEGER, closed_by TEXT, close_reason TEXT) STRICT;
        CREATE INDEX case_file_customer ON case_file (customer, seq) WHERE customer IS NOT NULL;
        CREATE TABLE interaction (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, time INTEGER NOT NULL, by TEXT, customer TEXT,
            channel TEXT, happened INTEGER, author TEXT, summary TEXT, score INTEGER, letter TEXT,
            case_file TEXT) STRICT;
        CREATE INDEX interaction_customer ON interaction (customer, happened, seq) WHERE customer IS NOT NULL;
        CREATE TABLE customer_move (
            seq INTEGER PRIMARY KEY, year INTEGER NOT NULL, time INTEGER NOT NULL, kind TEXT, by TEXT, reason TEXT,
            from_customer TEXT, to_customer TEXT) STRICT;
        CREATE TABLE customer_move_item (
            move INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (move, item)) STRICT, WITHOUT ROWID;
        CREATE INDEX customer_move_item_item ON customer_move_item (item);

        CREATE TABLE page_text (
            letter INTEGER NOT NULL, page INTEGER NOT NULL, text BLOB NOT NULL, PRIMARY KEY (letter, page)) STRICT;
        CREATE VIRTUAL TABLE words USING fts5 (
            body, codes, labels, content = '', tokenize = 'unicode61 remove_diacritics 2');
        CREATE VIRTUAL TABLE words_instance USING fts5vocab (words, instance);
        CREATE VIRTUAL TABLE words_row USING fts5vocab (words, row);
        """

    static let dropTables = """
        DROP TABLE IF EXISTS words_row; DROP TABLE IF EXISTS words_instance; DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS page_text;
        DROP TABLE IF EXISTS customer_move_item; DROP TABLE IF EXISTS customer_move;
        DROP TABLE IF EXISTS interaction; DROP TABLE IF EXISTS case_file;
        DROP TABLE IF EXISTS destruction; DROP TABLE IF EXISTS removal_letter; DROP TABLE IF EXISTS removal;
        DROP TABLE IF EXISTS hold_letter; DROP TABLE IF EXISTS hold;
        DROP TABLE IF EXISTS batch_closing; DROP TABLE IF EXISTS door; DROP TABLE IF EXISTS candidate;
        DROP TABLE IF EXISTS field;
        DROP TABLE IF EXISTS letter; DROP TABLE IF EXISTS letter_entry; DROP TABLE IF EXISTS entry;
        DROP TABLE IF EXISTS applied;
        """

    /// What `LetterIndex.dump` writes, in order: table, and what its rows are ordered by. The order includes every row
    /// once.
    static let dumped: [(table: String, order: String)] = [
        ("applied", "one"), ("entry", "seq"), ("letter_entry", "letter, seq"), ("letter", "seq"),
        ("field", "letter, name"), ("candidate", "letter, rank"), ("door", "seq"), ("batch_closing", "seq"),
        ("hold", "seq"), ("hold_letter", "hold, letter"),
        ("removal", "seq"), ("removal_letter", "removal, letter"), ("destruction", "seq"),
        ("case_file", "seq"), ("interaction", "seq"), ("customer_move", "seq"), ("customer_move_item", "move, item"),
        ("page_text", "letter, page"),
        ("words_instance", "term, doc, col, offset"),
    ]
}
