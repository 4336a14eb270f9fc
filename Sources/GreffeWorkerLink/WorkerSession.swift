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
        package let request: ReadingRequest
    }

    /// Waits for the next request. Nil when the daemon closed the socket or does not keep to the protocol: then leave.
    package func next() -> Assignment? {
        // All troubles mean the same to a worker: there is nobody left to work for.
        guard let received = try? socket.receive(bytesMax: Frame.requestBytesMax, until: nil) else { return nil }
        guard received.descriptor >= 0 else { return nil }
        guard let request = WorkerCoding.message(WorkerRequest.self, from: received.payload),
            request.version == WorkerRequest.version
        else {
            close(received.descriptor)
            return nil
        }
        return Assignment(scan: received.descriptor, request: request.read)
    }

    /// False when the daemon is gone or the reply does not fit: then leave.
    package func send(_ reply: WorkerReply) -> Bool {
        guard let bytes = WorkerCoding.bytes(reply) else { return false }
        // As above.
        return (try? socket.send(bytes, bytesMax: Frame.replyBytesMax)) != nil
    }
}
