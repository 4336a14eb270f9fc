import Glibc
package import GreffeCore

/// The worker's end of the socket.
package struct WorkerSession: ~Copyable {
    private let socket: MessageSocket

    /// - Parameter descriptor: the socket, taken over.
    package init(owning descriptor: Int32) { socket = MessageSocket(owning: descriptor) }

    /// A request and the scan it is about; the receiver closes the descriptor.
    package struct Assignment {
        package let scan: Int32
        package let task: Task
    }

    package enum Task: Sendable {
        case read(ReadingRequest)
        case copy(CopyRequest)

        fileprivate init?(_ request: WorkerRequest) {
            switch (request.read, request.copy) {
            case (let read?, nil): self = .read(read)
            case (nil, let copy?): self = .copy(copy)
            default: return nil
            }
        }

        package var limits: ReadingLimits {
            switch self {
            case .read(let request): request.limits
            case .copy(let request): request.limits
            }
        }
    }

    /// Waits for the next request. Nil when the daemon closed the socket or does not keep to the protocol: then leave.
    package func next() -> Assignment? {
        // All troubles mean the same to a worker: there is nobody left to work for.
        guard let received = try? socket.receive(bytesMax: Frame.requestBytesMax, until: nil) else { return nil }
        guard received.descriptor >= 0 else { return nil }
        guard let request = WorkerCoding.message(WorkerRequest.self, from: received.payload),
            request.version == WorkerRequest.version, let task = Task(request)
        else {
            close(received.descriptor)
            return nil
        }
        return Assignment(scan: received.descriptor, task: task)
    }

    /// Asks for a page's reading, to copy it. Nil when the daemon is gone or answers something else: then leave.
    package func reading(page: Int) -> PageReading? {
        guard send(.wanted(page: page)) else { return nil }
        // As above.
        guard let received = try? socket.receive(bytesMax: Frame.replyBytesMax, until: nil) else { return nil }
        if received.descriptor >= 0 { close(received.descriptor) }
        return WorkerCoding.message(PageReading.self, from: received.payload)
    }

    /// Sends bytes of a copy, in frames that are not too long. False as above.
    package func send(bytes: [UInt8]) -> Bool {
        for start in stride(from: 0, to: bytes.count, by: Frame.chunkBytesMax) {
            let chunk = Array(bytes[start..<min(bytes.count, start + Frame.chunkBytesMax)])
            // As above.
            guard send(.bytes(count: chunk.count)),
                (try? socket.send(chunk, bytesMax: Frame.chunkBytesMax)) != nil
            else { return false }
        }
        return true
    }

    /// False when the daemon is gone or the reply does not fit: then leave.
    package func send(_ reply: WorkerReply) -> Bool {
        guard let bytes = WorkerCoding.bytes(reply) else { return false }
        // As above.
        return (try? socket.send(bytes, bytesMax: Frame.replyBytesMax)) != nil
    }
}
