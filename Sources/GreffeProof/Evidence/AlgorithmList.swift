/// Until when algorithms are believed to be good: data of whoever keeps an archive, with its source in the file.
///
///     greffe.algorithms/v1
///     # a comment
///     digest sha256 2035-12-31
///     rsa 2048 2025-12-31
///     curve p256 -
///
/// One statement a line: a kind, what it is about, and the last good day (UTC), or a hyphen where no end is in sight.
/// `rsa N` counts for keys of N bits and more, up to the next line's.
public struct AlgorithmList: Hashable, Sendable {
    private var ends: [AlgorithmUse: UTCInstant?] = [:]

    public static let version = "greffe.algorithms/v1"
    /// A page of lines, with their sources.
    public static let bytesMax = 1 << 16

    /// Knows of no algorithm that is good.
    public init() {}

    /// - Throws: `malformed` with the line.
    public init(bytes: [UInt8]) throws(TimeStampError) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard bytes.count <= Self.bytesMax, lines.first.map(String.init) == Self.version else {
            throw .malformed("line 1: it does not begin with \(Self.version)")
        }
        for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty && !line.hasPrefix("#") {
            guard let (use, end) = Self.statement(line), ends.updateValue(end, forKey: use) == nil else {
                throw .malformed("line \(number + 1): not one of digest NAME DAY, rsa BITS DAY, curve NAME DAY")
            }
        }
    }

    private static func statement(_ line: Substring) -> (AlgorithmUse, UTCInstant?)? {
        let words = line.split(separator: " ")
        guard words.count == 3 else { return nil }
        var end: UTCInstant?
        if words[2] != "-" {
            guard let day = UTCInstant(endOfDay: words[2]) else { return nil }
            end = day
        }
        switch words[0] {
        case "digest": return HashAlgorithm(rawValue: String(words[1])).map { (.digest($0), end) }
        case "rsa": return Int(words[1]).flatMap { $0 > 0 ? (.rsa(bits: $0), end) : nil }
        case "curve": return (.curve(String(words[1])), end)
        default: return nil
        }
    }

    /// When it ends; nil where no end is in sight. What the list does not know has ended long ago.
    public func end(of use: AlgorithmUse) -> UTCInstant? {
        var known = use
        if case .rsa(let bits) = use {
            let steps = ends.keys.compactMap { use in if case .rsa(let step) = use, step <= bits { step } else { nil } }
            guard let step = steps.max() else { return Self.longAgo }
            known = .rsa(bits: step)
        }
        guard let end = ends[known] else { return Self.longAgo }
        return end
    }

    private static let longAgo = UTCInstant(millisecondsSince1970: 0)
}
