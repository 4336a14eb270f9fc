import Glibc
import GreffeCore
import Synchronization
import Testing

@testable import GreffeIntake

/// Whole intakes on real folders, with real writers; quiet times are short so that the suite is.
@Suite(.timeLimit(.minutes(1))) struct IntakeTests {
    let inbox: TestFolder
    let register = Register()

    init() throws { inbox = try TestFolder() }

    static let quick = SettleRule(quiet: 60, quietAppendable: 120, incompleteAfter: 500)

    func intake(
        settle: SettleRule = quick, events: Bool = true, polling: Int64 = 100, batch: Int = 32,
        subfolders: [String: WatchFolder.Particulars] = [:], outputs: [String] = [],
        room: @escaping @Sendable () -> DiskRoom = { .unlimited },
        clock: @escaping @Sendable () -> Moment = Moment.current
    ) -> Intake {
        let folder = WatchFolder(
            path: inbox.path, particulars: WatchFolder.Particulars(channel: "letters", device: "Canon"),
            subfolders: subfolders, usesEvents: events, polling: polling, settle: settle)
        let register = register
        return Intake(
            folder: folder, outputs: outputs, batchMax: batch, backoff: Intake.Backoff(first: 20, last: 80),
            clock: clock, parseSlip: SlipTests.parse, report: { register.hear($0) }, room: room,
            take: { try register.take($0) },
            refuse: { try register.refuse($0) })
    }

    /// Runs the intake until the condition holds, then cancels it and waits for its end.
    func run(_ intake: Intake, until condition: @escaping @Sendable () throws -> Bool) async throws {
        let task = Task { try await intake.run() }
        let deadline = ContinuousClock.now + .seconds(40)
        while try !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try condition())
        task.cancel()
        try await task.value
        register.letGo()
    }

    @Test(arguments: [true, false]) func `what is dropped is taken in and removed`(_ events: Bool) async throws {
        try inbox.write("present.tif", Sample.tiff())
        let intake = intake(events: events)
        let (inbox, register) = (inbox, register)
        try await run(intake) {
            if register.names == ["present.tif"], !inbox.exists("later.pdf") {
                try inbox.write("later.pdf", Sample.pdf())
            }
            return try register.taken.count == 2 && inbox.names().isEmpty
        }
        #expect(register.names == ["present.tif", "later.pdf"])
        #expect(intake.progress.accessioned == 2)
        #expect(intake.progress.lastActivity != nil)
        let provenance = register.taken[0].provenance
        #expect(provenance.channel == "letters" && provenance.device == "Canon")
        #expect(provenance.watchFolder == inbox.path && provenance.subfolder == nil)
    }

    @Test func `events make a drop known long before the next rescan`() async throws {
        let intake = intake(polling: 600_000)
        let (inbox, register) = (inbox, register)
        let isWritten = Mutex(false)
        try await run(intake) {
            let write = isWritten.withLock { written in
                defer { written = written || intake.progress.lastRescan != nil }
                return !written && intake.progress.lastRescan != nil
            }
            if write { try Shell.run("cat > scan.jpg", in: inbox.path); try inbox.write("scan.jpg", Sample.jpeg()) }
            return register.taken.count == 1
        }
    }

    @Test func `a slow writer, a scanner that reopens its file, and a renamer are each taken once, whole`() async throws
    {
        let whole = Sample.tiff(pages: [Sample.Page](repeating: Sample.Page(), count: 3))
        let outside = try TestFolder()
        try outside.write("whole.tif", whole)
        try outside.write("copy.jpg", Sample.jpeg())
        let one = Sample.tiff(pages: [Sample.Page()]).count
        let two = Sample.tiff(pages: [Sample.Page(), Sample.Page()]).count
        let source = outside.path("whole.tif")
        // Page by page, the file closed in between and whole each time: the pages are appended, then linked by a patch.
        let reopening = """
            head -c \(one - 4) \(source) > reopened.tif
            printf '\\0\\0\\0\\0' >> reopened.tif; sleep 0.2
            tail -c +\(one + 1) \(source) | head -c \(two - one - 4) >> reopened.tif
            printf '\\0\\0\\0\\0' >> reopened.tif
            dd if=\(source) of=reopened.tif bs=1 skip=\(one - 4) seek=\(one - 4) count=4 conv=notrunc status=none
            sleep 4
            tail -c +\(two + 1) \(source) >> reopened.tif
            dd if=\(source) of=reopened.tif bs=1 skip=\(two - 4) seek=\(two - 4) count=4 conv=notrunc status=none
            """
        let slow =
            "(for i in $(seq 0 20 \(whole.count)); do dd if=\(source) bs=1 skip=$i count=20 status=none; sleep 0.2; done) > slow.tif"
        let (inbox, register) = (inbox, register)
        let writers = try [
            reopening, slow, "sleep 0.3; cp \(source) .hidden; mv .hidden renamed.tif",
            "cp -p \(outside.path("copy.jpg")) .",
        ].map { try Shell.start($0, in: inbox.path) }
        try await run(intake(settle: SettleRule(), polling: 1_000)) {
            try register.taken.count == 4 && inbox.names().isEmpty
        }
        for writer in writers { try await Shell.finish(writer) }
        #expect(Set(register.names) == ["reopened.tif", "slow.tif", "renamed.tif", "copy.jpg"])
        for taken in register.taken where taken.provenance.originalName != "copy.jpg" {
            #expect(taken.digest == Sha256Digest.of(whole))
        }
    }

    @Test func `two thousand files at once are each taken once`() async throws {
        var all: [UInt8] = []
        for number in 0..<2_000 { all += Sample.jpeg().dropLast(3) + Array(padded(number, 4).utf8) + [0xff, 0xd9] }
        try inbox.write(".all", all)
        let writer = try Shell.start(
            "split -d -a 4 -b \(all.count / 2_000) --additional-suffix=.jpg .all scan; rm .all", in: inbox.path)
        let (inbox, register) = (inbox, register)
        try await run(intake(polling: 1_000)) { try register.taken.count >= 2_000 && inbox.names().isEmpty }
        try await Shell.finish(writer)
        #expect(Set(register.names).count == 2_000 && register.taken.count == 2_000)
        #expect(Set(register.taken.map(\.digest)).count == 2_000)
    }

    @Test func `what is refused is recorded first, then moved, and the next is taken`() async throws {
        try Shell.run("mkdir fax", in: inbox.path)
        try inbox.write("fax/letter.tif", [0x50, 0x4b, 3, 4] + Array("word/document.xml".utf8))
        try inbox.write("secret.pdf", Sample.pdf(trailer: "/Encrypt 5 0 R"))
        try inbox.write("cut.png", Array(Sample.png().dropLast(3)))
        try inbox.write("good.tif", Sample.tiff())
        #expect(symlink("/etc/passwd", inbox.path("link.tif")) == 0)
        let (inbox, register) = (inbox, register)
        register.onRefusal { rejection in
            guard let drop = rejection.drop else { return }
            let place = drop.place
            #expect(inbox.exists(place.subfolder.display.isEmpty ? place.name.display : "fax/letter.tif"))
        }
        try await run(intake()) { register.refused.count == 4 && register.taken.count == 1 }
        #expect(
            register.refused.map { "\($0.refusal.code) \($0.provenance.originalName)" }.sorted() == [
                "intake.encrypted secret.pdf", "intake.not-a-file link.tif", "intake.not-a-scan letter.tif",
                "intake.truncated cut.png",
            ])
        #expect(try inbox.names("fax/rejected") == ["letter.tif", "letter.tif.reason.txt"])
        #expect(
            try inbox.names("rejected")
                == ["cut.png", "cut.png.reason.txt", "secret.pdf", "secret.pdf.reason.txt"])
        #expect(inbox.exists("link.tif"))
        #expect(register.heard.filter { $0.place == "link.tif" }.count == 1)
    }

    @Test func `the slip of a refused scan tells its batch`() async throws {
        try inbox.write("1.pdf.yaml", Array("batch: B7\npages: 3\n".utf8))
        try inbox.write("1.pdf", [])
        let register = register
        try await run(intake()) { register.refused.count == 1 }
        #expect(register.refused.first?.provenance.batch == "B7")
        #expect(register.refused.first?.provenance.declaredPages == 3)
    }

    @Test func `one file the register cannot take holds up no other`() async throws {
        for name in ["a.jpg", "bad.jpg", "c.jpg"] { try inbox.write(name, Sample.jpeg()) }
        register.failing { name, attempt in name == "bad.jpg" && attempt < 6 ? Trouble(fate: .quarantine) : nil }
        let (inbox, register) = (inbox, register)
        let intake = intake()
        try await run(intake) { try register.taken.count == 3 && inbox.names().isEmpty }
        #expect(register.names.last == "bad.jpg")
        #expect(intake.progress.retries >= 4)
        #expect(register.heard.filter { $0.code == "test.trouble" }.count == 1)
        #expect(intake.progress.complaints.isEmpty)
    }

    @Test func `a full disk is waited out without losing a file`() async throws {
        for number in 0..<40 { try inbox.write("\(number).jpg", Sample.jpeg()) }
        let (inbox, register) = (inbox, register)
        let end = ContinuousClock.now + .milliseconds(600)
        register.failing { _, _ in ContinuousClock.now < end ? Trouble(fate: .retry) : nil }
        try await run(intake()) { try register.taken.count == 40 && inbox.names().isEmpty }
        // Pauses lengthen: far fewer attempts than a busy loop would have made.
        #expect(register.attempts < 2_000)
    }

    @Test func `an error that forbids going on ends the intake and keeps the file`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        register.failing { _, _ in Trouble(fate: .halt) }
        let error = await #expect(throws: IntakeError.self) { try await intake().run() }
        #expect(error?.code == "test.trouble" && error?.fate == .halt)
        #expect(try inbox.names() == ["scan.jpg"])
    }

    @Test func `a cancelled intake finishes what is being handed over, and starts nothing more`() async throws {
        for number in 0..<5 { try inbox.write("\(number).jpg", Sample.jpeg()) }
        let register = register
        let intake = intake(batch: 2)
        let task = Task { try await intake.run() }
        register.onTake { task.cancel() }
        try await task.value
        #expect(register.taken.count == 2)
        #expect(try inbox.names().count == 3)
    }

    @Test func `a scan replaced while it is being taken comes in as well`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        let (inbox, register) = (inbox, register)
        let other = Sample.jpeg(width: 16)
        register.onTake {
            if register.taken.count == 1 {
                _ = try? inbox.write("new", other)
                rename(inbox.path("new"), inbox.path("scan.jpg"))
            }
        }
        try await run(intake()) { try register.taken.count == 2 && inbox.names().isEmpty }
        #expect(register.taken.map(\.digest) == [Sha256Digest.of(Sample.jpeg()), Sha256Digest.of(other)])
    }

    @Test func `a scan written to while it is being taken comes in again and is told`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        let (inbox, register) = (inbox, register)
        register.onTake {
            if register.taken.count == 1 { _ = try? Shell.run("printf x >> scan.jpg", in: inbox.path) }
        }
        try await run(intake()) { try register.taken.count == 2 && inbox.names().isEmpty }
        #expect(register.heard.map(\.code) == ["intake.changed-after-taking"])
    }

    @Test(.enabled(if: Ability.seals, "This file system cannot seal a folder against root."))
    func `a folder that cannot be written to is complained about once, and nothing is taken twice`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        try inbox.write("cut.jpg", Array(Sample.jpeg().dropLast(2)))
        try Shell.run("chattr +i .", in: inbox.path)
        let register = register
        let intake = intake(polling: 30)
        try await run(intake) { register.taken.count == 1 && register.refused.count == 1 && intake.progress.left == 2 }
        try await run(intake) { intake.progress.left == 2 }
        try await Task.sleep(for: .milliseconds(100))
        #expect(register.taken.count == 1 && register.refused.count == 1)
        #expect(register.heard.map(\.code) == ["intake.cannot-move", "intake.cannot-move"])
    }

    @Test func `when a folder may be written to again, what was taken leaves it and is not taken twice`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        try inbox.write("cut.jpg", Array(Sample.jpeg().dropLast(2)))
        try Shell.run("chattr +i .", in: inbox.path)
        let (inbox, register) = (inbox, register)
        let offset = Atomic(Int64(0))
        let intake = intake(
            polling: 30, clock: { Moment.current().adding(milliseconds: offset.load(ordering: .relaxed)) })
        try await run(intake) { intake.progress.left == 2 }
        try Shell.run("chattr -i .", in: inbox.path)
        offset.store(InboxWatcher.leaveAgain + 1, ordering: .relaxed)
        try await run(intake) { try intake.progress.left == 0 && inbox.names() == ["rejected"] }
        // The register knows by the token that it is the same file.
        #expect(Set(register.taken.map(\.provenance.dropToken)).count == 1)
        #expect(register.heard.map(\.code) == ["intake.cannot-move", "intake.cannot-move"])
    }

    @Test func `a slip says what it knows and goes with its scan`() async throws {
        try Shell.run("mkdir fax", in: inbox.path)
        try inbox.write("fax/scan.jpg", Sample.jpeg())
        try inbox.write("fax/scan.jpg.yaml", Array("operator: Anne\npages: 3\n".utf8))
        let (inbox, register) = (inbox, register)
        try await run(intake(subfolders: ["fax": WatchFolder.Particulars(channel: "fax")])) {
            try register.taken.count == 1 && inbox.names("fax").isEmpty
        }
        let provenance = register.taken[0].provenance
        #expect(provenance.channel == "fax" && provenance.device == "Canon" && provenance.operatorName == "Anne")
        #expect(provenance.declaredPages == 3 && provenance.subfolder == "fax" && provenance.slipProblem == nil)
    }

    @Test func `a bad slip is put aside with its reason, and the scan is taken`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        try inbox.write("scan.yaml", Array("pages: a few\n".utf8))
        let (inbox, register) = (inbox, register)
        try await run(intake()) { try register.taken.count == 1 && inbox.names() == ["rejected"] }
        #expect(register.taken[0].provenance.slipProblem?.contains("`pages`") == true)
        #expect(register.taken[0].provenance.declaredPages == nil)
        #expect(try inbox.names("rejected") == ["scan.yaml", "scan.yaml.reason.txt"])
        #expect(try inbox.text("rejected/scan.yaml.reason.txt").contains("intake.bad-slip"))
    }

    @Test func `the slip of a refused scan goes with it`() async throws {
        try inbox.write("scan.pdf", Sample.pdf(trailer: "/Encrypt 5 0 R"))
        try inbox.write("scan.yaml", Array("pages: 3\n".utf8))
        let inbox = inbox
        try await run(intake()) { try inbox.names() == ["rejected"] }
        #expect(
            try inbox.names("rejected")
                == ["scan.pdf", "scan.pdf.reason.txt", "scan.yaml", "scan.yaml.reason.txt"])
    }

    @Test func `an archive within the watch folder is refused before a file is touched`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        let error = await #expect(throws: IntakeError.self) {
            try await intake(outputs: [inbox.path("archive")]).run()
        }
        #expect(error?.code == "intake.overlap")
        #expect(inbox.exists("scan.jpg"))
    }

    @Test func `the register's own refusal is honoured`() async throws {
        try inbox.write("scan.jpg", Sample.jpeg())
        let (inbox, register) = (inbox, register)
        register.answering { _ in .refused(.damaged(.jpeg)) }
        try await run(intake()) { try inbox.exists("rejected") && inbox.names("rejected").count == 2 }
        #expect(register.refused.isEmpty)
    }
}

struct Trouble: GreffeError {
    let code = "test.trouble"
    let message = "The disk is full."
    let hint = "Make room."
    let fate: Fate
}
