import Glibc

/// Who runs a command, as far as roles are concerned.
package struct Visitor {
    package enum Kind {
        /// Anybody, as it may do anything to the machine: no program stops it.
        case root
        /// The account the archive belongs to, where nobody logged in: the daemon's own, a job of the night.
        case service
        /// A person, or an account that somebody gave a role: whether it is in a group of this name.
        case person(isMember: (String) -> Bool)
    }

    /// As a refusal names it.
    package var name: String
    package var kind: Kind

    package init(name: String, kind: Kind) { (self.name, self.kind) = (name, kind) }

    /// - Parameters:
    ///   - login: the account (uid_t) that logged in; nil where nobody did.
    ///   - archive: the folder whose owner is the service.
    package init(login: UInt32?, archive: String) {
        let account = login ?? geteuid()
        let entry = getpwuid(account)
        name = entry.flatMap { $0.pointee.pw_name }.map { String(cString: $0) } ?? "uid-\(account)"
        var status = stat()
        let isOwner = stat(archive, &status) == 0 && status.st_uid == account
        if account == 0 {
            kind = .root
        } else if login == nil, isOwner, account < Self.personMin {
            kind = .service
        } else {
            kind = .person(isMember: Self.membership(of: account))
        }
    }

    /// Accounts below are the system's (UID_MIN of login.defs(5)).
    private static let personMin: uid_t = 1_000

    /// The groups of the database, and those of the process where it runs under the person's own account: what
    /// `sudo -u greffe` brought along is not the person's.
    private static func membership(of account: uid_t) -> (String) -> Bool {
        var members: Set<gid_t> = []
        if let entry = getpwuid(account), let name = entry.pointee.pw_name {
            members = groups(ofUser: String(cString: name), first: entry.pointee.pw_gid)
        }
        if account == getuid(), account == geteuid() {
            members.insert(getgid())
            let count = getgroups(0, nil)
            if count > 0 {
                var own = [gid_t](repeating: 0, count: Int(count))
                let filled = getgroups(count, &own)
                members.formUnion(own.prefix(max(0, Int(filled))))
            }
        }
        return { group in
            guard let entry = getgrnam(group) else { return false }
            return members.contains(entry.pointee.gr_gid)
        }
    }

    /// NGROUPS_MAX of Linux (getgroups(2)).
    private static let groupsMax: Int32 = 65_536

    private static func groups(ofUser name: String, first: gid_t) -> Set<gid_t> {
        var count: Int32 = 64
        while count <= groupsMax {
            var list = [gid_t](repeating: 0, count: Int(count))
            var found = count
            if getgrouplist(name, first, &list, &found) >= 0 { return Set(list.prefix(max(0, Int(found)))) }
            count = max(found, count * 2)
        }
        return [first]
    }
}
