import FoundationEssentials
package import GreffeCore

/// The request: read the scan whose descriptor comes along. See docs/format/worker-protocol.md.
package struct WorkerRequest: Hashable, Sendable, Codable {
    package static let version = "greffe.worker/v1"

    package var version = Self.version
    package var read: ReadingRequest

    package init(read: ReadingRequest) { self.read = read }
}

/// What a worker answers: `opened` and one `page` for each page, then `finished`; or `failed` at any point, which ends
/// the answer.
package enum WorkerReply: Hashable, Sendable {
    case opened(pages: Int)
    case page(PageReading)
    case finished(engine: EngineFingerprint, seconds: ReadingSeconds)
    case failed(ScanFault)
}

extension WorkerReply: Codable {
    private enum Key: String, CodingKey {
        case opened, page, engine, seconds, failed
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        switch self {
        case .opened(let pages): try members.encode(pages, forKey: .opened)
        case .page(let page): try members.encode(page, forKey: .page)
        case .finished(let engine, let seconds):
            try members.encode(engine, forKey: .engine)
            try members.encode(seconds, forKey: .seconds)
        case .failed(let fault): try members.encode(fault, forKey: .failed)
        }
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        if let pages = try members.decodeIfPresent(Int.self, forKey: .opened) {
            self = .opened(pages: pages)
        } else if let page = try members.decodeIfPresent(PageReading.self, forKey: .page) {
            self = .page(page)
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
