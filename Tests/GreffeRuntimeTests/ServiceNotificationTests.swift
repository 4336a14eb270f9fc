import Glibc
import GreffeRuntime
import Testing

@Suite struct ServiceNotificationTests {
    /// A datagram socket such as systemd listens on.
    private struct Listener: ~Copyable {
        let descriptor: Int32
        let path: String

        init() throws {
            path = "/tmp/greffe-notify-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
            let size = socklen_t(MemoryLayout<sockaddr_un>.size)
            let status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { [descriptor] in bind(descriptor, $0, size) }
            }
            try #require(status == 0)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        func receive() -> String {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        }
    }

    @Test func `systemd hears ready, the watchdog and stopping`() throws {
        let listener = try Listener()
        let notification = ServiceNotification(environment: ["NOTIFY_SOCKET": listener.path])
        notification.ready(status: "2 watch folders")
        #expect(listener.receive() == "READY=1\nSTATUS=2 watch folders")
        notification.watchdog()
        #expect(listener.receive() == "WATCHDOG=1")
        notification.stopping()
        #expect(listener.receive() == "STOPPING=1")
    }

    @Test func `the watchdog's interval counts only for the process it names`() {
        #expect(
            ServiceNotification.watchdogMicroseconds(environment: ["WATCHDOG_USEC": "30000000"], pid: 7) == 30_000_000)
        #expect(
            ServiceNotification.watchdogMicroseconds(
                environment: ["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"], pid: 7) == nil)
        #expect(ServiceNotification.watchdogMicroseconds(environment: [:], pid: 7) == nil)
    }
}
