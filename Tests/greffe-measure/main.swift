import Glibc
import GreffeCore
import GreffeProof
import GreffeStorage

// What the benchmarks cannot time from outside:
//
//     greffe-measure append FOLDER ENTRIES BATCH   durable appends, each with its opening, so many under a checkpoint
//     greffe-measure sync FOLDER WRITES            bare writes of an opening's size, each with fdatasync
//     greffe-measure proof LEAVES                  inclusion proofs in a tree of so many leaves, held in memory
//     greffe-measure customers FILE COUNT          an export of so many invented customers
//     greffe-measure match STORE COUNT LETTERS     so many letters of each habit against a directory of that export

struct BenchClock: TimeSource {
    func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

/// Seconds, from any beginning.
func instant() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func rate(_ count: Int, since start: Double) -> String { "\(Int((Double(count) / (instant() - start)).rounded()))" }

func append(_ folder: String, entries: Int, batch: Int) throws {
    _ = try Custody.found(root: folder, origin: "bench.example/greffe", clock: BenchClock(), about: [:])
    let custody = try Custody.open(root: folder, clock: BenchClock())
    let body = CanonicalJSON.object(["by": .string("bench"), "note": .string("a word about a letter")])
    let start = instant()
    var done = 0
    while done < entries {
        let acts = (0..<min(batch, entries - done)).map { _ in
            Act(kind: .interaction, body: body, refs: [.entry(LeafIndex(0))])
        }
        try custody.append(acts)
        done += acts.count
    }
    print("\(rate(entries, since: start)) entries a second, \(batch) under one checkpoint")
}

func sync(_ folder: String, writes: Int) {
    let file = open(folder + "/sync", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { return print("cannot write into \(folder)") }
    let bytes = [UInt8](repeating: 0x61, count: 300)
    let start = instant()
    for _ in 0..<writes {
        guard write(file, bytes, bytes.count) == bytes.count, fdatasync(file) == 0 else { return print("cannot sync") }
    }
    print("\(rate(writes, since: start)) fdatasync a second")
    close(file)
}

/// Every complete subtree of a tree, level by level.
struct Forest: HashSource {
    var levels: [[MerkleHash]]

    init(leaves: Int) {
        levels = [
            (0..<leaves).map { number in
                var bytes = [UInt8]("entry ".utf8)
                withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
                return MerkleHash.leaf(bytes)
            }
        ]
        while let last = levels.last, last.count > 1 {
            levels.append((0..<last.count / 2).map { .node(last[2 * $0], last[2 * $0 + 1]) })
        }
    }

    func hash(level: Int, index: UInt64) throws(ProofError) -> MerkleHash { levels[level][Int(index)] }
}

func proof(leaves: Int) throws {
    let built = instant()
    let forest = Forest(leaves: leaves)
    let root = try forest.root(size: UInt64(leaves))
    print("tree of \(leaves) leaves built in \(Int(((instant() - built) * 1000).rounded())) ms")
    let tries = 10_000
    var (nodes, failed) = (0, 0)
    let start = instant()
    for number in 0..<tries {
        let index = UInt64(number) &* 0x9e37_79b9_7f4a_7c15 % UInt64(leaves)
        let proof = try InclusionProof(index: index, size: UInt64(leaves), from: forest)
        nodes = max(nodes, proof.path.count)
        if !proof.verifies(leaf: forest.levels[0][Int(index)], root: root) { failed += 1 }
    }
    let microseconds = (instant() - start) * 1e6 / Double(tries)
    print("a proof has at most \(nodes) nodes, \(nodes * 45) bytes as text")
    print("a proof is made and checked in \(Int(microseconds)) µs")
    if failed > 0 { print("FAILED \(failed) of \(tries)") }
}

let arguments = Array(CommandLine.arguments[1...])
do {
    switch (arguments.first, arguments.count) {
    case ("append", 4): try append(arguments[1], entries: Int(arguments[2]) ?? 0, batch: Int(arguments[3]) ?? 1)
    case ("sync", 3): sync(arguments[1], writes: Int(arguments[2]) ?? 0)
    case ("proof", 2): try proof(leaves: Int(arguments[1]) ?? 2)
    case ("customers", 3): CustomerScale.write(Int(arguments[2]) ?? 0, to: arguments[1])
    case ("match", 4):
        try CustomerScale.match(Int(arguments[3]) ?? 1, of: Int(arguments[2]) ?? 1, in: arguments[1])
    default:
        print(
            "usage: greffe-measure append FOLDER ENTRIES BATCH | sync FOLDER WRITES | proof LEAVES"
                + " | customers FILE COUNT | match STORE COUNT LETTERS")
    }
} catch { print("FAILED \(error)") }
