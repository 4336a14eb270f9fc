package import GreffeCore

import Foundation
import GRDB

extension LetterIndex {
    /// Writes every row of every table in a fixed order, the full-text index included, one line a row: two indexes of
    /// one ledger dump the same bytes, however they came to be. Values are separated by tabs; strings are quoted, with
    /// `\n`, `\t`, `\"` and `\\` escaped; NULL is `-`.
    ///
    /// - Parameter line: is given each line with its LF.
    package func dump(_ line: (String) throws -> Void) throws(IndexError) {
        try read { database in
            for (table, order) in IndexSchema.dumped {
                try line("# \(table)\n")
                let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(table) ORDER BY \(order)")
                while let row = try rows.next() {
                    var text = ""
                    for (column, value) in row {
                        if !text.isEmpty { text += "\t" }
                        text += table == "page_text" && column == "text" ? Self.dumpedText(value) : Self.dumped(value)
                    }
                    try line(text + "\n")
                }
            }
        }
    }

    /// SHA-256 of the dump.
    package func dumpDigest() throws(IndexError) -> Sha256Digest {
        var stream = Sha256Stream()
        try dump { line in Array(line.utf8).withUnsafeBytes { stream.update($0) } }
        return stream.digest
    }

    private static func dumped(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .null: "-"
        case .int64(let number): String(number)
        case .double(let number): String(number)
        case .blob(let bytes): "x" + Hex.encode(bytes)
        case .string(let text): quoted(text)
        }
    }

    /// A page's text itself: how well zlib made it small is no difference. Bytes that are no text show as they are.
    private static func dumpedText(_ value: DatabaseValue) -> String {
        guard case .blob(let bytes) = value.storage, let text = PageText.decode(Array(bytes)) else {
            return dumped(value)
        }
        return quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\t": output += "\\t"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}
