import ArgumentParser
import Glibc
import GreffeRuntime

/// Asks, before a command runs, whether this person may run it on this archive. One place for all commands; an archive
/// without `roles:` in its greffe.yaml lets everybody in who may read or write its files.
enum RoleGate {
    static func check(_ command: any ParsableCommand) throws {
        guard let words = path(of: type(of: command), below: Greffe.self), !words.isEmpty,
            let archive = archive(of: command)
        else { return }
        try check(words.joined(separator: " "), archive: archive)
    }

    /// - Parameter command: as `RoleTable` names it.
    static func check(_ command: String, archive: String) throws {
        if let roles = RoleTable.roles(for: command), roles.isEmpty { return }
        let folder = ArchiveFolder(path: archive)
        // No configuration, no archive: the command says so itself. One that cannot be read lets nobody in.
        guard access(folder.configurationPath, F_OK) == 0 || errno == EACCES else { return }
        guard let settings = try folder.configuration().roles else { return }
        let visitor = Visitor(login: Account.loginIdentifier, archive: archive)
        try RoleTable.check(command, visitor: visitor, settings: settings)
    }

    /// The words after `greffe`: `["hold", "add"]`.
    private static func path(
        of command: any ParsableCommand.Type, below parent: any ParsableCommand.Type
    ) -> [String]? {
        if command == parent { return [] }
        for child in parent.configuration.subcommands {
            if let words = path(of: command, below: child) { return [child._commandName] + words }
        }
        return nil
    }

    /// The archive a command works on; nil for one that has none.
    private static func archive(of command: any ParsableCommand) -> String? {
        if let command = command as? TrainCommand { return command.fromDecisions }
        if let command = command as? ReadCommand { return command.archive }
        if let command = command as? EvaluateCommand { return command.archive }
        for child in Mirror(reflecting: command).children {
            if let group = child.value as? OptionGroup<ArchiveOptions> { return group.wrappedValue.path }
        }
        return nil
    }
}
