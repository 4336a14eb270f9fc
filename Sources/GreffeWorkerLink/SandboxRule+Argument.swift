package import GreffeCore

extension SandboxRule {
    private static let option = "--sandbox="

    /// How a worker is told.
    var argument: String { Self.option + rawValue }

    /// From a worker's command line; the stricter one where it says nothing or nonsense.
    package init(workerArguments arguments: [String]) {
        let said = arguments.first { $0.hasPrefix(Self.option) }?.dropFirst(Self.option.count)
        self = said.flatMap { SandboxRule(rawValue: String($0)) } ?? .required
    }
}
