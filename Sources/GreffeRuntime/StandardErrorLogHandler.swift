import Glibc
package import Logging

/// Writes log records to standard error, one line an event, with the syslog priority systemd reads (`<3>`…`<7>`, see
/// sd-daemon(3)) when standard error goes to the journal. No personal data goes into a log: letters by accession
/// number, never by name, customer or content.
package struct StandardErrorLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level = .info
    private let writesPriority: Bool

    /// - Parameter writesPriority: true under systemd (`JOURNAL_STREAM` is set).
    package init(writesPriority: Bool) { self.writesPriority = writesPriority }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let values = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        let prefix = writesPriority ? "<\(Self.priority(event.level))>" : "\(event.level): "
        let line = prefix + Self.oneLine("\(event.message)") + values + "\n"
        Self.write(line)
    }

    /// A full or closed standard error must not stop the archive: a lost log line is the lesser harm.
    package static func write(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    /// Control characters come from strangers' file names; in a log they forge lines and move cursors.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? $0 : "?" })
    }

    private static func quoted(_ value: String) -> String {
        let plain = oneLine(value)
        guard plain.isEmpty || plain.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return plain }
        return "\"" + plain.replacing("\"", with: "'") + "\""
    }
}
