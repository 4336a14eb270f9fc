package import GreffeCore

/// A mistake in `greffe.yaml` or a workflow, by file, line and column.
package struct ConfigurationError: GreffeError, Hashable, CustomStringConvertible {
    package var file: String
    /// From 1; nil where the mistake is something that is not there at all.
    package var line: Int?
    package var column: Int?
    package var problem: String
    package var hint: String

    package init(file: String, line: Int? = nil, column: Int? = nil, problem: String, hint: String) {
        (self.file, self.line, self.column, self.problem, self.hint) = (file, line, column, problem, hint)
    }

    package var code: String { "configuration.invalid" }
    package var message: String {
        let place = line.map { ":\($0)" + (column.map { ":\($0)" } ?? "") } ?? ""
        return "\(file)\(place): \(problem)"
    }
    package var fate: Fate { .halt }
    package var description: String { message }
}
