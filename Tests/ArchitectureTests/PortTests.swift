import Testing

/// Protocols are for what stands outside, and each has a second implementation that pays for it.
@Suite struct PortTests {
    @Test(arguments: Port.all.indices) func `a port has exactly the implementations listed`(index: Int) {
        let port = Port.all[index]
        let implementations = Set(Self.implementations(of: port.name, under: "Sources/").map(\.type))
        #expect(
            implementations == port.real,
            "\(port.name) has \(implementations.sorted()): remove one, or list it in Port.swift and say why."
        )
        #expect(
            Self.implementations(of: port.name, under: "Tests/").isEmpty != port.isSimulated,
            "\(port.name): Port.swift says whether tests implement it, and they do not agree.")
    }

    @Test func `every protocol is a port or a word of the house`() {
        let known = Set(Port.all.map(\.name)).union(Port.vocabulary.keys)
        let faults = SourceFile.shipped.flatMap { file in
            file.code.enumerated().flatMap { index, line in
                line.matches(of: /\bprotocol\s+(\w+)/).map { String($0.1) }.filter { !known.contains($0) }.map {
                    Fault(
                        path: file.path, line: index + 1,
                        message: "protocol \($0) is not in Port.swift: use the type itself, or list it with its two "
                            + "implementations.")
                }
            }
        }
        Fault.expectNone(faults)
    }

    private static func implementations(of port: String, under folder: String) -> [(type: String, path: String)] {
        SourceFile.swift.filter { $0.path.hasPrefix(folder) }.flatMap { file in
            file.conformances.filter { $0.clause.split { !($0.isLetter || $0.isNumber) }.contains { $0 == port } }
                .map { ($0.type, file.path) }
        }
    }
}
