package import GreffeCore
import GreffeIndex
import GreffeStorage

/// What an export is asked for, as its entry says it.
package struct ExportRequest: Sendable {
    package var letters: [AccessionNumber]
    /// `person:` and an account.
    package var by: String
    package var reason: String?
    /// Whom the dossiers are for.
    package var recipient: String?

    package init(letters: [AccessionNumber], by: String, reason: String? = nil, recipient: String? = nil) {
        (self.letters, self.by, self.reason, self.recipient) = (letters, by, reason, recipient)
    }
}

/// What became of one letter of an export.
package enum Exported: Sendable {
    case written(AccessionNumber)
    /// Its dossier was there from an earlier run.
    case alreadyThere(AccessionNumber)
    case failed(AccessionNumber, any GreffeError)
}

extension Registrar {
    /// Letters named in one entry: far below what an entry can refer to, and few enough that a run that is broken off
    /// has named few letters whose dossiers were never written.
    static let lettersInAnEntryMax = 1_000

    /// Writes a dossier of evidence for each letter into a folder that exists. First an entry `exported` says who
    /// asked, why, and for which letters; only then do their bytes leave.
    ///
    /// - Parameters:
    ///   - resumes: a dossier that is there and is whole counts as written.
    ///   - progress: called after each letter.
    package func export(
        _ request: ExportRequest, to folder: String, resumes: Bool, progress: (Exported) throws -> Void
    ) async throws {
        for text in [request.reason, request.recipient] { if let text { try Self.checkReason(text) } }
        let files = try LinuxFileSystem(root: folder)
        for number in request.letters { _ = try archive.letter("\(number)") }
        guard try resumes || files.names(in: ".").isEmpty else { throw RegistryError.exportFolderTaken(folder) }
        var rest = request.letters[...]
        while !rest.isEmpty {
            let portion = rest.prefix(Self.lettersInAnEntryMax)
            rest = rest.dropFirst(portion.count)
            var wanted: [AccessionNumber] = []
            for number in portion {
                if resumes, try files.status("\(number)") != nil {
                    try progress(try finished(number, in: folder))
                } else {
                    wanted.append(number)
                }
            }
            guard !wanted.isEmpty else { continue }
            try append { _ in [Self.exportAct(request, letters: wanted)] }
            let writer = try DossierWriter(archive)
            for number in wanted {
                do {
                    try writer.write(number, to: files)
                    try progress(.written(number))
                } catch let error as any GreffeError where error.fate == .quarantine {
                    try progress(.failed(number, error))
                }
            }
        }
    }

    /// A dossier of an earlier run counts when nothing in it is missing or altered.
    private func finished(_ number: AccessionNumber, in folder: String) throws -> Exported {
        let isWhole = try DossierProof(archive: archive).isWhole("\(folder)/\(number)", of: number)
        return isWhole ? .alreadyThere(number) : .failed(number, RegistryError.dossierThere(number))
    }

    private static func exportAct(_ request: ExportRequest, letters: [AccessionNumber]) -> Act {
        var members: [String: CanonicalJSON] = [
            "by": .string(request.by.nfc), "letters": .integer(Int64(letters.count)), "what": .string("dossier"),
        ]
        members["reason"] = request.reason.map { .string($0.nfc) }
        members["recipient"] = request.recipient.map { .string($0.nfc) }
        return Act(kind: .exported, body: .object(members), refs: letters.map { .entry($0.leaf) })
    }
}
