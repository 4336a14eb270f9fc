import GreffeCore
import Synchronization

/// Salts, seeds and fresh names from one injected generator. The system's generator, the default everywhere, draws from
/// getrandom(2) and is fit for keys; tests inject a seeded one.
package final class RandomBytes: Sendable {
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    package init(_ generator: any RandomNumberGenerator & Sendable) { self.generator = Mutex(generator) }

    /// From the system's generator.
    package convenience init() { self.init(SystemRandomNumberGenerator()) }

    package func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
    }

    func salt() -> Salt {
        guard let salt = Salt(bytes: bytes(Salt.byteCount)) else { preconditionFailure("a salt of 32 bytes") }
        return salt
    }

    /// 64 bits: two staging names never meet.
    package func name() -> String { Hex.encode(bytes(8)) }
}
