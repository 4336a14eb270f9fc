import Foundation

/// A page of documentation whose ```console blocks are commands with their output: they can be run and compared, or
/// written anew.
struct Transcript {
    /// A command, who types it, and what the page says came of it.
    struct Step: Sendable {
        var prompt: String
        var command: String
        var output: [String]
        /// Of the command's line in the page, from 0.
        var line: Int
        /// Lines of output behind it.
        var outputLines: Range<Int>
    }

    let path: String
    private(set) var lines: [String]

    init(path: String) throws {
        self.path = path
        lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
    }

    var steps: [Step] {
        var steps: [Step] = []
        var isInside = false
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("```") {
                isInside = line == "```console"
            } else if isInside {
                if let match = line.wholeMatch(of: /([a-z]+[$#]) (.+)/) {
                    steps.append(
                        Step(
                            prompt: String(match.1), command: String(match.2), output: [], line: number,
                            outputLines: number + 1..<number + 1))
                } else if var last = steps.popLast() {
                    last.output.append(line)
                    last.outputLines = last.outputLines.lowerBound..<number + 1
                    steps.append(last)
                }
            }
        }
        return steps
    }

    /// Writes what came of the steps into the page.
    func write(_ outputs: [[String]]) throws {
        var lines = self.lines
        for (step, output) in zip(steps, outputs).reversed() {
            lines.replaceSubrange(step.outputLines, with: output)
        }
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// What differs from run to run and machine to machine: times, digests, sizes of disks, how sure the machine was
    /// (the recogniser rounds differently on another processor), and the widths of columns.
    static func masked(_ line: String) -> String {
        line.replacing(/\d{4}-\d{2}-\d{2}T[0-9:.]+Z/, with: "TIME")
            .replacing(/\d{4}-\d{2}-\d{2}/, with: "DATE")
            .replacing(/\b\d{4}-(\d{6})\b/) { "N-\($0.1)" }
            .replacing(/vault\/\d{4}\/\d{2}/, with: "vault/MONTH")
            .replacing(/\b[0-9a-f]{8,}\b/, with: "HEX")
            .replacing(/[A-Za-z0-9+\/]{40,}=*/, with: "BASE64")
            .replacing(/\d+ %/, with: "SHARE").replacing(/\d+ of 100/, with: "SHARE")
            .replacing(/\d+ MiB/, with: "SIZE")
            .replacing(/\s+/, with: " ")
            .trimmingCharacters(in: .whitespaces)
    }
}
