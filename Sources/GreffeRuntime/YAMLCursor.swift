import Yams

/// Reads a YAML document key by key, so that every mistake, an unknown key included, is reported with its line and
/// column. (Decoding by `Codable` loses both, and lets unknown keys pass.)
struct YAMLCursor {
    let file: String
    let node: Node
    /// Where we are, for messages: `watch[0].folder`.
    let path: String

    /// A settings file above this is not one.
    static let bytesMax = 1 << 20
    /// A settings file needs none. Twenty of them, each with two of the one before, make a key of a million parts,
    /// which the parser compares with the other keys before we see it.
    private static let aliasesMax = 8

    static func document(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> YAMLCursor {
        guard bytes.count <= bytesMax else {
            throw ConfigurationError(
                file: file, problem: "larger than \(bytesMax) bytes", hint: "this does not look like a settings file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: file, problem: "not UTF-8 text", hint: "save the file as UTF-8")
        }
        guard aliases(in: bytes) <= aliasesMax else {
            throw ConfigurationError(
                file: file, problem: "more than \(aliasesMax) aliases (*name)", hint: "write the values out")
        }
        let node: Node?
        do {
            node = try Parser(yaml: text, resolver: .default, constructor: .default, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw Self.syntaxError(error, file: file)
        } catch {
            throw ConfigurationError(file: file, problem: "\(error)", hint: "correct the YAML syntax")
        }
        guard let node else {
            throw ConfigurationError(file: file, problem: "empty file", hint: "see docs/reference/configuration.md")
        }
        return YAMLCursor(file: file, node: node, path: "")
    }

    /// Asterisks that may begin an alias (YAML 1.2, 7.1), those in texts included.
    private static func aliases(in bytes: [UInt8]) -> Int {
        var (count, before) = (0, UInt8(ascii: " "))
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "*"), " \t\r\n[{,:".utf8.contains(before), index + 1 < bytes.count,
                bytes[index + 1] > 0x20, bytes[index + 1] != byte
            {
                count += 1
            }
            before = byte
        }
        return count
    }

    private static func syntaxError(_ error: YamlError, file: String) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ConfigurationError(
                file: file, line: mark.line, column: mark.column, problem: problem,
                hint: "correct the YAML syntax; indentation is by spaces")
        default:
            ConfigurationError(file: file, problem: "\(error)", hint: "correct the YAML syntax")
        }
    }

    func error(_ problem: String, hint: String) -> ConfigurationError {
        let place = path.isEmpty ? "" : "\(path): "
        return ConfigurationError(
            file: file, line: node.mark?.line, column: node.mark?.column, problem: place + problem, hint: hint)
    }

    private func child(_ key: String, _ node: Node) -> YAMLCursor {
        YAMLCursor(file: file, node: node, path: path.isEmpty ? key : "\(path).\(key)")
    }

    var isList: Bool { if case .sequence = node { true } else { false } }
    var isMapping: Bool { if case .mapping = node { true } else { false } }

    /// Checks that this is a mapping with no key beyond `known`, none twice.
    func mapping(known: [String]) throws(ConfigurationError) {
        guard case .mapping(let mapping) = node else {
            throw error("expected keys and values", hint: "known keys: \(known.joined(separator: ", "))")
        }
        for (key, _) in mapping {
            guard let name = key.string, known.contains(name) else {
                let cursor = YAMLCursor(file: file, node: key, path: path)
                let near = known.min { Self.distance($0, key.string ?? "") < Self.distance($1, key.string ?? "") }
                throw cursor.error(
                    "unknown key \"\(key.string ?? "?")\"",
                    hint: "did you mean \"\(near ?? "")\"? known keys: \(known.joined(separator: ", "))")
            }
        }
    }

    /// All keys with their values, whatever they are called.
    func members() throws(ConfigurationError) -> [(key: String, value: YAMLCursor)] {
        guard case .mapping(let mapping) = node else {
            throw error("expected keys and values", hint: "one line each, such as channel: fax")
        }
        return mapping.compactMap { key, value in key.string.map { ($0, child($0, value)) } }
    }

    /// The value of a key; nil when it is absent or null.
    func optional(_ key: String) -> YAMLCursor? {
        guard case .mapping(let mapping) = node, let value = mapping[Node(key)] else { return nil }
        if case .scalar(let scalar) = value, scalar.style != .singleQuoted, scalar.style != .doubleQuoted,
            ["", "~", "null"].contains(scalar.string)
        {
            return nil
        }
        return child(key, value)
    }

    func required(_ key: String) throws(ConfigurationError) -> YAMLCursor {
        guard let value = optional(key) else {
            throw error("missing key \"\(key)\"", hint: "add it; see docs/reference/configuration.md")
        }
        return value
    }

    func string() throws(ConfigurationError) -> String {
        guard case .scalar(let scalar) = node else { throw error("expected a text", hint: "write one value here") }
        return scalar.string
    }

    func integer(in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        guard let value = node.int, range.contains(value) else {
            throw error(
                "expected a whole number from \(range.lowerBound) to \(range.upperBound), found \"\(node.string ?? "?")\"",
                hint: "correct the value")
        }
        return value
    }

    func number(in range: ClosedRange<Double>) throws(ConfigurationError) -> Double {
        guard let value = node.float, range.contains(value) else {
            throw error(
                "expected a number from \(range.lowerBound) to \(range.upperBound), found \"\(node.string ?? "?")\"",
                hint: "correct the value")
        }
        return value
    }

    func boolean() throws(ConfigurationError) -> Bool {
        guard let value = node.bool else {
            throw error("expected true or false, found \"\(node.string ?? "?")\"", hint: "correct the value")
        }
        return value
    }

    /// One of a list of words.
    func choice<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) throws(ConfigurationError) -> Value
    where Value.RawValue == String {
        let text = try string()
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw error("\"\(text)\" is not one of: \(words)", hint: "use one of these words")
        }
        return value
    }

    func list() throws(ConfigurationError) -> [YAMLCursor] {
        guard case .sequence(let sequence) = node else {
            throw error("expected a list", hint: "one line each, beginning with \"- \"")
        }
        return sequence.enumerated().map {
            YAMLCursor(file: file, node: $0.element, path: "\(path)[\($0.offset)]")
        }
    }

    func strings() throws(ConfigurationError) -> [String] {
        var values: [String] = []
        for item in try list() { values.append(try item.string()) }
        return values
    }

    /// Levenshtein distance, for "did you mean".
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
