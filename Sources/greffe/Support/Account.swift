import Glibc

/// The person at the terminal, as entries name them.
enum Account {
    /// `person:anna`, or `person:anna as greffe` when anna acts with the rights of another account (`sudo -u greffe`):
    /// a court asks who decided, not under which service's account the command ran.
    static var current: String {
        let effective = name(of: geteuid())
        guard let login = loginIdentifier, login != geteuid() else { return "person:" + effective }
        return "person:\(name(of: login)) as \(effective)"
    }

    private static func name(of identifier: uid_t) -> String {
        guard let entry = getpwuid(identifier), let name = entry.pointee.pw_name else { return "uid-\(identifier)" }
        return String(cString: name)
    }

    /// The account that logged in, which the kernel keeps through `su` and `sudo` (pam_loginuid(8)); nil where nobody
    /// logged in, as for a service.
    static var loginIdentifier: uid_t? {
        guard let file = fopen("/proc/self/loginuid", "r") else { return nil }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 16)
        guard fgets(&text, Int32(text.count), file) != nil,
            let identifier = uid_t(
                String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)),
            identifier != uid_t.max
        else { return nil }
        return identifier
    }
}
