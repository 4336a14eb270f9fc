import FoundationEssentials

/// One JSON object a line on standard output, keys sorted, nothing else there.
enum JSONLine {
    static func show(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
