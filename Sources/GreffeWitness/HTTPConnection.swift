import Glibc

/// One connection of a witness: reads small HTTP/1.1 requests within bounds and deadlines, and nothing more of the
/// protocol than a witness needs. Whatever is not understood ends the connection.
struct HTTPConnection: ~Copyable {
    struct Request {
        var method: String
        var target: String
        var body: [UInt8]
        var keepsAlive: Bool
    }

    /// Why no request came: what to answer before closing, if anything.
    enum Ending: Error {
        case closed
        case refused(status: Int)
    }

    /// A request line and the headers of a proxy or two.
    private static let headBytesMax = 8_192
    private static let pieceBytes = 16_384
    /// A request is a few hundred bytes; who takes longer holds a thread for nothing.
    private static let requestSecondsMax: Int64 = 10

    private let descriptor: Int32
    private let bodyBytesMax: Int
    /// Read and not used yet: the beginning of the next request.
    private var buffer: [UInt8] = []

    /// Takes the descriptor over.
    init(descriptor: Int32, bodyBytesMax: Int) {
        (self.descriptor, self.bodyBytesMax) = (descriptor, bodyBytesMax)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    mutating func next() throws(Ending) -> Request {
        let deadline = ContinuousClock.now + .seconds(Self.requestSecondsMax)
        while endOfHead == nil {
            guard buffer.count < Self.headBytesMax else { throw .refused(status: 431) }
            try fill(deadline)
        }
        guard let end = endOfHead, end <= Self.headBytesMax,
            let head = String(validating: buffer[..<end], as: UTF8.self)
        else { throw .refused(status: 400) }
        let parsed = try Self.parse(head)
        guard parsed.length <= bodyBytesMax else { throw .refused(status: 413) }
        buffer.removeFirst(end + 4)
        if parsed.expectsContinue, buffer.count < parsed.length {
            try send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), deadline)
        }
        while buffer.count < parsed.length { try fill(deadline) }
        let body = Array(buffer.prefix(parsed.length))
        buffer.removeFirst(parsed.length)
        return Request(method: parsed.method, target: parsed.target, body: body, keepsAlive: parsed.keepsAlive)
    }

    func answer(status: Int, type: String, body: [UInt8], keepsAlive: Bool) throws(Ending) {
        let head =
            "HTTP/1.1 \(status) \(Self.phrases[status] ?? "Answer")\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.count)\r\nConnection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
        try send(Array(head.utf8) + body, ContinuousClock.now + .seconds(Self.requestSecondsMax))
    }

    private static let phrases = [
        200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
        411: "Length Required", 413: "Content Too Large", 422: "Unprocessable Entity",
        431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
    ]

    // MARK: Head

    private struct Head {
        var method: String
        var target: String
        var length = 0
        var keepsAlive = true
        var expectsContinue = false
    }

    private var endOfHead: Int? {
        guard buffer.count >= 4 else { return nil }
        return (0...buffer.count - 4).first { buffer[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
    }

    private static func parse(_ text: String) throws(Ending) -> Head {
        // "\r\n" is one character in Swift: what is split are bytes.
        let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 13 ? line.dropLast() : line[...], as: UTF8.self)
        }
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0", words[1].hasPrefix("/"),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 10 || $0 == 13 || $0 == 9 })
        else { throw .refused(status: 400) }
        var head = Head(method: words[0], target: words[1], keepsAlive: words[2] == "HTTP/1.1")
        var length: Int?
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = parts.first?.lowercased(), !name.isEmpty, !name.contains(" ") else {
                throw .refused(status: 400)
            }
            let value = parts[1].drop { $0 == " " || $0 == "\t" }.lowercased()
            switch name {
            case "content-length":
                // Two lengths, or a sign, are how requests are smuggled past a proxy.
                guard length == nil, !value.isEmpty, value.utf8.count <= 9,
                    value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(value)
                else { throw .refused(status: 400) }
                length = number
            case "transfer-encoding": throw .refused(status: 501)
            case "connection": head.keepsAlive = head.keepsAlive && value != "close"
            case "expect": head.expectsContinue = value == "100-continue"
            default: break
            }
        }
        if head.method == "POST", length == nil { throw .refused(status: 411) }
        head.length = length ?? 0
        return head
    }

    // MARK: Socket

    private mutating func fill(_ deadline: ContinuousClock.Instant) throws(Ending) {
        try wait(for: Int16(POLLIN), deadline)
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { throw .closed }
        buffer += piece.prefix(count)
    }

    private func send(_ bytes: [UInt8], _ deadline: ContinuousClock.Instant) throws(Ending) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: Int16(POLLOUT), deadline)
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw .closed }
            rest = rest.dropFirst(count)
        }
    }

    private func wait(for event: Int16, _ deadline: ContinuousClock.Instant) throws(Ending) {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { throw .closed }
        var poll = pollfd(fd: descriptor, events: event, revents: 0)
        let ready = Glibc.poll(&poll, 1, Int32(left / .milliseconds(1)) + 1)
        if ready < 0, errno == EINTR { return try wait(for: event, deadline) }
        guard ready == 1 else { throw .closed }
    }
}
