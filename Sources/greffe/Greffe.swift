import ArgumentParser

@main
struct Greffe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greffe",
        abstract: "The registry of inbound paper mail.",
        subcommands: []
    )
}
