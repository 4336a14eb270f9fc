import GreffeCore

// The file: a line naming the format, the facts as `name: value` lines, an empty line, then numbers in little-endian
// order as written below, then the SHA-256 of everything before it. Checked whole before any number is used.

extension ClassifierModel {
    static let formatVersion = 2
    private static let magic = "greffe classifier \(formatVersion)\n"
    /// A model beyond this is none of ours.
    private static let byteLimit = 16 << 20

    /// The languages of the training letters.
    var languages: [String]? {
        fact("languages").map {
            $0.split(separator: " ").compactMap { $0.split(separator: "=").first.map(String.init) }
        }
    }

    package var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(text: Self.magic)
        for fact in facts { writer.append(text: "\(fact.name): \(fact.value)\n") }
        writer.append(text: "\n")
        writer.append(FeatureExtractor.version)
        writer.append(text: LetterClass.allCases.map(\.rawValue).joined(separator: " ") + "\n")
        writer.append(UInt32(hashes.count))
        writer.append(UInt32(cueWeights.count))
        for number in scales + biases + cueWeights { writer.append(number.bitPattern) }
        for number in [calibration.sharpness, calibration.halfWords, calibration.familiarShare] {
            writer.append(number.bitPattern)
        }
        for hash in hashes { writer.append(hash) }
        for rarity in rarities { writer.append(rarity) }
        for weight in weights { writer.append(weight) }
        return writer.bytes + Sha256Digest.of(writer.bytes).bytes
    }

    package init(bytes: [UInt8]) throws(ClassifierError) {
        guard bytes.count <= Self.byteLimit, bytes.count > Sha256Digest.byteCount else {
            throw .modelDamaged("it has \(bytes.count) bytes")
        }
        let body = Array(bytes.dropLast(Sha256Digest.byteCount))
        guard body.starts(with: Self.magic.utf8) else { throw .modelDamaged("it does not begin as one") }
        guard Sha256Digest.of(body).bytes.elementsEqual(bytes.suffix(Sha256Digest.byteCount)) else {
            throw .modelDamaged("its digest does not agree")
        }
        var reader = ByteReader(body)
        reader.skip(Self.magic.utf8.count)
        facts = []
        while true {
            let line = try reader.line()
            guard !line.isEmpty else { break }
            guard let colon = line.firstIndex(of: ":") else { throw .modelDamaged("a fact has no value") }
            facts.append(
                Fact(
                    name: String(line[..<colon]),
                    value: String(line[line.index(after: colon)...].drop(while: { $0 == " " }))))
        }
        let recipe = try reader.number(UInt32.self)
        guard recipe == FeatureExtractor.version else { throw .modelOfOtherVersion("\(recipe)") }
        guard try reader.line().split(separator: " ").map(String.init) == LetterClass.allCases.map(\.rawValue) else {
            throw .modelDamaged("it has classes of another program")
        }
        let featureCount = try reader.count(atMost: Self.byteLimit)
        let cueCount = try reader.count(atMost: Self.byteLimit)
        guard cueCount == LayoutCue.allCases.count * Self.classCount else {
            throw .modelDamaged("its tables do not agree")
        }
        scales = try reader.floats(Self.classCount)
        biases = try reader.floats(Self.classCount)
        cueWeights = try reader.floats(cueCount)
        calibration = Calibration()
        calibration.sharpness = try reader.double()
        calibration.halfWords = try reader.double()
        calibration.familiarShare = try reader.double()
        hashes = try reader.numbers(UInt64.self, featureCount)
        rarities = try reader.numbers(UInt8.self, featureCount)
        weights = try reader.numbers(Int8.self, featureCount * Self.classCount)
        guard reader.isAtEnd else { throw .modelDamaged("it is longer than its tables") }
        guard zip(hashes, hashes.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .modelDamaged("its features are out of order")
        }
    }
}

private struct ByteWriter {
    var bytes: [UInt8] = []
    mutating func append(text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Reads numbers from bytes that may be anything; past the end is an error, not a trap.
private struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ count: Int) { position += min(count, bytes.count - position) }

    mutating func take(_ count: Int) throws(ClassifierError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= bytes.count - position else { throw .modelDamaged("it ends too early") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    mutating func line() throws(ClassifierError) -> String {
        guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw .modelDamaged("it ends too early") }
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(ClassifierError) -> Number {
        var number = Number.zero
        for (index, byte) in try take(MemoryLayout<Number>.size).enumerated() {
            number |= Number(truncatingIfNeeded: byte) << (8 * index)
        }
        return number
    }

    mutating func count(atMost limit: Int) throws(ClassifierError) -> Int {
        let count = Int(try number(UInt32.self))
        guard count <= limit else { throw .modelDamaged("a table is too long") }
        return count
    }

    mutating func numbers<Number: FixedWidthInteger>(_: Number.Type, _ count: Int) throws(ClassifierError) -> [Number] {
        let raw = try take(count * MemoryLayout<Number>.size)
        return raw.withUnsafeBytes { bytes in
            (0..<count).map {
                Number(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Number>.size, as: Number.self))
            }
        }
    }

    mutating func floats(_ count: Int) throws(ClassifierError) -> [Float] {
        let numbers = try numbers(UInt32.self, count).map(Float.init(bitPattern:))
        guard numbers.allSatisfy(\.isFinite) else { throw .modelDamaged("a number is not finite") }
        return numbers
    }

    mutating func double() throws(ClassifierError) -> Double {
        let number = Double(bitPattern: try number(UInt64.self))
        guard number.isFinite, number >= 0 else { throw .modelDamaged("a number is not finite") }
        return number
    }
}
