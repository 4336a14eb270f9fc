import GreffeCore
import GreffeIndex
import GreffeStorage

extension Registrar {
    /// Writes letters as a package for another archive (SEDA 2.2) into a folder that exists and is empty, and reads it
    /// back. First entries `exported` name the letters, who hands them over, and to whom. Nothing is removed here: a
    /// receiving archive answers first. A run that is broken off leaves `manifest.xml.part` and no `manifest.xml`.
    /// - Throws: `folderTaken`, `scanShared`, `nothingToTransfer`, `faulty`; `gone` for a letter that was destroyed.
    package func transfer(
        _ request: TransferRequest, to folder: String, progress: (UInt64, UInt64) -> Void
    ) throws -> Transferred {
        if let reason = request.reason { try Self.checkReason(reason) }
        try Self.check(request.archivalAgency, "--to")
        try Self.check(request.transferringAgency, "--from")
        if let agreement = request.agreement { try Self.check(agreement, "--agreement") }
        let files = try LinuxFileSystem(root: folder)
        guard try files.names(in: ".").isEmpty else { throw TransferError.folderTaken(folder) }
        try archive.catchUp()
        let contents = try contents(of: request.scope)
        var first: Entry?
        var rest = contents.letters[...]
        while !rest.isEmpty {
            let portion = rest.prefix(Self.lettersInAnEntryMax)
            rest = rest.dropFirst(portion.count)
            let appended = try append { _ in [Self.transferAct(request, letters: Array(portion))] }
            first = first ?? appended.first?.entry
        }
        guard let first else { throw TransferError.nothingToTransfer }
        let parcel = TransferPackage(
            archive: archive, request: request, contents: contents, files: files, entry: first)
        try parcel.write(progress: progress)
        return Transferred(
            letters: contents.letters.count, objects: contents.objects.count, message: parcel.message)
    }

    private func contents(of scope: TransferRequest.Scope) throws -> TransferContents {
        let index = archive.index
        switch scope {
        case .letters(let numbers): return try TransferContents(numbers, skipsErased: false, in: index)
        case .all: return try TransferContents(index.accessions(), skipsErased: true, in: index)
        case .search(let query): return try TransferContents(found(query, index), skipsErased: true, in: index)
        case .caseFile(let number):
            let letters = try index.letters(inCase: number, limit: Int(Int32.max)).map(\.accession)
            return try TransferContents(letters, skipsErased: true, in: index)
        }
    }

    private static func check(_ identifier: String, _ option: String) throws {
        do { try checkReason(identifier) } catch { throw TransferError.identifierUnfit(option) }
        guard !ManifestFile.token(identifier).isEmpty else { throw TransferError.identifierUnfit(option) }
    }

    private static func transferAct(_ request: TransferRequest, letters: [AccessionNumber]) -> Act {
        var members: [String: CanonicalJSON] = [
            "by": .string(request.by.nfc), "letters": .integer(Int64(letters.count)), "what": .string("transfer"),
            "recipient": .string(request.archivalAgency.nfc),
        ]
        members["reason"] = request.reason.map { .string($0.nfc) }
        return Act(kind: .exported, body: .object(members), refs: letters.map { .entry($0.leaf) })
    }
}
