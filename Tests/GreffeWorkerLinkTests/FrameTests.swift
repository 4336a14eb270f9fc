import Testing

@testable import GreffeWorkerLink

struct FrameTests {
    @Test func `a payload comes after its length, big-endian`() {
        #expect(Frame.encode([7, 8, 9], bytesMax: 10) == [0, 0, 0, 3, 7, 8, 9])
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 0, 0, 11], [0xff, 0xff, 0xff, 0xff], [0, 0, 3]] as [[UInt8]])
    func `a length of nothing, too much, or cut short is refused`(header: [UInt8]) {
        #expect(Frame.payloadCount(header: header, bytesMax: 10) == nil)
    }

    @Test func `a payload over the bound is not sent`() {
        #expect(Frame.encode([1, 2, 3], bytesMax: 2) == nil)
        #expect(Frame.encode([], bytesMax: 2) == nil)
    }
}
