/// The framing of the worker's socket: a length of four bytes, big-endian, then that many bytes of JSON.
package enum Frame {
    package static let headerByteCount = 4

    /// A request is a media type, a few languages and five numbers.
    package static let requestBytesMax = 64 * 1024

    /// A page of 20,000 words, the most a page may have, is 3 MB of JSON; anything much beyond that is an attack on the
    /// daemon's memory.
    package static let replyBytesMax = 16 * 1024 * 1024

    /// Bytes of a copy travel so many at a time: few enough to be held twice.
    package static let chunkBytesMax = 1024 * 1024

    /// Nil when the payload is empty or longer than `bytesMax`.
    package static func encode(_ payload: [UInt8], bytesMax: Int) -> [UInt8]? {
        guard !payload.isEmpty, payload.count <= bytesMax else { return nil }
        let count = UInt32(payload.count)
        return (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + payload
    }

    /// The payload's length; nil when it is zero or more than `bytesMax`.
    package static func payloadCount(header: [UInt8], bytesMax: Int) -> Int? {
        guard header.count == headerByteCount else { return nil }
        let count = header.reduce(0) { $0 << 8 | Int($1) }
        return count >= 1 && count <= bytesMax ? count : nil
    }
}
