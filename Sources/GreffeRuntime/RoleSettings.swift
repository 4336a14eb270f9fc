/// `roles:` of greffe.yaml: which group of the system has which role.
package struct RoleSettings: Sendable, Hashable {
    package var groups: [Role: String]

    package init(groups: [Role: String] = [:]) {
        self.groups = groups
        for role in Role.allCases where groups[role] == nil { self.groups[role] = role.groupByDefault }
    }

    /// The longest name useradd(8) takes.
    private static let groupBytesMax = 32

    /// - Returns: nil where greffe.yaml has no `roles:`; then a command is for whoever may run it.
    static func read(_ root: YAMLCursor) throws(ConfigurationError) -> RoleSettings? {
        guard let node = root.optional("roles") else { return nil }
        try node.mapping(known: Role.allCases.map(\.key))
        var groups: [Role: String] = [:]
        for role in Role.allCases {
            guard let item = node.optional(role.key) else { continue }
            let group = try item.string()
            guard (1...groupBytesMax).contains(group.utf8.count), !group.contains(where: \.isWhitespace) else {
                throw item.error("\"\(group)\" cannot name a group", hint: "as in /etc/group: greffe-records")
            }
            groups[role] = group
        }
        return RoleSettings(groups: groups)
    }
}
