/// Which command needs which role: the one list, which docs/operating/roles.md repeats and a test compares.
package enum RoleTable {
    package struct Row: Sendable {
        package var commands: [String]
        /// Any one of them; none: anybody who can read the files.
        package var roles: [Role]
    }

    package static let rows: [Row] = [
        Row(
            commands: [
                "init", "separators", "verify", "witness init", "witness serve", "witness show", "witness forget",
            ], roles: []),
        Row(
            commands: [
                "search", "show", "open", "customers find", "customers show", "cases list", "cases show",
                "interactions list",
            ], roles: [.adviser, .operator, .records, .auditor]),
        Row(
            commands: [
                "status", "stats", "batch list", "batch show", "quarantine list", "review list", "review show",
                "control draw", "backup compare",
            ], roles: [.operator, .records, .auditor]),
        Row(
            commands: ["read", "interactions add", "interactions acknowledge"],
            roles: [.adviser, .operator, .records]),
        Row(commands: ["cases open", "cases close", "cases add", "cases remove"], roles: [.adviser, .records]),
        Row(
            commands: [
                "accession", "batch close", "quarantine retry", "quarantine reject", "review session", "review decide",
                "review split", "review join", "customers import", "control record", "seal", "backup run", "rebuild",
            ], roles: [.operator, .records]),
        Row(
            commands: [
                "show --readers", "retention list", "retention forecast", "hold list", "dispose list",
                "dispose certificate", "erase list", "model show", "evaluate",
            ], roles: [.records, .auditor]),
        Row(
            commands: [
                "customers merge", "customers split", "retention rules", "retention event", "retention assign",
                "hold add", "hold release", "dispose propose", "dispose approve", "dispose withdraw", "dispose run",
                "dispose finish", "erase request", "erase approve", "erase withdraw", "erase run", "subject-access",
                "export", "leave", "transfer", "attest", "qualify", "control destroy-paper", "renew", "recover",
                "train", "model adopt",
            ], roles: [.records]),
    ]

    /// Any one of them lets a person run the command; nil: the table does not know the command.
    package static func roles(for command: String) -> [Role]? {
        rows.first { $0.commands.contains(command) }?.roles
    }

    /// A command of an archive whose greffe.yaml has `roles:`.
    /// - Throws: `roleMissing`; also for a command that is not in the table, which nobody has thought about.
    package static func check(
        _ command: String, visitor: Visitor, settings: RoleSettings
    ) throws(RuntimeError) {
        guard let roles = roles(for: command) else {
            throw .roleMissing(command: command, person: visitor.name, roles: [], groups: [])
        }
        if roles.isEmpty { return }
        switch visitor.kind {
        case .root: return
        case .service where roles.contains(.operator): return
        case .service: break
        case .person(let isMember):
            let groups = roles.compactMap { settings.groups[$0] }
            for group in groups where isMember(group) { return }
        }
        throw .roleMissing(
            command: command, person: visitor.name, roles: roles, groups: roles.compactMap { settings.groups[$0] })
    }
}
