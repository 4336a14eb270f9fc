import Foundation
import GreffeTestKit

/// A program of ours with the library in front of its system calls (`Tests/CFaults`).
struct FaultyProgram {
    enum Fault: String, CaseIterable {
        case inputOutputError = "EIO"
        case diskFull = "ENOSPC"
        case killed = "KILL"
    }

    /// One system call on a file of the archive, in the order in which they are made.
    struct Point: Hashable {
        /// From 1.
        var number: Int
        var call: String
        var path: String

        /// Faults on ledger, vault and staging are all tried; SQLite's own calls, which are many and not ours, in part.
        var isOurs: Bool { !path.contains(".sqlite") }
    }

    static let library = Program.builtPrograms + "/libgreffe-faults.so"

    let archive: String

    private func run(_ arguments: [String], _ more: [String: String]) throws -> Program.Outcome {
        var environment = ["GREFFE_ARCHIVE": archive, "LD_PRELOAD": Self.library, "GREFFE_FAULT_ROOT": archive]
        environment.merge(more) { $1 }
        return try Program("greffe").run(arguments, environment: environment)
    }

    /// Runs without a fault and lists the calls.
    func points(of arguments: [String]) throws -> [Point] {
        let scratch = try TemporaryFolder()
        let list = scratch.path + "/calls"
        let outcome = try run(arguments, ["GREFFE_FAULT_LIST": list])
        guard outcome.status == 0 else { throw Broken(description: outcome.errors) }
        return try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").enumerated().map {
            place, line in
            let parts = line.split(separator: " ", maxSplits: 1)
            return Point(number: place + 1, call: String(parts[0]), path: parts.count > 1 ? String(parts[1]) : "")
        }
    }

    @discardableResult
    func run(_ arguments: [String], meeting fault: Fault, at point: Point) throws -> Program.Outcome {
        try run(arguments, ["GREFFE_FAULT_AT": "\(point.number)", "GREFFE_FAULT_KIND": fault.rawValue])
    }

    struct Broken: Error { var description: String }
}
