import Glibc

/// Tells systemd how the service fares (sd_notify(3)): one datagram to the socket named by `NOTIFY_SOCKET`, without
/// libsystemd. Does nothing when the variable is absent.
package struct ServiceNotification: Sendable {
    private let path: [UInt8]?

    package init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { value in
            guard value.hasPrefix("/") || value.hasPrefix("@") else { return nil }
            var bytes = Array(value.utf8)
            // A leading @ stands for the abstract namespace.
            if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
            return bytes
        }
    }

    /// How often the watchdog must hear of us, in microseconds; nil when systemd does not watch this process.
    package static func watchdogMicroseconds(environment: [String: String], pid: Int32) -> Int? {
        guard let value = environment["WATCHDOG_USEC"].flatMap({ Int($0) }), value > 0 else { return nil }
        if let owner = environment["WATCHDOG_PID"], owner != String(pid) { return nil }
        return value
    }

    package func ready(status: String) { send("READY=1\nSTATUS=\(status)") }
    package func status(_ status: String) { send("STATUS=\(status)") }
    package func stopping() { send("STOPPING=1") }
    package func watchdog() { send("WATCHDOG=1") }

    private func send(_ message: String) {
        guard let path else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard path.count < capacity else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { socketAddress in
                Array(message.utf8).withUnsafeBytes {
                    sendto(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL), socketAddress, length)
                }
            }
        }
    }
}
