import ArgumentParser
import GreffeIndex

/// How many rows a list may be asked for at once.
enum PageLimit {
    static func check(_ limit: Int) throws {
        guard (1...LetterIndex.pageMax).contains(limit) else {
            throw ValidationError("--limit \(limit): from 1 to \(LetterIndex.pageMax)")
        }
    }
}
