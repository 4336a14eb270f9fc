import ArgumentParser
import Foundation
import GreffeCore
import GreffeIndex
import GreffeTestKit

/// Makes an index of many letters and measures it; `Benchmarks/archive/run` calls it. Installed nowhere.
@main
struct GreffeArchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greffe-archive",
        abstract: "An index of N invented letters: how fast it is made, how large it is, how fast it answers.")

    @Option(help: "How many letters.")
    var letters = 20_000

    @Option(help: "The folder for the index; a new one is made there.")
    var folder: String

    @Option(help: "Times each search is asked.")
    var rounds = 20

    @Flag(help: "Measure the index that is there already.")
    var again = false

    /// A portion is one transaction, as `IndexFeed` has it.
    private static let portion = 1_024

    func run() throws {
        let path = folder + "/index.sqlite"
        if !again { try build(path) }
        let index = try LetterIndex.open(path: path)
        let bytes = Int64(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0)
        print("index      \(bytes >> 20) MiB")
        try measure(index)
    }

    private func build(_ path: String) throws {
        let index = try LetterIndex.open(path: path)
        var mail = try InventedMail(seed: 1)
        var text: Int64 = 0
        let started = ContinuousClock.now
        var inserting = Duration.zero
        var processor = 0.0
        var made = 0
        while made < letters {
            let count = min(Self.portion, letters - made)
            let (entries, bytes) = mail.entries(letters: count)
            text += bytes
            made += count
            let before = ContinuousClock.now
            let processorBefore = Self.processorSeconds()
            try index.apply(entries, size: mail.size, root: .of())
            inserting += ContinuousClock.now - before
            processor += Self.processorSeconds() - processorBefore
            if made % 50_000 < Self.portion {
                FileHandle.standardError.write(Data("\(made) letters, \(ContinuousClock.now - started)\n".utf8))
            }
        }
        let seconds = Double(inserting.components.seconds) + Double(inserting.components.attoseconds) / 1e18
        print("letters    \(letters), \(text >> 20) MiB of text, \(text / Int64(letters)) bytes each")
        print("built      \(String(format: "%.0f", Double(letters) / seconds)) letters a second, one core")
        print("           \(String(format: "%.0f", Double(letters) / processor)) letters in a second of processor time")
        try index.close()
    }

    /// What this program has had of the processor: the machine may have other work.
    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private func measure(_ index: LetterIndex) throws {
        print("search                                    found   p50 ms   p99 ms  processor: p50   p99")
        let mail = try InventedMail(seed: 1)
        for (name, queries) in mail.searches(letters: letters) {
            var times: [Double] = []
            var processor: [Double] = []
            var found = 0
            for round in 0..<rounds {
                var query = queries[round % queries.count]
                query.limit = 20
                let started = ContinuousClock.now
                let processorStarted = Self.processorSeconds()
                let page = try index.letters(matching: query)
                let duration = ContinuousClock.now - started
                processor.append((Self.processorSeconds() - processorStarted) * 1e3)
                times.append(
                    Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15)
                found = max(found, page.total)
            }
            times.sort()
            processor.sort()
            let line = name.padding(toLength: 38, withPad: " ", startingAt: 0)
            let p99 = min(times.count - 1, times.count * 99 / 100)
            let half = times.count / 2
            print(
                line
                    + String(
                        format: "%9d %8.1f %8.1f %15.1f %5.1f", found, times[half], times[p99], processor[half],
                        processor[p99]))
        }
    }
}
