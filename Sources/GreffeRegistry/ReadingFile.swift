import FoundationEssentials
import GreffeCore

/// The form a reading is kept in beside the letter: JSON, keys sorted (docs/format/archive.md).
enum ReadingFile {
    static func encode(_ reading: Reading) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(reading)) + [0x0a]
    }

    /// Nil for anything that is not a reading of a version we know.
    static func decode(_ bytes: [UInt8]) -> Reading? {
        // What is wrong with it does not matter to anybody: it is made again from the original.
        guard let reading = try? JSONDecoder().decode(Reading.self, from: Data(bytes)) else { return nil }
        return reading.version == Reading.version ? reading : nil
    }
}
