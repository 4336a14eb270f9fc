import Foundation
import GreffeTestKit
import Testing

@testable import GreffeWorkerLink

struct MessageSocketTests {
    /// Both ends: one for a socket of ours, one as a bare descriptor to write anything to.
    private func pair() -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    private func trouble(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return "\(error)" }
        return nil
    }

    @Test func `a message and a descriptor arrive together`() throws {
        let (end, other) = pair()
        let ours = MessageSocket(owning: end)
        let theirs = MessageSocket(owning: other)
        let folder = try TemporaryFolder()
        let path = folder.path + "/scan"
        try Data("the scan".utf8).write(to: URL(fileURLWithPath: path))
        let file = open(path, O_RDONLY)
        defer { close(file) }

        try ours.send([1, 2, 3], passing: file, bytesMax: 100)
        let received = try theirs.receive(bytesMax: 100, until: nil)
        #expect(received.payload == [1, 2, 3])
        var bytes = [UInt8](repeating: 0, count: 20)
        #expect(pread(received.descriptor, &bytes, 20, 0) == 8)
        close(received.descriptor)
    }

    @Test func `a frame longer than the bound is refused before its bytes are taken`() {
        let (end, other) = pair()
        let ours = MessageSocket(owning: end)
        defer { close(other) }
        #expect(write(other, [0, 1, 0, 0] as [UInt8], 4) == 4)
        #expect(trouble { _ = try ours.receive(bytesMax: 1000, until: .now + .seconds(5)) } == "oversized")
    }

    @Test func `silence ends at the deadline`() {
        let (end, other) = pair()
        let ours = MessageSocket(owning: end)
        defer { close(other) }
        #expect(write(other, [0, 0] as [UInt8], 2) == 2)
        #expect(trouble { _ = try ours.receive(bytesMax: 1000, until: .now + .milliseconds(50)) } == "late")
    }

    @Test func `a frame cut short by the other side's death is no frame`() {
        let (end, other) = pair()
        let ours = MessageSocket(owning: end)
        #expect(write(other, [0, 0, 0, 9, 1, 2] as [UInt8], 6) == 6)
        close(other)
        #expect(trouble { _ = try ours.receive(bytesMax: 1000, until: nil) } == "closed")
    }

    @Test func `sending to the dead is an error and no signal`() {
        let (end, other) = pair()
        let ours = MessageSocket(owning: end)
        close(other)
        #expect(trouble { try ours.send([1], bytesMax: 10) } == "closed")
    }
}
