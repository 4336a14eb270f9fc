import GreffeCore
import Testing

@Suite struct LetterStateTests {
    @Test(arguments: [
        ([EntryKind.accessioned], LetterState.Phase.accessioned, LetterState.Due.reading),
        ([.accessioned, .read], .read, .understanding),
        ([.accessioned, .read, .classified], .classified, .filing),
        ([.accessioned, .read, .classified, .filed], .filed, .nothing),
        ([.accessioned, .quarantined], .quarantined, .nothing),
        ([.accessioned, .quarantined, .released], .accessioned, .reading),
        ([.accessioned, .read, .classified, .filed, .corrected], .filed, .nothing),
        ([.accessioned, .duplicate, .read], .read, .understanding),
        ([.accessioned, .quarantined, .rejected], .rejected, .nothing),
    ])
    func `what is due follows from the entries alone`(
        kinds: [EntryKind], phase: LetterState.Phase, due: LetterState.Due
    ) {
        let state = LetterState(kinds.map { LetterState.Act(kind: $0) })
        #expect(state.phase == phase)
        #expect(state.due == due)
    }

    @Test func `a letter the workflow doubts waits for a person`() {
        let state = LetterState([
            .init(kind: .accessioned), .init(kind: .read), .init(kind: .classified, needsReview: true),
        ])
        #expect(state.phase == .review)
        #expect(state.due == .nothing)
    }

    @Test func `a release lifts a quarantine and nothing else`() {
        let state = LetterState([
            .init(kind: .accessioned), .init(kind: .read), .init(kind: .classified), .init(kind: .filed),
            .init(kind: .released),
        ])
        #expect(state.phase == .filed)
    }
}
