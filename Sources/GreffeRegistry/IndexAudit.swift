package import GreffeCore
import GreffeIndex
import GreffeStorage
import Glibc

/// Compares the index with one built anew from ledger and vault, row by row: a customer swapped or a text rewritten in
/// SQLite shows here, since nothing in the index is anybody's own.
package struct IndexAudit: Sendable {
    package enum Finding: Sendable, Hashable {
        /// Every row is what ledger and vault say; how many there were, full-text rows included.
        case agrees(rows: Int)
        /// The first row that differs: its table, what the index has there and what it should have.
        case differs(table: String, letter: AccessionNumber?, found: String?, expected: String?)
        /// SQLite itself says that the file is damaged.
        case damaged(String)
    }

    /// A differing row is shown up to this length.
    private static let shownMax = 200

    /// - Parameter archive: opened a moment ago, so that its index has caught up.
    package static func audit(_ archive: Archive) throws -> Finding {
        if let fault = try archive.index.structuralFaults().first { return .damaged(fault) }
        // Personal data: readable by this account only, and gone at the end.
        let folder = try ScratchFolder()
        let anew = try LetterIndex.open(path: folder.path + "/index.sqlite")
        try IndexFeed(custody: archive.custody).feed(anew)
        // What another program appended in between is in the index and not in what was built.
        try archive.catchUp()
        try IndexFeed(custody: archive.custody).feed(anew)
        let found = try folder.write("found") { line in try archive.index.dump(line) }
        let expected = try folder.write("expected") { line in try anew.dump(line) }
        try anew.close()
        return try compare(found, expected, archive)
    }

    private static func compare(_ found: String, _ expected: String, _ archive: Archive) throws -> Finding {
        var left = try LineFile(path: found)
        var right = try LineFile(path: expected)
        var table = ""
        var rows = 0
        while true {
            let (have, want) = (left.next(), right.next())
            if have == nil, want == nil { return .agrees(rows: rows) }
            if have == want, let have {
                if have.hasPrefix("# ") { table = String(have.dropFirst(2)) } else { rows += 1 }
                continue
            }
            let letter = letter(of: want ?? have ?? "", in: table, archive)
            let (found, expected) = Self.difference(have, want)
            return .differs(table: table, letter: letter, found: found, expected: expected)
        }
    }

    /// The first cell that differs, or the whole row where one is missing.
    private static func difference(_ have: String?, _ want: String?) -> (String?, String?) {
        let cells = { (row: String?) in row?.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
        if let found = cells(have), let expected = cells(want), found.count == expected.count, found[0] == expected[0],
            let place = found.indices.first(where: { found[$0] != expected[$0] })
        {
            return (String(found[place].prefix(shownMax)), String(expected[place].prefix(shownMax)))
        }
        return (have.map { String($0.prefix(shownMax)) }, want.map { String($0.prefix(shownMax)) })
    }

    /// The letter a row is about: its leaf index comes first in every table that has one.
    private static func letter(of row: String, in table: String, _ archive: Archive) -> AccessionNumber? {
        guard ["letter", "field", "candidate", "page_text", "letter_entry"].contains(table),
            let leaf = row.split(separator: "\t").first.flatMap({ UInt64($0) }),
            // A row that names no entry is still a difference worth showing.
            let entry = try? archive.custody.entry(at: LeafIndex(leaf))
        else { return nil }
        return AccessionNumber(year: entry.time.date.year, leaf: entry.seq)
    }
}

/// A private folder under `$TMPDIR`, removed at the end.
private struct ScratchFolder: ~Copyable {
    let path: String

    init() throws(ScratchError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/greffe-audit-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw ScratchError(folder: parent, errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "found", "expected"] {
            unlink("\(path)/\(name)")
        }
        rmdir(path)
    }

    /// - Returns: the file's path.
    func write(_ name: String, _ lines: ((String) throws -> Void) throws -> Void) throws -> String {
        let file = "\(path)/\(name)"
        guard let stream = fopen(file, "wx") else { throw ScratchError(folder: path, errno: errno) }
        defer { fclose(stream) }
        try lines { line in
            guard fputs(line, stream) >= 0 else { throw ScratchError(folder: path, errno: errno) }
        }
        guard fflush(stream) == 0 else { throw ScratchError(folder: path, errno: errno) }
        return file
    }
}

private struct LineFile: ~Copyable {
    private let stream: UnsafeMutablePointer<FILE>
    private var buffer: UnsafeMutablePointer<CChar>?
    private var capacity = 0

    init(path: String) throws(ScratchError) {
        guard let stream = fopen(path, "r") else { throw ScratchError(folder: path, errno: errno) }
        self.stream = stream
    }

    deinit {
        free(buffer)
        fclose(stream)
    }

    mutating func next() -> String? {
        let count = getline(&buffer, &capacity, stream)
        guard count > 0, let buffer else { return nil }
        let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
        return String(decoding: bytes.last == 0x0a ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}

struct ScratchError: GreffeError {
    let folder: String
    let errno: Int32
    var code: String { "registry.scratch-failed" }
    var message: String { "\(folder): \(String(cString: strerror(errno)))" }
    var hint: String { "free some room there, or name another folder in TMPDIR" }
    var fate: Fate { .retry }
}
