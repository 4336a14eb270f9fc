import FoundationEssentials
package import GreffeCore

/// The request: read, or copy out, the scan whose descriptor comes along. See docs/format/worker-protocol.md.
package struct WorkerRequest: Hashable, Sendable, Codable {
    package static let version = "greffe.worker/v2"

    package var version = Self.version
    /// One of the two.
    package var read: ReadingRequest?
    package var copy: CopyRequest?

    package init(read: ReadingRequest) { self.read = read }
    package init(copy: CopyRequest) { self.copy = copy }
}

/// What a worker answers: `opened` and one `page` for each page, then `finished`; or `failed` at any point, which ends
/// the answer. To a copy: `opened`, then `wanted` for each page, which the daemon answers with the page's reading, and
/// `bytes` whenever there are some, which follow in a frame of their own; then `copied`.
package enum WorkerReply: Hashable, Sendable {
    case opened(pages: Int)
    case page(PageReading)
    case finished(engine: EngineFingerprint, seconds: ReadingSeconds)
    case wanted(page: Int)
    case bytes(count: Int)
    /// Which part of ISO 19005 the copy keeps to, 0 for none.
    case copied(part: Int)
    case failed(ScanFault)
}

extension WorkerReply: Codable {
    private enum Key: String, CodingKey {
        case opened, page, engine, seconds, wanted, bytes, copied, failed
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        switch self {
        case .opened(let pages): try members.encode(pages, forKey: .opened)
        case .page(let page): try members.encode(page, forKey: .page)
        case .finished(let engine, let seconds):
            try members.encode(engine, forKey: .engine)
            try members.encode(seconds, forKey: .seconds)
        case .wanted(let page): try members.encode(page, forKey: .wanted)
        case .bytes(let count): try members.encode(count, forKey: .bytes)
        case .copied(let part): try members.encode(part, forKey: .copied)
        case .failed(let fault): try members.encode(fault, forKey: .failed)
        }
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        if let pages = try members.decodeIfPresent(Int.self, forKey: .opened) {
            self = .opened(pages: pages)
        } else if let page = try members.decodeIfPresent(PageReading.self, forKey: .page) {
            self = .page(page)
        } else if let page = try members.decodeIfPresent(Int.self, forKey: .wanted) {
            self = .wanted(page: page)
        } else if let count = try members.decodeIfPresent(Int.self, forKey: .bytes) {
            self = .bytes(count: count)
        } else if let part = try members.decodeIfPresent(Int.self, forKey: .copied) {
            self = .copied(part: part)
        } else if let fault = try members.decodeIfPresent(ScanFault.self, forKey: .failed) {
            self = .failed(fault)
        } else {
            self = .finished(
                engine: try members.decode(EngineFingerprint.self, forKey: .engine),
                seconds: try members.decode(ReadingSeconds.self, forKey: .seconds))
        }
    }
}

/// JSON both ways; nil where it cannot be done, which for a received message means nonsense.
package enum WorkerCoding {
    package static func bytes(_ message: some Encodable) -> [UInt8]? {
        // A message of ours always encodes unless a figure is not finite; the caller then treats it as a failed page.
        (try? JSONEncoder().encode(message)).map { Array($0) }
    }

    package static func message<Message: Decodable>(_ type: Message.Type, from bytes: [UInt8]) -> Message? {
        // Why it does not decode is of no use to anybody: the other side is broken or hostile.
        try? JSONDecoder().decode(type, from: Data(bytes))
    }
}
