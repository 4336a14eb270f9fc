import GreffeTestKit
import Testing

/// The simulator itself: it must be able to fail. `make check` runs it over 2,000 seeds, `make soak` over 200,000.
struct SimulationTests {
    /// Every kind of file and folder that an act makes durable.
    static let syncs = [
        "original.tif", "*.accessioned.opening.json", "*.read.opening.json", "*.read.json",
        "*.classified.opening.json", "*.filed.opening.json", "*.duplicate.opening.json", "staging/*/*", "vault/*/*/*",
        "vault/*/*", "vault/*", "vault", "ledger/tile/0/000.p/*", "ledger/tile/0/000.p",
        "ledger/tile/entries/000.p/*", "ledger/checkpoint", "ledger",
    ]

    /// Those that come with the ledger's second tile: what a folder names before it, every world begins with.
    static let secondTile = [
        "ledger/tile/0", "ledger/tile/entries", "ledger/tile/0/000", "ledger/tile/0/001.p/*", "ledger/tile/0/001.p",
        "ledger/tile/1", "ledger/tile/1/000.p/*",
        "ledger/tile", "ledger/tile/entries/000", "ledger/tile/entries/001.p",
    ]

    @Test(arguments: syncs) func `a sync left out breaks a promise, and a seed shows it`(path: String) throws {
        try expectFailure(["--seeds", "1500", "--neglect", path])
    }

    @Test(arguments: secondTile) func `a sync of the second tile left out breaks a promise, and a seed shows it`(
        path: String
    ) throws {
        try expectFailure(["--seeds", "300", "--neglect", path, "--at-tile-end"])
    }

    private func expectFailure(_ arguments: [String]) throws {
        let outcome = try Program("greffe-sim").run(arguments)
        #expect(outcome.status == 1, "nothing was lost with \(arguments)")
        #expect(outcome.output.contains("replay: greffe-sim --seed"))
    }

    @Test func `a seed tells the same story twice`() throws {
        let first = try Program("greffe-sim").run(["--seed", "7"])
        #expect(first.status == 0, "\(first.output)")
        #expect(try Program("greffe-sim").run(["--seed", "7"]).output == first.output)
    }
}
