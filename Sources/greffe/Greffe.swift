import ArgumentParser
import Glibc
import GreffeCore
import GreffeRuntime

@main
struct Greffe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greffe",
        abstract: "The registry of inbound paper mail.",
        discussion: """
            Letters and faxes that were dropped in a watch folder are kept, read, classified and attached to their \
            customer by greffed; this command looks things up, decides what the machine could not, and verifies that \
            nothing was altered.

            Exit statuses: 0 done, 1 failed, 2 usage, 3 part of the work failed, 4 verification found a fault, \
            5 the archive refuses, 6 not found, 7 refused by a rule.
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, ReadCommand.self, AccessionCommand.self, StatusCommand.self, SearchCommand.self,
            ShowCommand.self, OpenCommand.self, CustomersCommand.self, ReviewCommand.self, QuarantineCommand.self,
            BatchCommand.self, SeparatorsCommand.self, CasesCommand.self, InteractionsCommand.self,
            RetentionCommand.self, HoldCommand.self, DisposeCommand.self, EraseCommand.self,
            SubjectAccessCommand.self, BackupCommand.self,
            VerifyCommand.self, SealCommand.self, RenewCommand.self, ExportCommand.self, LeaveCommand.self,
            TransferCommand.self,
            RecoverCommand.self,
            WitnessCommand.self,
            AttestCommand.self, QualifyCommand.self, ControlCommand.self,
            RebuildCommand.self, StatsCommand.self, TrainCommand.self, ModelCommand.self,
            EvaluateCommand.self,
        ]
    )

    /// Errors of ours end with their own status; those of the command line with 2 and the usage.
    static func main() async {
        do {
            var command = try parseAsRoot()
            try RoleGate.check(command)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            fflush(nil)
            leave(with: error)
        }
    }

    private static func leave(with error: any Error) -> Never {
        if let status = error as? EndingStatus { Glibc.exit(status.status.rawValue) }
        if let error = error as? any GreffeError {
            Terminal.note("greffe: \(error.message)")
            Terminal.note("hint: \(error.hint)")
            Glibc.exit(ExitStatus(error).rawValue)
        }
        let code = exitCode(for: error)
        if code == .success || code == .validationFailure {
            let message = fullMessage(for: error)
            if !message.isEmpty {
                if code == .success { print(message) } else { Terminal.lines(message) }
            }
            Glibc.exit(code == .success ? ExitStatus.done.rawValue : ExitStatus.usage.rawValue)
        }
        Terminal.note("greffe: \(error)")
        Glibc.exit(ExitStatus.failed.rawValue)
    }
}

/// Ends the command with a status other than 0 after it has said what there is to say.
struct EndingStatus: Error {
    var status: ExitStatus
    init(_ status: ExitStatus) { self.status = status }
}
