import GreffeCore
import GreffeRegistry
import Testing

@Suite struct SealScheduleTests {
    private let schedule = SealSchedule()
    private static let noon = Timestamp(millisecondsSince1970: 1_795_348_800_000)
    private static func minutes(_ count: Int64) -> Timestamp { noon.adding(milliseconds: count * 60_000) }

    private func decision(
        at minutes: Int64, lastSeal: Int64? = 0, firstUnsealed: Int64? = nil, isStart: Bool = false, failures: Int = 0,
        lastTry: Int64? = nil
    ) -> SealSchedule.Decision {
        schedule.decision(
            SealSchedule.Situation(
                now: Self.minutes(minutes), lastSeal: lastSeal.map(Self.minutes),
                firstUnsealed: firstUnsealed.map(Self.minutes), isStart: isStart, failures: failures,
                lastTry: lastTry.map(Self.minutes)))
    }

    @Test func `an archive never sealed is sealed at once`() { #expect(decision(at: 0, lastSeal: nil) == .seal) }

    @Test func `every start is sealed`() { #expect(decision(at: 1, isStart: true) == .seal) }

    @Test func `an entry waits less than the hour a verifier allows`() {
        #expect(decision(at: 54, firstUnsealed: 5) == .wait(30_000))
        #expect(decision(at: 55, firstUnsealed: 5) == .seal)
    }

    @Test func `nothing happening is sealed within the day a verifier allows`() {
        #expect(decision(at: 23 * 60 + 29) == .wait(30_000))
        #expect(decision(at: 23 * 60 + 30) == .seal)
    }

    @Test func `what is due in a moment is not looked at a moment too late`() {
        #expect(
            schedule.decision(
                SealSchedule.Situation(
                    now: Self.noon.adding(milliseconds: 50 * 60_000 - 400), lastSeal: Self.noon,
                    firstUnsealed: Self.noon)) == .wait(400))
    }

    @Test func `pauses double from half a minute to a quarter of an hour`() {
        #expect(decision(at: 100, firstUnsealed: 1, failures: 1, lastTry: 99) == .seal)
        #expect(decision(at: 100, firstUnsealed: 1, failures: 3, lastTry: 99) == .wait(30_000))
        #expect(decision(at: 101, firstUnsealed: 1, failures: 3, lastTry: 99) == .seal)
        #expect(decision(at: 113, firstUnsealed: 1, failures: 60, lastTry: 99) == .wait(30_000))
        #expect(decision(at: 114, firstUnsealed: 1, failures: 60, lastTry: 99) == .seal)
    }

    @Test func `a start that failed is tried again like any other`() {
        #expect(decision(at: 100, isStart: true, failures: 2, lastTry: 99) == .seal)
        #expect(decision(at: 100, lastSeal: nil, isStart: true, failures: 4, lastTry: 99) == .wait(30_000))
    }
}
