import Foundation
import GreffeAnalysis
import GreffeCore
import GreffeTestKit

/// The model that is committed, and its file's bytes altered on purpose.
enum ModelUnderTest {
    static let bytes: [UInt8] = {
        guard let file = FileManager.default.contents(atPath: Repository.root + "/models/classifier.model") else {
            fatalError("models/classifier.model is missing")
        }
        return Array(file)
    }()

    /// Where the numbers begin: behind the empty line that ends the facts.
    static let tables: Int = {
        let end = zip(bytes, bytes.dropFirst()).enumerated().first { $0.element == (0x0A, 0x0A) }
        return (end?.offset ?? 0) + 2
    }()

    /// Everything but the digest.
    static var body: [UInt8] { Array(bytes.dropLast(Sha256Digest.byteCount)) }

    /// The file as somebody would write it who knows the format: with a digest that agrees.
    static func sealed(_ body: [UInt8]) -> [UInt8] { body + Sha256Digest.of(body).bytes }

    /// Why the bytes are refused, by the error's code and message; nil when they are taken.
    static func refusal(_ bytes: [UInt8]) -> String? {
        do {
            _ = try Classifier(model: bytes)
            return nil
        } catch { return "\(error.code): \(error.message)" }
    }
}
