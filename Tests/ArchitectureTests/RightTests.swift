import Testing

/// Some calls belong to one room; these tests find them elsewhere by name.
@Suite struct RightTests {
    @Test(arguments: Right.all.indices) func `a call that belongs to some rooms is made in no other`(index: Int) {
        let right = Right.all[index]
        let words = right.words.union(right.shims(in: SourceFile.c))
        let faults = SourceFile.shipped.filter { !$0.target.hasPrefix("C") && right.rooms[$0.target] == nil }
            .flatMap { file in
                file.lines(mentioning: words).map {
                    Fault(
                        path: file.path, line: $0.line,
                        message: "\($0.word): \(right.what) is not \(file.target)'s to do; \(right.instead)")
                }
            }
        Fault.expectNone(faults)
    }

    @Test func `a pure room asks the world nothing`() {
        let worldly: Set = ["random", "randomElement", "Task", "readLine", "CommandLine"]
        let pure = Set(Room.all.filter(\.isPure).map(\.name))
        let faults = SourceFile.shipped.filter { pure.contains($0.target) }.flatMap { file in
            file.lines(mentioning: worldly).map {
                Fault(
                    path: file.path, line: $0.line,
                    message: "\($0.word) in \(file.target), which takes values and gives values: let the caller do it.")
            }
        }
        Fault.expectNone(faults)
    }

    @Test func `only programs speak on standard output`() {
        let programs: Set = ["greffe", "greffed", "greffe-worker", "greffe-verify"]
        let faults = SourceFile.shipped.filter { !programs.contains($0.target) }.flatMap { file in
            file.lines(calling: ["print", "debugPrint", "dump", "NSLog"]).map {
                Fault(
                    path: file.path, line: $0.line,
                    message:
                        "\($0.word): a library does not speak; return it, throw it, or log it in Registry and above.")
            }
        }
        Fault.expectNone(faults)
    }
}
