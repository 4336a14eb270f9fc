import ArgumentParser
import Glibc
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeRuntime

struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Own up to a loss after an older state was restored, so that the archive can go on.",
        discussion: """
            When the signer, the index or a witness remembers more of the ledger than is there, everything that appends \
            refuses with status 5. Put the newest state back if there is any. Only when a person has decided that what is \
            here is all there is: this command appends the entry "recovered", which states what is lost, who decided and \
            why, and lets the archive go on. The loss stays in the ledger for ever. Status 7 when nothing is lost. Read \
            docs/operating/recovery.md first.
            """)

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "What happened, in one line.")
    var reason: String

    @Option(help: ArgumentHelp("Who decided; without it, the account that runs the command.", valueName: "name"))
    var by: String?

    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp(
            "A checkpoint kept elsewhere that the ledger does not reach any more; repeatable.", valueName: "file"))
    var checkpoints: [String] = []

    private struct Answer: Encodable {
        var entry: UInt64
        var oldSize: UInt64
        var newSize: UInt64
        var lostEntries: UInt64
        var rememberedBy: [String]

        private enum CodingKeys: String, CodingKey {
            case entry
            case oldSize = "old_size"
            case newSize = "new_size"
            case lostEntries = "lost_entries"
            case rememberedBy = "remembered_by"
        }
    }

    func run() throws {
        let configuration = try ArchiveFolder(path: archive.path).configuration()
        guard let lock = try DaemonLock(archive: archive.path) else {
            throw RuntimeError.daemonRunning(archive: archive.path)
        }
        defer { withExtendedLifetime(lock) {} }
        let memoryFolder = try SignerFolder.path(configured: configuration.signerMemory)
        let who = by.map { "\($0), entered by \(Account.current)" } ?? Account.current
        let found = try Archive.recover(
            root: archive.path, clock: SystemClock(), credentialsFolder: ServiceCredentials.folder,
            memoryFolder: memoryFolder, others: try memories(configuration), reason: reason, by: who)
        let lost = found.old.size > found.newSize ? found.old.size - found.newSize : 0
        if output.isJSON {
            try JSONLine.show(
                Answer(
                    entry: found.entry.value, oldSize: found.old.size, newSize: found.newSize, lostEntries: lost,
                    rememberedBy: found.memories.map(\.source)))
            return
        }
        print("entry \(found.entry): the ledger goes on from \(found.newSize) entries.")
        if lost > 0 {
            print("lost: entries \(found.newSize) to \(found.old.size - 1), as remembered by:")
        } else {
            print("another ledger of \(found.old.size) entries was signed, as remembered by:")
        }
        for memory in found.memories { print("  \(Table.printable(memory.source)): \(memory.size)") }
        Terminal.note("Keep what remembers the lost entries. A witness has to be told: greffe witness forget.")
    }

    /// What files and witnesses remember. A witness that is not reached is left out, and said.
    private func memories(_ configuration: Configuration) throws -> [LedgerMemory] {
        var memories: [LedgerMemory] = []
        for file in checkpoints {
            let note = try CheckpointFile.read(file)
            let checkpoint = try Checkpoint(text: note.text)
            memories.append(
                LedgerMemory(
                    source: "checkpoint \(file)", size: checkpoint.size,
                    root: Sha256Digest(bytes: checkpoint.root.bytes)))
        }
        guard !configuration.witnesses.peers.isEmpty else { return memories }
        let round = try WitnessRound(readingAt: archive.path, post: WitnessPost.post)
        for peer in configuration.witnesses.peers {
            switch try round.ask(peer) {
            case .disagrees(let size):
                memories.append(LedgerMemory(source: "witness \(peer.key.name)", size: size, root: nil))
            case .silent(let reason): Terminal.note("witness \(peer.key.name) was not asked: \(reason)")
            case .cosigned: break
            }
        }
        return memories
    }
}

/// A checkpoint that somebody kept.
enum CheckpointFile {
    static func read(_ path: String) throws -> SignedNote { try SignedNote(bytes: try SmallFile.bytes(path)) }
}

/// A key, a checkpoint, a policy: files of the caller's own.
enum SmallFile {
    /// None of them is longer.
    private static let bytesMax = SignedNote.bytesMax

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let stream = fopen(path, "r") else { throw RuntimeError.fileFailed(path: path, errno: errno) }
        defer { fclose(stream) }
        var buffer = [UInt8](repeating: 0, count: bytesMax + 1)
        let count = fread(&buffer, 1, buffer.count, stream)
        return Array(buffer.prefix(count))
    }
}
