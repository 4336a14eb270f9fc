import GreffeCore
import Synchronization

/// Salts, seeds and fresh names from one injected generator. The system's generator, the default everywhere, draws from
/// getrandom(2) and is fit for keys; tests inject a seeded one.
final class RandomBytes: Sendable {
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    init(_ generator: any RandomNumberGenerator & Sendable) { self.generator = Mutex(generator) }

    func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }
    }

    func salt() -> Salt {
        guard let salt = Salt(bytes: bytes(Salt.byteCount)) else { preconditionFailure("a salt of 32 bytes") }
        return salt
    }

    /// 64 bits: two staging names never meet.
    func name() -> String { Hex.encode(bytes(8)) }
}
