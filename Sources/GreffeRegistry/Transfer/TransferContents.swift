import GreffeCore
import GreffeIndex

/// Which letters a transfer takes, in which order, and whose originals have to go with them.
struct TransferContents {
    /// In order of their numbers.
    private(set) var letters: [AccessionNumber] = []
    /// Letters that are their scans, and scans that hold several; in order of their numbers.
    private(set) var objects: [AccessionNumber] = []
    /// Letters of a case, by the case.
    private(set) var cases: [AccessionNumber: [AccessionNumber]] = [:]
    /// Letters of no case.
    private(set) var alone: [AccessionNumber] = []

    /// - Parameter named: in any order; a scan of several stands for its letters.
    /// - Parameter skipsErased: where nobody named the letters one by one.
    /// - Throws: `gone` for a letter that was destroyed, `scanShared`, `nothingToTransfer`.
    init(_ named: [AccessionNumber], skipsErased: Bool, in index: LetterIndex) throws {
        var chosen: Set<AccessionNumber> = []
        for number in named {
            guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
            if letter.isErased {
                guard skipsErased else { throw KeepingError.gone(number) }
            } else if letter.phase == .separated {
                chosen.formUnion(try Self.living(in: letter, index))
            } else {
                chosen.insert(number)
            }
        }
        guard !chosen.isEmpty else { throw TransferError.nothingToTransfer }
        letters = chosen.sorted()
        var originals: Set<AccessionNumber> = []
        for number in letters {
            guard let letter = try index.letter(number)?.letter else { continue }
            if let scan = letter.scan, originals.insert(scan).inserted {
                if let missing = try index.letters(in: scan).first(where: {
                    !$0.isErased && !chosen.contains($0.accession)
                }) {
                    throw TransferError.scanShared(scan: scan, missing: missing.accession)
                }
            }
            if letter.scan == nil { originals.insert(number) }
            if let caseFile = letter.caseFile {
                cases[caseFile, default: []].append(number)
            } else {
                alone.append(number)
            }
        }
        objects = originals.sorted()
    }

    /// A part that was cut anew is no letter any more: its scan's letters are asked for.
    private static func living(in letter: LetterRow, _ index: LetterIndex) throws -> [AccessionNumber] {
        try index.letters(in: letter.scan ?? letter.accession).filter { !$0.isErased }.map(\.accession)
    }
}
