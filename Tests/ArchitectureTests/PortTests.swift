import Testing

/// Protocols are for what stands outside, and each has a second implementation that pays for it.
@Suite struct PortTests {
    @Test(arguments: Port.all.indices) func `a port has exactly the implementations listed`(index: Int) {
        let port = Port.all[index]
        let implementations = Set(Self.implementations(of: port.name, under: "Sources/"))
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
        let faults = SourceFile.shipped.filter { $0.path.hasSuffix(".swift") }.flatMap { file in
            file.protocols.filter { !known.contains($0.name) }.map {
                Fault(
                    path: file.path, line: $0.line,
                    message: "protocol \($0.name) is not in Port.swift: use the type itself, or list it with its two "
                        + "implementations.")
            }
        }
        Fault.expectNone(faults)
    }

    private static func implementations(of port: String, under folder: String) -> [String] {
        SourceFile.swift.filter { $0.path.hasPrefix(folder) }.flatMap { $0.types(conformingTo: port) }
    }
}
