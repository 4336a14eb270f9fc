import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Build the index anew from ledger and vault.",
        discussion:
            "The index is a cache: what it held before does not matter, and afterwards it is the same byte for byte.")

    @OptionGroup var archive: ArchiveOptions

    @Flag(help: "Print the digest of the index's canonical dump.")
    var digest = false

    func run() throws {
        let archive = try archive.openForReading()
        var progress = ProgressLine()
        try archive.rebuildIndex { done, total in progress.show(done: done, total: total, of: "entries") }
        progress.end()
        print("\(archive.entryCount) entries")
        if digest { print("dump sha256 \(try archive.index.dumpDigest())") }
    }
}
