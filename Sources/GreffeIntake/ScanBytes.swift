import Glibc

/// The bytes of an open file, read by position through one small window. Whatever lies beyond the end is nil, never a
/// trap: the offsets asked for come from the file itself.
struct ScanBytes {
    /// Directories and markers lie close together; larger windows only read more between far jumps.
    static let windowBytes = 16_384

    let descriptor: Int32
    let size: Int64
    private var window: [UInt8] = []
    private var windowStart: Int64 = 0

    init(descriptor: Int32, size: Int64) { (self.descriptor, self.size) = (descriptor, size) }

    /// Exactly `count` bytes, or nil when the file does not have them. `count` is at most `windowBytes`.
    mutating func exactly(_ count: Int, at offset: UInt64) throws(SystemError) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= Self.windowBytes, offset <= UInt64(size), UInt64(count) <= UInt64(size) - offset
        else { return nil }
        let start = Int64(offset)
        if start < windowStart || start + Int64(count) > windowStart + Int64(window.count) {
            window = try read(Self.windowBytes, at: start)
            windowStart = start
        }
        let first = Int(start - windowStart)
        // Fewer bytes than the size promised: the file has become shorter under our hands.
        guard first + count <= window.count else { return nil }
        return window[first..<first + count]
    }

    /// The bytes at hand from `offset` on, at least one and at most a window; nil at the end of the file.
    mutating func some(at offset: UInt64) throws(SystemError) -> ArraySlice<UInt8>? {
        guard try exactly(1, at: offset) != nil else { return nil }
        return window[Int(Int64(offset) - windowStart)...]
    }

    /// Up to `count` bytes, fewer at the end of the file.
    func upTo(_ count: Int, at offset: UInt64) throws(SystemError) -> [UInt8] {
        guard offset < UInt64(size) else { return [] }
        return try read(Int(min(UInt64(count), UInt64(size) - offset)), at: Int64(offset))
    }

    mutating func byte(at offset: UInt64) throws(SystemError) -> UInt8? { try exactly(1, at: offset)?.first }

    /// An unsigned number of 1 to 8 bytes.
    mutating func number(_ count: Int, at offset: UInt64, bigEndian: Bool) throws(SystemError) -> UInt64? {
        guard let bytes = try exactly(count, at: offset) else { return nil }
        return Self.number(bytes, bigEndian: bigEndian)
    }

    static func number(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> UInt64 {
        var value: UInt64 = 0
        if bigEndian {
            for byte in bytes { value = value << 8 | UInt64(byte) }
        } else {
            for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
        }
        return value
    }

    private func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, Int(offset) + filled)
                if got > 0 {
                    filled += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    failure = SystemError("read")
                    break
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
