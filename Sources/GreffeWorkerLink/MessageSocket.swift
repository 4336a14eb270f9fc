import CLinux
import Glibc

/// One end of the stream socket between the daemon and a worker; owns its descriptor.
package struct MessageSocket: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the descriptor over and closes it in the end.
    package init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    package struct Received: ~Copyable {
        package let payload: [UInt8]
        /// A descriptor that came along, or -1. The receiver closes it.
        package let descriptor: Int32
    }

    package enum Trouble: Error {
        /// The other side is gone.
        case closed
        /// The deadline passed.
        case late
        /// A frame longer than allowed, or empty.
        case oversized
    }

    /// Sends one frame; `passing`, unless -1, is a descriptor of ours that the other side gets a copy of.
    package func send(_ payload: [UInt8], passing: Int32 = -1, bytesMax: Int) throws(Trouble) {
        guard let frame = Frame.encode(payload, bytesMax: bytesMax) else { throw .oversized }
        var offset = 0
        while offset < frame.count {
            let sent = frame.withUnsafeBytes { bytes in
                greffe_send(
                    descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset, offset == 0 ? passing : -1)
            }
            guard sent > 0 else { throw .closed }
            offset += sent
        }
    }

    /// Receives one frame.
    /// - Parameter deadline: nil waits for ever.
    package func receive(bytesMax: Int, until deadline: SuspendingClock.Instant?) throws(Trouble) -> Received {
        var passed: Int32 = -1
        do throws(Trouble) {
            let header = try receive(exactly: Frame.headerByteCount, passed: &passed, until: deadline)
            guard let count = Frame.payloadCount(header: header, bytesMax: bytesMax) else { throw .oversized }
            let payload = try receive(exactly: count, passed: &passed, until: deadline)
            return Received(payload: payload, descriptor: passed)
        } catch {
            if passed >= 0 { close(passed) }
            throw error
        }
    }

    private func receive(
        exactly count: Int, passed: inout Int32, until deadline: SuspendingClock.Instant?
    ) throws(Trouble) -> [UInt8] {
        // Grows with what arrives, so that a length nobody follows up costs nothing.
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(count, 64 * 1024))
        while bytes.count < count {
            try wait(until: deadline)
            var arrived: Int32 = -1
            let wanted = min(chunk.count, count - bytes.count)
            let received = greffe_receive(descriptor, &chunk, wanted, &arrived)
            if arrived >= 0 {
                if passed >= 0 { close(arrived) } else { passed = arrived }
            }
            guard received > 0 else { throw .closed }
            bytes += chunk[0..<received]
        }
        return bytes
    }

    private func wait(until deadline: SuspendingClock.Instant?) throws(Trouble) {
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = SuspendingClock.now.duration(to: deadline)
                guard left > .zero else { throw .late }
                milliseconds = Int32(
                    clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
            }
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&event, 1, milliseconds)
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw .closed }
        }
    }
}
