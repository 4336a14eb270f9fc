import Glibc
import GreffeCore
import Synchronization
import Testing

@testable import GreffeIntake

/// The watcher on real files and real programs, its clock in the test's hand.
@Suite struct InboxWatcherTests {
    let inbox: TestFolder

    init() throws { inbox = try TestFolder() }

    func watcher(
        events: Bool = false, recursive: Bool = true, outputs: [String] = [], ring: @escaping @Sendable () -> Void = {}
    ) -> InboxWatcher {
        InboxWatcher(
            WatchFolder(path: inbox.path, isRecursive: recursive, usesEvents: events), outputs: outputs, ring: ring)
    }

    /// What one look finds, as text: `scan NAME`, `intake.code NAME`.
    func look(_ watcher: InboxWatcher, _ now: Moment, max: Int = 100) -> [String] {
        watcher.next(max: max, now: now).map { finding in
            switch finding {
            case .scan(let drop, _, _): "scan \(drop.place.display)"
            case .refused(let drop, let refusal, _): "\(refusal.code) \(drop.place.display)"
            case .refusedInPlace(_, let refusal, let site): "\(refusal.code) \(site.originalName.display)"
            }
        }
    }

    /// Makes files look as if they had lain there for an hour, without waiting: the wall clock goes on.
    func hourLater(_ moment: Moment = .current()) -> Moment { moment.later(3_600_000) }

    @Test(arguments: [true, false]) func `files present at the start are found at once`(_ events: Bool) throws {
        try inbox.write("b.tif", Sample.tiff())
        try inbox.write("a.PDF", Sample.pdf())
        try Shell.run("touch -d '1 hour ago' b.tif", in: inbox.path)
        #expect(look(watcher(events: events), hourLater()) == ["scan b.tif", "scan a.PDF"])
    }

    @Test func `a new file is found when it has been quiet, a TIFF later than a JPEG`() throws {
        try inbox.write("a.jpg", Sample.jpeg())
        try inbox.write("b.tif", Sample.tiff())
        let (watcher, start) = (watcher(), Moment.current())
        #expect(look(watcher, start).isEmpty)
        #expect(watcher.wakeAt == start.steadyMilliseconds + 2_000)
        #expect(look(watcher, start.later(1_900)).isEmpty)
        #expect(look(watcher, start.later(2_000)) == ["scan a.jpg"])
        watcher.forget(Site(subfolder: FileNameBytes(""), fileName: FileNameBytes("a.jpg")))
        #expect(look(watcher, start.later(5_000)).contains("scan b.tif"))
    }

    @Test func `a file that grows in gaps of four seconds is found once, whole`() throws {
        let whole = Sample.tiff(pages: [Sample.Page(), Sample.Page(), Sample.Page()])
        var (watcher, now) = (watcher(), Moment.current())
        for count in [10, 60, 150, 200] {
            try inbox.write("scan.tif", Array(whole.prefix(count)))
            #expect(watch(watcher, from: &now, for: 4_000).isEmpty)
        }
        try inbox.write("scan.tif", whole)
        #expect(watch(watcher, from: &now, for: 10_000) == ["scan scan.tif"])
    }

    @Test func `a TIFF that is whole after each page waits for the next page`() throws {
        var (watcher, now) = (watcher(), Moment.current())
        for count in 1...3 {
            let pages = [Sample.Page](repeating: Sample.Page(), count: count)
            try inbox.write("scan.tif", Sample.tiff(pages: pages))
            #expect(watch(watcher, from: &now, for: 4_000).isEmpty)
        }
        #expect(watch(watcher, from: &now, for: 10_000) == ["scan scan.tif"])
    }

    /// Looks whenever the watcher wants to, until something is found or the time is over.
    func watch(_ watcher: InboxWatcher, from now: inout Moment, for duration: Int64) -> [String] {
        let end = now.steadyMilliseconds + duration
        while now.steadyMilliseconds < end {
            let here = look(watcher, now)
            if !here.isEmpty { return here }
            let next = min(max(watcher.wakeAt, now.steadyMilliseconds + 1), end)
            now = now.later(next - now.steadyMilliseconds)
        }
        return []
    }

    @Test func `an unfinished file is refused after a minute of silence`() throws {
        try inbox.write("cut.tif", Array(Sample.tiff().dropLast(20)))
        try inbox.write("empty.pdf", [])
        let (watcher, start) = (watcher(), Moment.current())
        for later in stride(from: Int64(0), to: 60_000, by: 2_500) {
            #expect(look(watcher, start.later(later)).isEmpty)
        }
        #expect(look(watcher, start.later(60_001)).sorted() == ["intake.empty empty.pdf", "intake.truncated cut.tif"])
    }

    @Test func `a file held open by its writer waits`() throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        let writer = open(inbox.path("scan.jpg"), O_WRONLY | O_APPEND | O_CLOEXEC)
        let (watcher, start) = (watcher(), Moment.current())
        _ = look(watcher, start)
        #expect(look(watcher, start.later(30_000)).isEmpty)
        Shell.spawning.withLock { _ in _ = close(writer) }
        #expect(look(watcher, start.later(33_000)) == ["scan scan.jpg"])
    }

    @Test func `a copy that keeps its old times, and a rename into place, wait like any new file`() throws {
        let outside = try TestFolder()
        try outside.write("old.jpg", Sample.jpeg())
        try Shell.run("touch -d '1 year ago' old.jpg; cp -p old.jpg \(inbox.path)/copy.jpg", in: outside.path)
        try Shell.run("mv old.jpg \(inbox.path)/moved.jpg", in: outside.path)
        let (watcher, start) = (watcher(), Moment.current())
        #expect(look(watcher, start).isEmpty)
        #expect(look(watcher, start.later(2_000)) == ["scan copy.jpg", "scan moved.jpg"])
    }

    @Test func `the same name in two sub-folders is two drops, and deep folders are searched`() throws {
        try Shell.run("mkdir -p fax letters/a/b/c rejected .hidden letters/rejected", in: inbox.path)
        for folder in ["fax", "letters/a/b/c", "rejected", ".hidden", "letters/rejected", "."] {
            try inbox.write("\(folder)/scan.tif", Sample.tiff())
        }
        let found = Set(look(watcher(), hourLater()))
        #expect(found == ["scan fax/scan.tif", "scan letters/a/b/c/scan.tif", "scan scan.tif"])
        #expect(look(watcher(recursive: false), hourLater()) == ["scan scan.tif"])
    }

    @Test func `what is no file is refused where it lies, once, and holds up nothing`() throws {
        try Shell.run(
            "mkdir x.tif && mkfifo pipe.tif && ln -s nowhere dangling.tif && ln -s /etc/passwd link.pdf", in: inbox.path
        )
        let socket = try Shell.run(
            "command -v python3 >/dev/null && python3 -c 'import socket; socket.socket(1).bind(\"s.tif\")'",
            in: inbox.path)
        try inbox.write("good.tif", Sample.tiff())
        let (watcher, start) = (watcher(), hourLater())
        #expect(look(watcher, start) == ["scan good.tif"])
        let now = start.later(2_000)
        let expected = ["dangling.tif", "link.pdf", "pipe.tif", "x.tif"] + (socket == 0 ? ["s.tif"] : [])
        let findings = watcher.next(max: 100, now: now)
        var refused: [String] = []
        for case .refusedInPlace(let identity, .notAFile, let site) in findings {
            refused.append(site.originalName.display)
            watcher.leave(site, identity)
        }
        #expect(refused.sorted() == expected.sorted())
        #expect(findings.count == expected.count + 1)
        for later in [20_000, 23_000] as [Int64] { #expect(look(watcher, now.later(later)) == ["scan good.tif"]) }
        // Another thing of that name is told anew.
        try Shell.run("rm pipe.tif; mkfifo pipe.tif; touch pipe.tif", in: inbox.path)
        _ = look(watcher, now.later(40_000))
        #expect(look(watcher, now.later(43_000)).contains("intake.not-a-file pipe.tif"))
    }

    @Test func `a file without the right to read is refused after a minute, and taken when it is given`() throws {
        try inbox.write("secret.jpg", Sample.jpeg())
        try Shell.run("chmod 000 secret.jpg; chmod 755 .", in: inbox.path)
        let setUser = unsafeBitCast(
            dlsym(nil, "setfsuid"), to: (@convention(c) (uid_t) -> Int32)?.self)
        let become = try #require(setUser)
        // Root may read everything; as another user, for this thread's file accesses only, it may not.
        if geteuid() == 0 { _ = become(65_534) }
        defer { if geteuid() == 0 { _ = become(0) } }
        let (watcher, start) = (watcher(), Moment.current())
        for later in stride(from: Int64(0), to: 60_000, by: 5_000) {
            #expect(look(watcher, start.later(later)).isEmpty)
        }
        guard
            case .refusedInPlace(let identity, let refusal, let site)? = watcher.next(max: 1, now: start.later(60_000))
                .first
        else {
            Issue.record("not refused")
            return
        }
        #expect(refusal == .unreadable(reason: "Permission denied"))
        watcher.leave(site, identity)
        #expect(look(watcher, start.later(80_000)).isEmpty)
        if geteuid() == 0 { _ = become(0) }
        try Shell.run("chmod 644 secret.jpg", in: inbox.path)
        if geteuid() == 0 { _ = become(65_534) }
        _ = look(watcher, start.later(91_000))
        #expect(look(watcher, start.later(94_000)) == ["scan secret.jpg"])
    }

    @Test func `names of bytes, line ends and controls are found and removed like any other`() throws {
        let names = [
            FileNameBytes(bytes: [0xff, 0xfe, 0x2e, 0x74, 0x69, 0x66]), FileNameBytes("two\nlines.tif"),
            FileNameBytes("bell\u{7}\u{1b}[31m.tif"), FileNameBytes("-rf .tif"), FileNameBytes("\\'\"$(x).tif"),
        ]
        for name in names { try inbox.write(name, Sample.tiff()) }
        let watcher = watcher()
        var found: Set<FileNameBytes> = []
        for case .scan(let drop, _, let site) in watcher.next(max: 100, now: hourLater()) {
            found.insert(drop.place.name)
            #expect(!drop.place.display.unicodeScalars.contains { $0.value < 0x20 })
            #expect(try drop.remove() == .removed)
            watcher.forget(site)
        }
        #expect(found == Set(names))
        #expect(try inbox.names().isEmpty)
    }

    @Test func `thousands of files at once come out in bounded portions, each once, the oldest first`() throws {
        try inbox.write("0000.jpg", Sample.jpeg())
        try Shell.run(
            "i=1; while [ $i -lt 3000 ]; do ln 0000.jpg $(printf %04d.jpg $i); i=$((i+1)); done", in: inbox.path)
        let (watcher, now) = (watcher(), hourLater())
        var order: [String] = []
        while true {
            let findings = watcher.next(max: 64, now: now)
            #expect(findings.count <= 64)
            #expect(watcher.ready.count + watcher.watched.count <= 2 * InboxWatcher.readyMax)
            if findings.isEmpty { break }
            for case .scan(let drop, _, let site) in findings {
                order.append(drop.place.display)
                // Hard links share one identity: the name alone tells them apart.
                try Folder.open(path: FileNameBytes(inbox.path)).removeFile(site.fileName)
                watcher.forget(site)
            }
        }
        #expect(order.count == 3_000)
        #expect(order == order.sorted())
    }

    @Test func `a listing slower than its interval is not made anew for every portion`() throws {
        for number in 0..<6 { try inbox.write("\(number).jpg", Sample.jpeg()) }
        let (watcher, start) = (watcher(), hourLater())
        #expect(look(watcher, start, max: 2).count == 2)
        #expect(look(watcher, start.later(30_000), max: 2).count == 2)
        #expect(watcher.round == 1)
        #expect(look(watcher, start.later(WatchFolder.pollingDefault + InboxWatcher.rescanPatience), max: 1).count == 1)
        #expect(watcher.round == 2)
    }

    @Test func `a folder that vanishes is complained about once, and taken up when it returns`() throws {
        try inbox.folder("mount")
        let watch = WatchFolder(path: inbox.path("mount"))
        let watcher = InboxWatcher(watch)
        let now = hourLater()
        _ = look(watcher, now)
        #expect(watcher.events != nil)
        #expect(rename(inbox.path("mount"), inbox.path("away")) == 0)
        for later in [10_000, 20_000, 30_000] as [Int64] { #expect(look(watcher, now.later(later)).isEmpty) }
        #expect(watcher.complaints.takeNews().map(\.code) == ["intake.folder-unavailable"])
        #expect(watcher.complaints.all.count == 1)
        try inbox.write("away/scan.tif", Sample.tiff())
        #expect(rename(inbox.path("away"), inbox.path("mount")) == 0)
        #expect(look(watcher, now.later(3_600_000)) == ["scan scan.tif"])
        #expect(watcher.complaints.all.isEmpty)
        #expect(watcher.events != nil)
    }

    @Test(.enabled(if: Ability.mounts, "Only root may mount."))
    func `an unmounted share shows as empty and comes back`() throws {
        try inbox.folder("share")
        let watcher = InboxWatcher(WatchFolder(path: inbox.path("share")))
        #expect(mount("none", inbox.path("share"), "tmpfs", 0, nil) == 0)
        try inbox.write("share/scan.tif", Sample.tiff())
        let now = hourLater()
        #expect(look(watcher, now) == ["scan scan.tif"])
        let first = watcher.root?.identity
        #expect(umount2(inbox.path("share"), Int32(MNT_DETACH)) == 0)
        #expect(look(watcher, now.later(20_000)).isEmpty)
        #expect(watcher.root?.identity.device != first?.device)
    }

    @Test func `an output folder that appears within the watch folder stops it`() throws {
        let watcher = watcher(outputs: [inbox.path("archive")])
        try inbox.write("scan.tif", Sample.tiff())
        #expect(look(watcher, hourLater()).isEmpty)
        #expect(watcher.complaints.all.map(\.code) == ["intake.overlap"])
    }

    @Test func `events tell of a new file without a rescan`() async throws {
        let bell = Doorbell()
        let watcher = watcher(events: true, ring: { bell.ring() })
        let start = Moment.current()
        _ = look(watcher, start)
        let rescanned = watcher.lastRescan
        try inbox.folder("fax")
        await bell.wait(milliseconds: 5_000)
        // A new folder is only known after a rescan.
        _ = look(watcher, start.later(10))
        #expect(watcher.lastRescan != rescanned)
        try Shell.run("cat > fax/scan.jpg < /dev/null", in: inbox.path)
        try inbox.write("fax/scan.jpg", Sample.jpeg())
        await bell.wait(milliseconds: 5_000)
        try await Task.sleep(for: .milliseconds(50))
        let before = watcher.round
        _ = look(watcher, start.later(20))
        #expect(look(watcher, start.later(2_100)) == ["scan fax/scan.jpg"])
        #expect(watcher.round == before)
    }

    @Test func `more events than are kept lead to a rescan`() async throws {
        let watcher = watcher(events: true)
        let start = Moment.current()
        _ = look(watcher, start)
        try inbox.write("0.jpg", Sample.jpeg())
        for number in 1...(FolderEvents.sitesMax + 50) {
            #expect(link(inbox.path("0.jpg"), inbox.path("\(number).jpg")) == 0)
        }
        for _ in 0..<500 where watcher.events?.isRescanNeeded == false { try await Task.sleep(for: .milliseconds(10)) }
        #expect(watcher.events?.isRescanNeeded == true)
        let before = watcher.round
        _ = look(watcher, start.later(10))
        #expect(watcher.round == before + 1)
        #expect(watcher.watched.count == InboxWatcher.watchedMax)
    }

    @Test func `a slip without a scan is complained about and left alone`() throws {
        for name in ["lost.yaml", "0001.tif.yaml", "0002.yaml", "0001.tif", "0002.PDF"] {
            try inbox.write(name, name.hasSuffix("yaml") ? Array("pages: 1\n".utf8) : Sample.tiff())
        }
        let (watcher, now) = (watcher(), hourLater())
        _ = look(watcher, now)
        _ = look(watcher, now.later(10_000))
        #expect(
            watcher.complaints.takeNews().map { "\($0.code) \($0.place ?? "")" } == [
                "intake.slip-without-scan lost.yaml"
            ])
        #expect(inbox.exists("lost.yaml"))
        try Shell.run("rm lost.yaml", in: inbox.path)
        _ = look(watcher, now.later(20_000))
        #expect(watcher.complaints.all.isEmpty)
    }

    @Test func `an interrupted removal is taken up under its own name`() throws {
        try inbox.write(".greffe-leaving-1-scan.tif", Sample.tiff())
        try inbox.write("scan.tif", Sample.tiff())
        #expect(look(watcher(), hourLater()).sorted() == ["scan scan.tif", "scan scan.tif"])
    }
}
