import GreffeCore
import Testing

@testable import GreffeIntake

@Suite struct SettleRuleTests {
    let rule = SettleRule()
    let wall = Timestamp(millisecondsSince1970: 1_800_000_000_000)
    let jpeg = ScanVerdict.complete(ScanShape(mediaType: .jpeg, pages: 1))
    let tiff = ScanVerdict.complete(ScanShape(mediaType: .tiff, pages: 1))

    func identity(modified: Int64 = 0, changed: Int64 = 0) -> FileIdentity {
        let base = wall.millisecondsSince1970 / 1000
        return FileIdentity(
            device: 1, inode: 2, size: 3, modified: FileTime(seconds: base - modified, nanoseconds: 0),
            changed: FileTime(seconds: base - changed, nanoseconds: 0))
    }

    func verdict(
        _ structure: ScanVerdict?, still: Int64, writer: Bool? = false, identity: FileIdentity? = nil
    ) -> SettleRule.Verdict {
        let seen = SettleRule.Observation(
            identity: identity ?? self.identity(), firstSeen: 0, lastChange: 0, structure: structure,
            hasWriter: writer)
        return rule.verdict(seen, now: Moment(wall: wall, steadyMilliseconds: still))
    }

    @Test func `a file is looked into only when it has been quiet`() {
        #expect(verdict(nil, still: 1_999) == .wait(until: 2_000))
        #expect(verdict(nil, still: 2_000) == .examine)
    }

    @Test func `a whole JPEG is settled after the quiet time, a whole TIFF after the longest gap of a scanner`() {
        #expect(verdict(jpeg, still: 2_000) == .settled(ScanShape(mediaType: .jpeg, pages: 1)))
        #expect(verdict(tiff, still: 4_000) == .wait(until: 5_000))
        #expect(verdict(tiff, still: 5_000) == .settled(ScanShape(mediaType: .tiff, pages: 1)))
    }

    @Test(arguments: [Refusal.empty, .truncated(.tiff), .notAScan(.unknown)])
    func `an incomplete file waits a minute and is then refused`(_ refusal: Refusal) {
        #expect(verdict(.incomplete(refusal), still: 3_000) == .wait(until: 5_000))
        #expect(verdict(.incomplete(refusal), still: 59_000) == .wait(until: 60_000))
        #expect(verdict(.incomplete(refusal), still: 60_000) == .refused(refusal))
    }

    @Test func `what can never become a scan is refused when it is quiet`() {
        #expect(verdict(.refused(.encrypted), still: 1_000) == .wait(until: 2_000))
        #expect(verdict(.refused(.encrypted), still: 2_000) == .refused(.encrypted))
    }

    @Test func `a file that somebody writes to is left alone, but not for ever`() {
        #expect(verdict(tiff, still: 30_000, writer: true) == .wait(until: 32_000))
        #expect(verdict(.refused(.encrypted), still: 30_000, writer: true) == .wait(until: 32_000))
        #expect(verdict(tiff, still: 60_000, writer: true) == .settled(ScanShape(mediaType: .tiff, pages: 1)))
        #expect(verdict(tiff, still: 5_000, writer: nil) == .settled(ScanShape(mediaType: .tiff, pages: 1)))
    }

    @Test func `a whole file that lay there before we looked is settled at once`() {
        let old = identity(modified: 3_600, changed: 3_600)
        #expect(verdict(nil, still: 0, identity: old) == .examine)
        #expect(verdict(tiff, still: 0, identity: old) == .settled(ScanShape(mediaType: .tiff, pages: 1)))
    }

    @Test func `an incomplete file is given its minute however old its times are`() {
        let old = identity(modified: 3_600, changed: 3_600)
        #expect(verdict(.incomplete(.truncated(.tiff)), still: 0, identity: old) == .wait(until: 2_000))
    }

    @Test func `a copy that keeps an old modification time is not taken for an old file`() {
        let copy = identity(modified: 3_600, changed: 0)
        #expect(verdict(nil, still: 0, identity: copy) == .wait(until: 2_000))
    }

    @Test func `times in the future do not make a file wait or hurry`() {
        let ahead = identity(modified: -3_600, changed: -3_600)
        #expect(verdict(jpeg, still: 1_000, identity: ahead) == .wait(until: 2_000))
        #expect(verdict(jpeg, still: 2_000, identity: ahead) == .settled(ScanShape(mediaType: .jpeg, pages: 1)))
    }

    @Test func `a clock set forward does not settle a file that was seen changing`() {
        let seen = SettleRule.Observation(
            identity: identity(), firstSeen: 0, lastChange: 9_000, structure: tiff, hasWriter: false)
        let tomorrow = Moment(wall: wall.adding(milliseconds: 86_400_000), steadyMilliseconds: 10_000)
        #expect(rule.verdict(seen, now: tomorrow) == .wait(until: 11_000))
    }
}
