import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeStorage
import GreffeTestKit

/// The programs of one life: a daemon, and sometimes a person's command beside it, each with an opening of the archive
/// of its own.
final class Programs {
    let daemon: Registrar
    let command: Registrar
    private let openings: [Archive]

    init(_ world: World) throws {
        func open() throws -> Archive {
            try Archive.open(
                files: world.disk, root: world.caches.path, settings: world.settings, access: .append,
                clock: world.clock, random: world.dice)
        }
        let first = try open()
        daemon = Registrar(archive: first, clock: world.clock)
        guard world.dice.percent(30) else {
            (openings, command) = ([first], daemon)
            return
        }
        // The second opening draws other names from the same dice.
        _ = world.dice.next()
        let second = try open()
        (openings, command) = ([first, second], Registrar(archive: second, clock: world.clock))
    }

    /// Everything the ledger has is promised: each act returned for it, or an earlier life did.
    func writeDown(_ promised: inout [Entry]) throws {
        let archive = daemon.archive
        try archive.custody.refresh()
        let (known, size) = (UInt64(promised.count), archive.custody.ledger.size)
        guard size > known else { return }
        promised += try archive.custody.ledger.entries(in: known..<size)
    }

    func close() {
        for archive in openings {
            // The programs are dying; what SQLite thinks of that is of no interest.
            try? archive.index.close()
            try? archive.customers.close()
        }
    }
}
