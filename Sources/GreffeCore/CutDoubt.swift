/// Why a letter cut out of a scan may be cut wrongly: a person looks.
package enum CutDoubt: String, Hashable, Sendable, CaseIterable {
    /// Its separator sheet is one of ours whose codes cannot be read.
    case sheetDamaged = "sheet-damaged"
    /// Two sheets, or more, with no written page between them: a letter may be missing.
    case sheetsTogether = "sheets-together"
    /// The scan ends with a sheet: the letter behind it may be missing.
    case sheetLast = "sheet-last"
    /// A page says 2/3 and page 1/3 is not in front of it.
    case pageNumbers = "page-numbers"
    /// A page within it begins as letters begin: a sheet may be missing.
    case secondLetter = "second-letter"
    /// It has more pages than letters have.
    case letterLong = "letter-long"
}
