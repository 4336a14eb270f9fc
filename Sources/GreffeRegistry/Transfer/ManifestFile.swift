import GreffeCore
import GreffeStorage

/// `manifest.xml` while it is written, element by element, so that none of it has to stay in memory. What could break
/// the form is not written: marks are escaped, controls become spaces, an element with no text is left out.
final class ManifestFile {
    private let file: GrowingFile
    private var depth = 0

    init(_ name: String, in files: LinuxFileSystem) throws {
        file = try GrowingFile(name, in: files)
        try line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
    }

    func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: () throws -> Void
    ) throws {
        try line("<\(name)\(Self.text(attributes))>")
        depth += 1
        try content()
        depth -= 1
        try line("</\(name)>")
    }

    func text(_ name: String, _ value: String?, _ attributes: KeyValuePairs<String, String> = [:]) throws {
        guard let token = value.map(Self.token), !token.isEmpty else { return }
        try line("<\(name)\(Self.text(attributes))>\(token)</\(name)>")
    }

    /// - Returns: the digest of the whole, which is durable.
    func finish() throws -> Sha256Digest { try file.finish() }

    private func line(_ text: String) throws {
        try file.write([UInt8](repeating: 0x20, count: 2 * depth) + Array(text.utf8) + [0x0a])
    }

    private static func text(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0.key)=\"\(token($0.value))\"" }.joined()
    }

    /// Text as `xsd:token` takes it: escaped, no control character, one space between words and none at the ends.
    static func token(_ text: String) -> String {
        let words = XMLText.escaped(text).utf8.split(separator: 0x20)
        return String(decoding: Array(words.joined(separator: [0x20])), as: UTF8.self)
    }
}
