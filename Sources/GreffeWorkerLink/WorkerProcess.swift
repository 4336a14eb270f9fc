import CLinux
import Glibc
package import GreffeCore
import Synchronization

/// One running `greffe-worker`. Reads one scan at a time, blocking its thread; once a read has failed with anything but
/// a verdict on the scan, the process is dead and reaped, and a new one is needed.
///
/// The worker dies with the thread that started it (PR_SET_PDEATHSIG), so start it on the thread that uses it.
package final class WorkerProcess: Sendable {
    /// Start-up, with the dynamic linker on a cold and busy disk, is allowed this much on top of a page's time.
    static let startSecondsMax = 30.0
    /// Pages at 3 s are slow ones; the whole scan gets its pages at that pace on top of the time of one stuck page.
    static let secondsPerPageMean = 15.0

    package let processIdentifier: Int32
    let socket: MessageSocket
    /// False once the process was reaped: its number may then belong to somebody else.
    private let isOurs = Mutex(true)

    private init(processIdentifier: Int32, socket: consuming MessageSocket) {
        self.processIdentifier = processIdentifier
        self.socket = socket
    }

    /// An object exists only for a process that was started: a failed one would be killed and reaped by `deinit` under
    /// the number -1, which means everybody.
    package convenience init(_ launch: WorkerLaunch) throws(WorkerError) {
        var ends: [Int32] = [-1, -1]
        guard greffe_socketpair(&ends) == 0 else { throw .startFailed(errno: errno) }
        defer { close(ends[1]) }
        let socket = MessageSocket(owning: ends[0])
        let (started, failure) = (Self.spawn(launch, socket: ends[1]), errno)
        guard started > 0 else { throw .startFailed(errno: failure) }
        self.init(processIdentifier: started, socket: socket)
    }

    deinit {
        terminate()
        _ = reap()
    }

    private static func spawn(_ launch: WorkerLaunch, socket: Int32) -> pid_t {
        withCStrings(launch.arguments) { arguments in
            withCStrings(launch.environment) { environment in
                launch.program.withCString { path in
                    var plan = greffe_spawn()
                    plan.path = path
                    plan.arguments = arguments
                    plan.environment = environment
                    plan.standard_input = socket
                    plan.standard_output = -1
                    plan.memory_bytes_max = launch.memoryBytesMax
                    plan.descriptors_max = WorkerLaunch.descriptorsMax
                    return greffe_spawn(&plan)
                }
            }
        }
    }

    /// Kills the process; from any thread, at any time. A read under way then throws.
    package func terminate() {
        isOurs.withLock { if $0 { kill(processIdentifier, SIGKILL) } }
    }

    /// Whether the process still runs; reaps it if not.
    package var isAlive: Bool {
        isOurs.withLock { isOurs in
            guard isOurs else { return false }
            var status: Int32 = 0
            if waitpid(processIdentifier, &status, WNOHANG) == 0 { return true }
            isOurs = false
            return false
        }
    }

    /// Some pages of a scan, and how many it has.
    struct Part {
        var reading: Reading
        var pageCount: Int
    }

    /// Reads a scan, page by page.
    ///
    /// - Parameter scan: an open descriptor; a copy goes to the worker, its offset is left alone.
    /// - Parameter pageRead: called on this thread for each page as it arrives.
    /// - Throws: `.scan` when the scan cannot be read, and the worker lives; anything else ends the worker.
    package func read(
        scan: Int32, request: ReadingRequest, pageRead: (PageReading) -> Void = { _ in }
    ) throws(WorkerError) -> Reading {
        try readPart(scan: scan, request: request, pageRead: pageRead).reading
    }

    /// As `read`, for a request that is about some of the pages.
    func readPart(
        scan: Int32, request: ReadingRequest, pageRead: (PageReading) -> Void
    ) throws(WorkerError) -> Part {
        do throws(WorkerError) {
            try send(WorkerRequest(read: request), scan: scan)
            return try receive(request, pageRead: pageRead)
        } catch .scan(let fault) {
            throw .scan(fault)
        } catch {
            throw end(after: error)
        }
    }

    func send(_ request: WorkerRequest, scan: Int32) throws(WorkerError) {
        guard let message = WorkerCoding.bytes(request) else { throw .malformed(.notJSON) }
        do throws(MessageSocket.Trouble) {
            try socket.send(message, passing: scan, bytesMax: Frame.requestBytesMax)
        } catch { throw WorkerError(error, page: 0) }
    }

    private func receive(_ request: ReadingRequest, pageRead: (PageReading) -> Void) throws(WorkerError) -> Part {
        let limits = request.limits
        let clock = SuspendingClock()
        let opened = try reply(page: 0, until: clock.now + .seconds(limits.secondsPerPageMax + Self.startSecondsMax))
        guard case .opened(let count) = opened else { throw .verdict(opened) }
        guard (1...limits.pagesMax).contains(count) else { throw .malformed(.outOfBounds) }
        let wanted = request.pages(of: count)
        // Of a scan that had more pages when its first part was read.
        guard !wanted.isEmpty else { throw .malformed(.outOfBounds) }
        let whole = clock.now + .seconds(limits.secondsPerPageMax + Self.secondsPerPageMean * Double(wanted.count))

        var pages: [PageReading] = []
        for number in wanted {
            let next = try reply(page: number, until: min(whole, clock.now + .seconds(limits.secondsPerPageMax)))
            guard case .page(let page) = next else { throw .verdict(next) }
            guard ReplyBounds.hold(page, number: number, limits: limits) else { throw .malformed(.outOfBounds) }
            pages.append(page)
            pageRead(page)
        }
        let last = try reply(page: count, until: clock.now + .seconds(limits.secondsPerPageMax))
        guard case .finished(let engine, let seconds) = last else { throw .verdict(last) }
        guard ReplyBounds.hold(engine), ReplyBounds.hold(seconds) else { throw .malformed(.outOfBounds) }
        return Part(reading: Reading(engine: engine, pages: pages, seconds: seconds), pageCount: count)
    }

    func reply(page: Int, until deadline: SuspendingClock.Instant) throws(WorkerError) -> WorkerReply {
        let payload: [UInt8]
        do throws(MessageSocket.Trouble) {
            let received = try socket.receive(bytesMax: Frame.replyBytesMax, until: deadline)
            // A worker has no business sending descriptors.
            if received.descriptor >= 0 { close(received.descriptor) }
            payload = received.payload
        } catch { throw WorkerError(error, page: page) }
        guard let reply = WorkerCoding.message(WorkerReply.self, from: payload) else { throw .malformed(.notJSON) }
        return reply
    }

    /// Ends and reaps the process; says how it had died where that is why the read failed.
    func end(after error: WorkerError) -> WorkerError {
        if case .exited = error {
            // The socket's other end closes a moment before the process can be reaped; it is dying by itself.
            let status = reap(patienceMilliseconds: 2_000)
            if let status {
                return WorkerError(waitStatus: status)
            }
        }
        terminate()
        _ = reap()
        return error
    }

    /// Waits for the process to end and returns its status; nil if it was reaped before, or outlives the patience.
    private func reap(patienceMilliseconds: Int? = nil) -> Int32? {
        var left = patienceMilliseconds ?? Int.max
        while left > 0 {
            let outcome: Int32?? = isOurs.withLock { isOurs in
                guard isOurs else { return .some(nil) }
                var status: Int32 = 0
                let reaped = waitpid(processIdentifier, &status, WNOHANG)
                if reaped == 0 || (reaped < 0 && errno == EINTR) { return nil }
                isOurs = false
                return .some(reaped > 0 ? status : nil)
            }
            if let outcome { return outcome }
            usleep(5_000)
            left -= 5
        }
        return nil
    }
}

extension WorkerError {
    /// How a worker ended that was not told to.
    fileprivate init(waitStatus status: Int32) {
        switch (status & 0x7f, status >> 8 & 0xff) {
        case (0, Confinement.refusedStatus): self = .unconfined
        case (0, let code): self = .exited(status: code)
        case (let signal, _): self = .crashed(signal: signal)
        }
    }

    init(_ trouble: MessageSocket.Trouble, page: Int) {
        switch trouble {
        case .closed: self = .exited(status: 0)
        case .late: self = .hung(page: page)
        case .oversized: self = .malformed(.oversizedFrame)
        }
    }

    /// What a reply out of turn means: a verdict on the scan, or nonsense.
    static func verdict(_ reply: WorkerReply) -> WorkerError {
        if case .failed(let fault) = reply { .scan(fault) } else { .malformed(.outOfTurn) }
    }
}

/// The strings as a C array that ends with NULL, for as long as the body runs.
private func withCStrings<Result>(_ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result)
    -> Result
{
    var copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    copies.append(nil)
    return copies.withUnsafeBufferPointer { buffer in
        // The array has at least its NULL, so it has an address.
        body(buffer.baseAddress.unsafelyUnwrapped)
    }
}
