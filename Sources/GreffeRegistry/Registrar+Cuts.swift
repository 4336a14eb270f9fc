package import GreffeCore
import GreffeIndex
import GreffeStorage

extension Registrar {
    /// A person says that a letter is several: each page of `starts` begins another. The pages stay where they are, in
    /// the scan; the letters made of them are new ones, and wait to be understood.
    /// - Parameter starts: numbers of the scan's pages.
    /// - Returns: the new letters.
    @discardableResult
    package func split(_ number: AccessionNumber, at starts: [Int], by: String) throws -> [AccessionNumber] {
        try cut([number], by: by) { pages in
            let inner = Set(starts)
            guard !inner.isEmpty, inner.isSubset(of: pages.dropFirst()) else {
                throw RegistryError.cutUnfit("letter \(number) can be split at any of its pages but the first")
            }
            var pieces: [[Int]] = []
            for page in pages {
                if pieces.isEmpty || inner.contains(page) { pieces.append([]) }
                pieces[pieces.count - 1].append(page)
            }
            return pieces
        }
    }

    /// A person says that letters of one scan are one.
    /// - Returns: the new letter.
    @discardableResult
    package func join(_ numbers: [AccessionNumber], by: String) throws -> AccessionNumber? {
        guard Set(numbers).count > 1 else { throw RegistryError.cutUnfit("it takes two letters to join them") }
        return try cut(numbers, by: by) { [$0] }.first
    }

    /// - Parameter pieces: makes the new letters' pages out of the old ones'.
    private func cut(
        _ numbers: [AccessionNumber], by: String, into pieces: ([Int]) throws -> [[Int]]
    ) throws -> [AccessionNumber] {
        let archive = self.archive
        let appended = try append { index in
            var scans: Set<AccessionNumber> = []
            var pages: Set<Int> = []
            for number in numbers {
                guard let letter = try index.letter(number)?.letter else {
                    throw RegistryError.letterUnknown("\(number)")
                }
                try Self.checkMayBeCut(letter)
                scans.insert(letter.scan ?? number)
                pages.formUnion(try self.pages(of: letter))
            }
            guard let scan = scans.first, scans.count == 1 else {
                throw RegistryError.cutUnfit("letters of different scans cannot be one")
            }
            guard let reading = try archive.reading(of: scan) else { throw RegistryError.openingErased(scan) }
            // The scan first, then those whose pages these are.
            let refs = Set(numbers).union([scan]).map { Act.Reference.entry($0.leaf) }
            return try pieces(pages.sorted()).map { piece in
                Act(
                    kind: .separated, body: LetterBodies.separated(piece, of: reading, scan: scan, by: by), refs: refs)
            }
        }
        return appended.compactMap(\.accession)
    }

    private func pages(of letter: LetterRow) throws -> [Int] {
        if letter.scan != nil { return letter.pageNumbers }
        let reading = try archive.reading(of: letter.accession)
        return (reading?.pages ?? []).filter { !$0.isSeparator }.map(\.number)
    }

    /// A hold says that a letter stays as it is.
    private static func checkMayBeCut(_ letter: LetterRow) throws(RegistryError) {
        guard !letter.isErased else { throw .openingErased(letter.accession) }
        guard !letter.isHeld else { throw .cutUnfit("letter \(letter.accession) is held, and stays as it is") }
        guard [.read, .review, .classified, .filed].contains(letter.phase) else {
            throw .wrongPhase(letter.accession, letter.phase, wanted: "read and not separated")
        }
    }
}
