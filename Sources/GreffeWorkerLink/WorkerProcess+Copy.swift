import Glibc
package import GreffeCore

extension WorkerProcess {
    /// Bounds on a copy's size against the original's: what only JPEG in strips needs, which is decoded and packed
    /// without loss; and room for the words of the longest letter.
    private static let copyFactorMax = 40
    private static let copyBytesMin = 256 << 20

    /// Has the access copy of a scan made, page by page. One worker makes one copy and is then thrown away: it starts
    /// in 0.2 s, and a copy is asked for by a person.
    ///
    /// - Parameters:
    ///   - scan: an open descriptor; a copy goes to the worker, its offset is left alone.
    ///   - reading: of the pages that the request names, in its order.
    ///   - take: gets the copy's bytes in order, on this thread; false gives the copy up.
    /// - Returns: the part of ISO 19005 that the copy keeps to; nil for none.
    /// - Throws: `.scan` when it cannot be copied; anything else ends the worker.
    package func copy(
        scan: Int32, reading: Reading, request: CopyRequest, take: ([UInt8]) -> Bool
    ) throws(WorkerError) -> Int? {
        do throws(WorkerError) {
            try send(WorkerRequest(copy: request), scan: scan)
            var size = stat()
            guard fstat(scan, &size) == 0 else { throw .startFailed(errno: errno) }
            return try receiveCopy(of: Int(size.st_size), reading: reading, limits: request.limits, take: take)
        } catch .scan(let fault) {
            throw .scan(fault)
        } catch {
            throw end(after: error)
        }
    }

    private func receiveCopy(
        of size: Int, reading: Reading, limits: ReadingLimits, take: ([UInt8]) -> Bool
    ) throws(WorkerError) -> Int? {
        let clock = SuspendingClock()
        let opened = try reply(page: 0, until: clock.now + .seconds(limits.secondsPerPageMax + Self.startSecondsMax))
        guard case .opened(let count) = opened else { throw .verdict(opened) }
        guard (1...limits.pagesMax).contains(count) else { throw .malformed(.outOfBounds) }
        let whole =
            clock.now + .seconds(limits.secondsPerPageMax + Self.secondsPerPageMean * Double(reading.pages.count))
        var left = max(Self.copyBytesMin, size.multipliedReportingOverflow(by: Self.copyFactorMax).partialValue)
        // Pages handed over so far.
        var sent = 0
        while true {
            let until = min(whole, clock.now + .seconds(limits.secondsPerPageMax))
            let page = sent == 0 ? 0 : reading.pages[sent - 1].number
            let next = try reply(page: page, until: until)
            switch next {
            case .wanted(let number):
                guard sent < reading.pages.count, number == reading.pages[sent].number else {
                    throw .malformed(.outOfTurn)
                }
                try send(reading.pages[sent])
                sent += 1
            case .bytes(let announced):
                let bytes = try receiveBytes(announced, page: page, until: until)
                left -= bytes.count
                guard left >= 0 else { throw .malformed(.oversizedFrame) }
                guard take(bytes) else { throw .stopped }
            case .copied(let part):
                guard sent == reading.pages.count, [0, 2, 3].contains(part) else { throw .malformed(.outOfTurn) }
                return part == 0 ? nil : part
            default: throw .verdict(next)
            }
        }
    }

    private func send(_ page: PageReading) throws(WorkerError) {
        guard let message = WorkerCoding.bytes(page) else { throw .malformed(.notJSON) }
        do throws(MessageSocket.Trouble) {
            try socket.send(message, bytesMax: Frame.replyBytesMax)
        } catch { throw WorkerError(error, page: page.number) }
    }

    private func receiveBytes(
        _ announced: Int, page: Int, until deadline: SuspendingClock.Instant
    ) throws(WorkerError) -> [UInt8] {
        do throws(MessageSocket.Trouble) {
            let received = try socket.receive(bytesMax: Frame.chunkBytesMax, until: deadline)
            if received.descriptor >= 0 { close(received.descriptor) }
            guard received.payload.count == announced else { throw .oversized }
            return received.payload
        } catch { throw WorkerError(error, page: page) }
    }
}
