import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeIntake

/// The corpus of `fixtures/hostile`, before anything decodes it.
@Suite(.timeLimit(.minutes(2))) struct HostileCorpusTests {
    @Test func `intake says of each file of the corpus what is expected`() throws {
        for file in try HostileFile.all() {
            let start = HostileStructureTests.processorSeconds()
            let verdict =
                switch try Drop.open(path: file.path).examine() {
                case .complete: "taken"
                case .incomplete(let refusal), .refused(let refusal): refusal.code
                }
            #expect(verdict == file.intake, "\(file.name): \(verdict)")
            #expect(HostileStructureTests.processorSeconds() - start < 1, "\(file.name)")
        }
    }
}
