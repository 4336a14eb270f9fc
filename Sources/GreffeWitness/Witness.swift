package import GreffeCore
package import GreffeProof
import GreffeStorage
import Synchronization

/// Remembers how far each log had come and cosigns only what continues from there (C2SP tlog-witness). What it has
/// cosigned is durable before anybody hears of it.
package final class Witness: Sendable {
    /// What a log is told.
    package enum Answer: Sendable, Hashable {
        case cosigned(SignedNote.Line)
        /// 400: not a request, or an old size above the new one.
        case malformed(String)
        /// 403: no signature of the log's key, or a wrong one.
        case notSigned
        /// 404: not one of the logs it watches.
        case logUnknown
        /// 409: the old size is not the one cosigned last, or the same size has another root.
        case conflict(size: UInt64)
        /// 422: the proof does not lead from the one to the other.
        case inconsistent
        /// 500: it could not be made durable, so nothing was cosigned.
        case failed(String)
    }

    package let key: WitnessKey
    private let folder: WitnessFolder
    private let signer: WitnessSigner
    private let clock: any TimeSource
    private let random = RandomBytes()
    /// By origin. A log may have more than one key.
    private let logs: [String: [VerifierKey]]
    private let seen: Mutex<[String: SeenCheckpoint]>
    /// No second process may answer from the same memory.
    private let lock: OpenFile

    package init(folder: WitnessFolder, clock: any TimeSource) throws(WitnessError) {
        (self.folder, self.clock) = (folder, clock)
        signer = try folder.signer()
        key = signer.verifier
        logs = Dictionary(grouping: try folder.logKeys(), by: \.name)
        var seen: [String: SeenCheckpoint] = [:]
        for origin in logs.keys { seen[origin] = try folder.lastSeen(of: origin) }
        self.seen = Mutex(seen)
        let held: OpenFile?
        do throws(StorageError) { held = try folder.files.lock(WitnessFolder.privateKey) } catch {
            throw .fileUnusable(path: folder.path, reason: error.message)
        }
        guard let held else { throw .running(path: folder.path) }
        lock = held
    }

    deinit { folder.files.close(lock) }

    package var origins: [String] { logs.keys.sorted() }

    /// Answers the body of an `add-checkpoint` request, in the order of checks the specification gives.
    package func add(_ body: [UInt8]) -> Answer {
        let request: AddCheckpoint
        let checkpoint: Checkpoint
        do throws(ProofError) {
            request = try AddCheckpoint(bytes: body)
            checkpoint = try Checkpoint(text: request.note.text)
        } catch {
            if case .malformed(let what) = error { return .malformed(what) }
            return .malformed("request")
        }
        guard let keys = logs[checkpoint.origin] else { return .logUnknown }
        // A line under a known key that is wrong refuses the note; lines of unknown keys say nothing.
        let signing = keys.filter { key in (try? request.note.verify(with: key)) != nil }
        guard !signing.isEmpty else { return .notSigned }
        guard request.oldSize <= checkpoint.size else { return .malformed("the old size is above the new one") }
        // Looking, deciding, writing and remembering are one step: else two requests could roll a log back.
        return seen.withLock { seen in
            let last = seen[checkpoint.origin]?.checkpoint
            let lastSize = last?.size ?? 0
            guard request.oldSize == lastSize else { return .conflict(size: lastSize) }
            if let last, last.size == checkpoint.size, last.root != checkpoint.root {
                return .conflict(size: lastSize)
            }
            let proof = ConsistencyProof(oldSize: lastSize, newSize: checkpoint.size, path: request.proof)
            guard proof.verifies(oldRoot: last?.root ?? .emptyTree, newRoot: checkpoint.root) else {
                return .inconsistent
            }
            return cosign(checkpoint, signedBy: signing, in: request.note, seen: &seen)
        }
    }

    private func cosign(
        _ checkpoint: Checkpoint, signedBy keys: [VerifierKey], in request: SignedNote,
        seen: inout [String: SeenCheckpoint]
    ) -> Answer {
        let seconds = UInt64(max(0, clock.now().millisecondsSince1970 / 1000))
        guard var note = SignedNote(text: request.text) else { return .malformed("checkpoint") }
        for line in request.signatures where keys.contains(where: { $0.name == line.name && $0.hash == line.keyHash }) {
            note.add(line)
        }
        do {
            let line = try signer.cosignature(over: note.text, time: seconds)
            note.add(line)
            let remembered = SeenCheckpoint(note: note, checkpoint: checkpoint)
            try folder.remember(remembered, random: random)
            seen[checkpoint.origin] = remembered
            return .cosigned(line)
        } catch let error as StorageError {
            return .failed(error.code)
        } catch { return .failed("witness.key") }
    }
}
