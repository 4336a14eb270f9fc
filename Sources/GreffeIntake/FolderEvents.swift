import CLinux
@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Listens to a watch folder through inotify. What it says is a hint: events get lost, and network shares tell none.
final class FolderEvents {
    struct Hints {
        var sites: Set<Site> = []
        /// Names were lost, or folders came and went.
        var needsRescan = false
    }

    /// Names kept until they are looked at; beyond this a rescan is cheaper than the memory.
    static let sitesMax = 8_192

    private final class Heard: Sendable {
        struct State {
            var hints = Hints()
            /// Sub-folder by watch number.
            var folders: [Int32: FileNameBytes] = [:]
        }
        let state = Mutex(State())
    }

    private let descriptor: Int32
    private let heard = Heard()
    private let source: any DispatchSourceRead

    /// - Parameter ring: called on a queue of the system whenever something was heard.
    init(ring: @escaping @Sendable () -> Void) throws(SystemError) {
        let descriptor = greffe_watch_events_open()
        guard descriptor >= 0 else { throw SystemError("inotify") }
        self.descriptor = descriptor
        source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "greffe.intake.events"))
        source.setEventHandler { [heard] in
            if Self.drain(descriptor, into: heard) { ring() }
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    deinit { source.cancel() }

    /// Watches a folder; harmless when it is watched already.
    func watch(_ folder: Folder, as subfolder: FileNameBytes) throws(SystemError) {
        // Under the lock, so that no event of the new watch is read before its folder is known.
        let failure = heard.state.withLock { state -> SystemError? in
            let number = greffe_watch_events_add(descriptor, folder.descriptor)
            if number < 0 { return SystemError("inotify") }
            state.folders[number] = subfolder
            return nil
        }
        if let failure { throw failure }
    }

    /// What was heard since the last call.
    func take() -> Hints {
        heard.state.withLock { state in
            defer { state.hints = Hints() }
            return state.hints
        }
    }

    var isRescanNeeded: Bool { heard.state.withLock { $0.hints.needsRescan } }

    /// Reads all there is; true when anything of interest was among it.
    private static func drain(_ descriptor: Int32, into heard: Heard) -> Bool {
        // Room for some hundred events; one event is at most 16 bytes and a name.
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 8)
        defer { buffer.deallocate() }
        var isOfInterest = false
        while true {
            let length = read(descriptor, buffer.baseAddress, buffer.count)
            if length < 0, errno == EINTR { continue }
            guard length > 0, let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { break }
            var offset = 0
            var event = greffe_watch_event()
            while greffe_watch_events_next(base, length, &offset, &event) != 0 {
                isOfInterest = note(event, in: heard) || isOfInterest
            }
        }
        return isOfInterest
    }

    private static func note(_ event: greffe_watch_event, in heard: Heard) -> Bool {
        let name = UnsafeBufferPointer(start: event.name, count: strlen(event.name)).map { UInt8(bitPattern: $0) }
        return heard.state.withLock { state in
            guard event.kind == GREFFE_WATCH_NAME, let subfolder = state.folders[event.watch] else {
                state.hints.needsRescan = true
                return true
            }
            let fileName = FileNameBytes(bytes: name)
            guard NameRule(fileName) == .candidate else { return false }
            if state.hints.sites.count < sitesMax {
                state.hints.sites.insert(Site(subfolder: subfolder, fileName: fileName))
            } else {
                state.hints.needsRescan = true
            }
            return true
        }
    }
}

/// A name in a sub-folder of a watch folder.
struct Site: Hashable {
    /// Below the watch folder; empty for the folder itself.
    var subfolder: FileNameBytes
    var fileName: FileNameBytes

    /// The name the file had when it was dropped.
    var originalName: FileNameBytes {
        if case .leaving(let original) = NameRule(fileName) { original } else { fileName }
    }
}
