import ArgumentParser
import GreffeCore

/// `name=value` on the command line.
struct FieldSetting: ExpressibleByArgument {
    var name: FieldName
    var value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = FieldName(rawValue: String(parts[0])), !parts[1].isEmpty else { return nil }
        (self.name, value) = (name, String(parts[1]))
    }
}
