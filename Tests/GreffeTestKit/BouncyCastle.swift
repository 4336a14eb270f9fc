import Foundation

/// Debian's BouncyCastle, as another reader and writer of evidence records: Tests/independent/ers.
package final class BouncyCastle: Sendable {
    /// Nil where there is no Java or no BouncyCastle; `scripts/set-up` installs both.
    package static let shared: BouncyCastle? = try? BouncyCastle()

    private let classes: TemporaryFolder
    private static let library = ["bcprov", "bcutil", "bcpkix"].map { "/usr/share/java/\($0).jar" }
        .joined(separator: ":")

    private struct Absent: Error {}

    private init() throws {
        classes = try TemporaryFolder()
        let outcome = try Program(path: "/usr/bin/env").run([
            "javac", "-cp", Self.library, "-d", classes.path, Repository.root + "/Tests/independent/ers/Records.java",
        ])
        guard outcome.status == 0 else { throw Absent() }
    }

    package func run(_ arguments: [String]) throws -> Program.Outcome {
        try Program(path: "/usr/bin/env").run(
            ["java", "-cp", "\(Self.library):\(classes.path)", "Records"] + arguments)
    }
}
