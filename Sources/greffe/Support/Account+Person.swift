import Glibc
import GreffeRegistry

/// Acts that need a person to answer for them, and some of them two: `current` alone would make a second person of
/// whoever runs the command once as themselves and once by `sudo -u greffe`.
extension Account {
    /// Accounts below are the system's (UID_MIN of login.defs(5)); a service is not a person, and root is anybody.
    private static let personMin: uid_t = 1_000
    /// `nobody`, and the accounts systemd invents for services (systemd.exec(5), DynamicUser).
    private static let noPersons: [ClosedRange<uid_t>] = [61_184...65_519, 65_534...65_535]

    /// As `current`, for acts of persons only.
    /// - Throws: `personUnknown` where nobody logged in and a service's account acts, and within a user namespace,
    ///   where anybody may take any number.
    static func person() throws -> String {
        guard hasOrdinaryNumbers else {
            throw KeepingError.personUnknown("account numbers mean nothing within a user namespace")
        }
        let identifier = loginIdentifier ?? geteuid()
        guard isPerson(identifier) else {
            throw KeepingError.personUnknown(
                loginIdentifier == nil
                    ? "nobody logged in: \(current) is a service's account"
                    : "\(current) is the account of no single person")
        }
        return current
    }

    private static func isPerson(_ identifier: uid_t) -> Bool {
        identifier >= personMin && !noPersons.contains { $0.contains(identifier) }
    }

    /// Whether account numbers are the machine's own: the map of the first user namespace is the whole range unchanged
    /// (user_namespaces(7)).
    private static var hasOrdinaryNumbers: Bool {
        guard let file = fopen("/proc/self/uid_map", "r") else { return false }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 64)
        guard fgets(&text, Int32(text.count), file) != nil else { return false }
        let numbers = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace)
        return numbers == ["0", "0", "4294967295"]
    }
}
