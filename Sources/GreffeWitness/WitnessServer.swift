import Glibc
import GreffeProof

/// Serves a witness over HTTP: `POST /add-checkpoint`, and nothing else. A fixed number of threads, each with one
/// connection at a time; bounds and deadlines are `HTTPConnection`'s. Encryption is for a proxy in front: what passes
/// is signed on both ways.
package struct WitnessServer: Sendable {
    private let witness: Witness
    private let listening: Int32
    /// `127.0.0.1:8090`, the port as the system gave it.
    package let address: String
    private let report: @Sendable (String) -> Void

    /// A log speaks to its witness every few minutes: the rest is room for those who hold connections open.
    private static let threads = 16
    private static let waitingMax: Int32 = 64
    /// Then a client connects again: nobody keeps a thread for ever.
    private static let requestsMax = 100

    /// - Parameters:
    ///   - address: `ADDRESS:PORT` in figures; port 0 lets the system choose.
    ///   - report: given one line for each answer.
    package init(
        witness: Witness, address: String, report: @escaping @Sendable (String) -> Void
    ) throws(WitnessError) {
        (self.witness, self.report) = (witness, report)
        (listening, self.address) = try Self.listen(address)
    }

    private static func listen(_ text: String) throws(WitnessError) -> (Int32, String) {
        guard let colon = text.lastIndex(of: ":"), UInt16(text[text.index(after: colon)...]) != nil else {
            throw .addressInvalid(text)
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard !host.isEmpty, getaddrinfo(host, String(text[text.index(after: colon)...]), &hints, &found) == 0,
            let place = found?.pointee
        else { throw .addressInvalid(text) }
        defer { freeaddrinfo(found) }
        let failed = { (number: Int32) in
            WitnessError.listenFailed(address: text, reason: String(cString: strerror(number)))
        }
        let descriptor = socket(place.ai_family, place.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), place.ai_protocol)
        guard descriptor >= 0 else { throw failed(errno) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, place.ai_addr, place.ai_addrlen) == 0, Glibc.listen(descriptor, waitingMax) == 0 else {
            let number = errno
            close(descriptor)
            throw failed(number)
        }
        return (descriptor, "\(text[..<colon]):\(port(of: descriptor))")
    }

    private static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutableBytes(of: &address) { bytes -> UInt16 in
            guard let base = bytes.baseAddress,
                getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &length) == 0
            else { return 0 }
            // In both families the port follows the family, in network order.
            return UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// Serves until the process is ended by a signal, whatever signals its starter had blocked for itself.
    package func run() throws(WitnessError) -> Never {
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        for _ in 1..<Self.threads {
            let server = self
            guard Thread.detach({ server.acceptForever() }) else {
                throw .listenFailed(address: address, reason: "no further thread")
            }
        }
        acceptForever()
    }

    private func acceptForever() -> Never {
        while true {
            // A witness starts no program: nobody inherits the descriptor.
            let descriptor = accept(listening, nil, nil)
            if descriptor < 0 {
                // Out of descriptors, or the peer is gone already: a moment, and on.
                usleep(10_000)
                continue
            }
            serve(HTTPConnection(descriptor: descriptor, bodyBytesMax: AddCheckpoint.bytesMax))
        }
    }

    private func serve(_ connection: consuming HTTPConnection) {
        do throws(HTTPConnection.Ending) {
            for number in 1...Self.requestsMax {
                let request = try connection.next()
                let keepsAlive = request.keepsAlive && number < Self.requestsMax
                let (status, type, body) = answer(request)
                try connection.answer(status: status, type: type, body: Array(body.utf8), keepsAlive: keepsAlive)
                if !keepsAlive { return }
            }
        } catch {
            guard case .refused(let status) = error else { return }
            // Whoever sent no request may not wait for an answer either.
            try? connection.answer(status: status, type: Self.plain, body: [], keepsAlive: false)
        }
    }

    private static let plain = "text/plain; charset=utf-8"

    private func answer(_ request: HTTPConnection.Request) -> (Int, String, String) {
        guard request.target == "/add-checkpoint" else { return (404, Self.plain, "") }
        guard request.method == "POST" else { return (405, Self.plain, "") }
        let answer = witness.add(request.body)
        let (status, type, body): (Int, String, String) =
            switch answer {
            case .cosigned(let line): (200, Self.plain, "\(line.text)\n")
            case .malformed(let what): (400, Self.plain, "\(what)\n")
            case .notSigned: (403, Self.plain, "not signed by a key of that log\n")
            case .logUnknown: (404, Self.plain, "not a log of this witness\n")
            case .conflict(let size): (409, "text/x.tlog.size", "\(size)\n")
            case .inconsistent: (422, Self.plain, "the proof does not lead to the new root\n")
            case .failed: (500, Self.plain, "")
            }
        report("\(status)\(status == 200 || status == 409 ? "" : " \(body.dropLast())")")
        return (status, type, body)
    }
}
