package import GreffeCore

import GRDB

/// What can go wrong with the index and the customer directory. The index is disposable: every fault of the index but a
/// full disk is mended by `greffe rebuild`, so none of them halts the archive.
package enum IndexError: GreffeError, Hashable {
    /// A file of another version of the programs, or another program's database.
    case unsupportedVersion(path: String, found: Int)
    /// SQLite says the file is damaged or no database.
    case corrupt(path: String, detail: String)
    /// Entries that do not continue what was applied: `expected` is the ledger index the next one must have.
    case outOfOrder(expected: UInt64, found: UInt64)
    /// The entries given and the size they are said to reach disagree.
    case sizeMismatch(size: UInt64, reached: UInt64)
    /// Another process holds the write lock longer than we wait.
    case busy(path: String)
    /// A file that is no customer export.
    case notCustomers(path: String, detail: String)
    /// Any other SQLite or file error.
    case failed(path: String, detail: String)

    package var code: String {
        switch self {
        case .unsupportedVersion: "index.unsupported-version"
        case .corrupt: "index.corrupt"
        case .outOfOrder: "index.out-of-order"
        case .sizeMismatch: "index.size-mismatch"
        case .busy: "index.busy"
        case .notCustomers: "customers.not-an-export"
        case .failed: "index.failed"
        }
    }

    package var message: String {
        switch self {
        case .unsupportedVersion(let path, let found):
            "\(path) is of version \(found), which this program does not read"
        case .corrupt(let path, let detail): "\(path) is damaged: \(detail)"
        case .outOfOrder(let expected, let found): "the index expects entry \(expected), not \(found)"
        case .sizeMismatch(let size, let reached): "entries up to \(reached) were given for a ledger of \(size)"
        case .busy(let path): "\(path) is held by another process"
        case .failed(let path, let detail), .notCustomers(let path, let detail): "\(path): \(detail)"
        }
    }

    package var hint: String {
        switch self {
        case .unsupportedVersion, .corrupt, .outOfOrder, .sizeMismatch:
            "run `greffe rebuild`; for the customer directory, import the customers again"
        case .busy: "try again; another greffe command or the daemon is writing"
        case .notCustomers:
            "the first line must name the columns, customer_number among them; see docs/reference/customers.md"
        case .failed: "check the disk's free space and the folder's permissions"
        }
    }

    package var fate: Fate {
        // Nothing here touches what is archived: the caller builds the file anew, or waits.
        .retry
    }

    init(_ error: any Error, path: String) {
        switch error {
        case let error as IndexError: self = error
        case let error as DatabaseError:
            let detail = error.message ?? "SQLite error \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(path: path, detail: detail)
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
            default: self = .failed(path: path, detail: detail)
            }
        default: self = .failed(path: path, detail: String(describing: error))
        }
    }
}
