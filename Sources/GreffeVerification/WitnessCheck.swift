import GreffeCore
import GreffeProof

/// Reads the cosigned checkpoints an archive keeps, and those a witness gave directly, checks their signatures, and
/// hands them on as memories the ledger must pass through.
struct WitnessCheck {
    private let files: any ArchiveFiles
    private let keys: [WitnessKey]
    private let logKey: VerifierKey?
    /// What each witness cosigned last.
    private(set) var last: [WitnessKey: (size: UInt64, time: UInt64)] = [:]
    private(set) var memories: [LedgerCheck.Memory] = []
    private(set) var notesFound = 0
    private var cosignaturesChecked: UInt64 = 0

    init(files: any ArchiveFiles, keys: [WitnessKey], logKey: VerifierKey?) {
        (self.files, self.keys, self.logKey) = (files, keys, logKey)
    }

    /// - Parameter given: notes that witnesses handed over, rather than the archive.
    mutating func run(given: [SignedNote], log: inout FaultLog) throws(VerificationError) {
        for year in try files.names(in: VaultLayout.witnessed) {
            let folder = "\(VaultLayout.witnessed)/\(year)"
            for name in try files.names(in: folder) { try read("\(folder)/\(name)", log: &log) }
        }
        for name in try files.names(in: SealFolder.parent) {
            guard let folder = SealFolder(name), try files.names(in: folder.path).contains(SealFolder.cosigned) else {
                continue
            }
            try read("\(folder.path)/\(SealFolder.cosigned)", log: &log)
        }
        for note in given {
            notesFound += 1
            check(note, path: nil, log: &log)
        }
    }

    private mutating func read(_ path: String, log: inout FaultLog) throws(VerificationError) {
        notesFound += 1
        do throws(VerificationError) {
            guard let bytes = try files.contents(of: path, bytesMax: SignedNote.bytesMax) else { return }
            // Whatever is wrong with it, it is none.
            guard let note = try? SignedNote(bytes: bytes) else {
                log.add(Self.invalid(path, "it does not read as a checkpoint"))
                return
            }
            check(note, path: path, log: &log)
        } catch { log.add(.unreadable(error, in: .witnesses, path: path)) }
    }

    private mutating func check(_ note: SignedNote, path: String?, log: inout FaultLog) {
        // Whatever is wrong with it, it is none.
        guard let checkpoint = try? Checkpoint(text: note.text) else {
            log.add(Self.invalid(path, "it does not read as a checkpoint"))
            return
        }
        if let logKey {
            do throws(ProofError) { try note.verify(with: logKey) } catch {
                log.add(Self.invalid(path, "the log's own signature is missing or wrong"))
                return
            }
        }
        for key in keys {
            do throws(ProofError) {
                guard let time = try key.cosigned(note) else { continue }
                cosignaturesChecked += 1
                if (last[key]?.size ?? 0) <= checkpoint.size { last[key] = (checkpoint.size, time) }
            } catch { log.add(Self.invalid(path, "the signature of the witness \(key.name) is wrong")) }
        }
        memories.append(LedgerCheck.Memory(checkpoint: checkpoint, layer: .witnesses, path: path))
    }

    private static func invalid(_ path: String?, _ detail: String) -> VerificationFault {
        VerificationFault(.cosignatureInvalid, in: .witnesses, path: path, detail: detail)
    }

    var layer: VerificationReport.Layer {
        guard notesFound > 0 else { return VerificationReport.Layer(.witnesses, .absent) }
        guard !keys.isEmpty else {
            return VerificationReport.Layer(
                .witnesses, .unchecked,
                note: "\(notesFound) cosigned checkpoints, and no --witness-key to check them with")
        }
        let words = keys.map { key in
            guard let (size, time) = last[key] else { return "\(key.name): none" }
            return "\(key.name): \(size) entries, \(Timestamp(millisecondsSince1970: Int64(clamping: time) &* 1000))"
        }
        return VerificationReport.Layer(
            .witnesses, .checked, checked: cosignaturesChecked, note: words.joined(separator: "; "))
    }
}
