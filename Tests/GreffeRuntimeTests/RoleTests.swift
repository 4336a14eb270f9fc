import Foundation
import GreffeRuntime
import GreffeTestKit
import Testing

/// Who may run which command.
@Suite struct RoleTests {
    private func visitor(_ groups: String...) -> Visitor {
        Visitor(name: "anna", kind: .person { groups.contains($0) })
    }

    @Test func `a configuration without roles has none, and one with roles has a group for each`() throws {
        func roles(_ text: String) throws -> RoleSettings? {
            try Configuration.read(Array(text.utf8), file: "greffe.yaml").roles
        }
        #expect(try roles("organisation: {}") == nil)
        let own = try #require(try roles("organisation: {}\nroles: {auditors: wheel}"))
        #expect(own.groups[.auditor] == "wheel" && own.groups[.records] == "greffe-records")
        #expect(throws: ConfigurationError.self) { try roles("organisation: {}\nroles: {auditor: wheel}") }
        #expect(throws: ConfigurationError.self) { try roles("organisation: {}\nroles: {auditors: two words}") }
    }

    @Test func `a refusal says what, who and what to do`() {
        let error = #expect(throws: RuntimeError.self) {
            try RoleTable.check("hold add", visitor: visitor("greffe-advisers"), settings: RoleSettings())
        }
        #expect(error?.message == "greffe hold add is for the role of records manager, and anna has none of these")
        #expect(error?.hint.contains("put into the group greffe-records") == true, "\(error?.hint ?? "")")
        #expect(error.map { ExitStatus($0) } == .refusedByRule)
    }

    @Test func `an auditor sees everything, and no command that changes something is for auditors`() throws {
        let settings = RoleSettings()
        for command in ["verify", "search", "show", "show --readers", "dispose list", "backup compare"] {
            try RoleTable.check(command, visitor: visitor("greffe-auditors"), settings: settings)
        }
        let changing = RoleTable.rows.flatMap(\.commands).filter { command in
            [
                "add", "release", "propose", "approve", "withdraw", "run", "finish", "request", "merge", "split",
                "decide",
            ]
            .contains { command.hasSuffix(" " + $0) } || ["accession", "export", "seal", "renew"].contains(command)
        }
        #expect(changing.count > 15)
        for command in changing {
            #expect(throws: RuntimeError.self, "\(command)") {
                try RoleTable.check(command, visitor: visitor("greffe-auditors"), settings: settings)
            }
        }
    }

    @Test func `the archive's own account does the mailroom's work, and no command is in the table twice`() throws {
        let service = Visitor(name: "greffe", kind: .service)
        try RoleTable.check("seal", visitor: service, settings: RoleSettings())
        #expect(throws: RuntimeError.self) {
            try RoleTable.check("hold add", visitor: service, settings: RoleSettings())
        }
        #expect(throws: RuntimeError.self) {
            try RoleTable.check("unheard-of", visitor: visitor("greffe-records"), settings: RoleSettings())
        }
        let commands = RoleTable.rows.flatMap(\.commands)
        #expect(Set(commands).count == commands.count)
    }

    @Test func `the documentation has the table that is in force`() throws {
        let page = try String(contentsOfFile: Repository.root + "/docs/operating/roles.md", encoding: .utf8)
        for row in RoleTable.rows {
            let names = row.commands.map { "`\($0)`" }.joined(separator: ", ")
            let marks = Role.allCases.map { row.roles.isEmpty || row.roles.contains($0) ? "yes" : "–" }
            let line = "| \(names) | \(marks.joined(separator: " | ")) |"
            #expect(page.contains(line + "\n"), "missing in docs/operating/roles.md:\n\(line)")
        }
    }
}
