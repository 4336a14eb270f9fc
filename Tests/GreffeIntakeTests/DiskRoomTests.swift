import GreffeCore
import Synchronization
import Testing

@testable import GreffeIntake

/// A disk that fills up and is emptied again, in front of a real folder.
@Suite(.timeLimit(.minutes(1))) struct DiskRoomTests {
    final class Disk: Sendable {
        private let room = Mutex<Int64>(0)
        func set(_ bytes: Int64) { room.withLock { $0 = bytes } }
        func now() -> DiskRoom { DiskRoom(bytes: room.withLock { $0 }, reason: "a test's disk") }
    }

    @Test func `before the disk is full drops are left untouched, told of once, and taken when there is room`()
        async throws
    {
        let suite = try IntakeTests()
        let (inbox, register, disk) = (suite.inbox, suite.register, Disk())
        for number in 0..<5 { try inbox.write("\(number).jpg", Sample.jpeg()) }
        try inbox.write("empty.pdf", [])
        let intake = suite.intake(room: { disk.now() })
        let isWaiting = Mutex(false)
        try await suite.run(intake) {
            let progress = intake.progress
            if progress.complaints.contains(where: { $0.code == DiskRoom.reserveCode }), progress.waiting == 6 {
                let isNew = isWaiting.withLock { waiting in
                    defer { waiting = true }
                    return !waiting
                }
                if isNew {
                    let names = try inbox.names()
                    #expect(names.count == 6)
                    #expect(register.taken.isEmpty && register.refused.isEmpty)
                    disk.set(.max)
                    intake.rescanSoon()
                }
            }
            return register.taken.count == 5 && register.refused.count == 1 && intake.progress.complaints.isEmpty
        }
        #expect(isWaiting.withLock { $0 })
        #expect(register.heard.filter { $0.code == DiskRoom.reserveCode }.count == 1)
    }

    @Test func `a file too large for what is left holds up no smaller one`() async throws {
        let suite = try IntakeTests()
        let (inbox, register, disk) = (suite.inbox, suite.register, Disk())
        let large = Sample.jpeg().dropLast(2) + [UInt8](repeating: 0, count: 50_000) + [0xff, 0xd9]
        try inbox.write("a-large.jpg", Array(large))
        for number in 0..<3 { try inbox.write("\(number).jpg", Sample.jpeg()) }
        disk.set(10_000)
        let intake = suite.intake(room: { disk.now() })
        try await suite.run(intake) { register.taken.count == 3 && intake.progress.waiting == 1 }
        #expect(try inbox.names() == ["a-large.jpg"])
        #expect(register.heard.map(\.code) == [DiskRoom.tooLargeCode])
    }

    @Test func `while nothing is handed on, looking again and again keeps no more in memory, and all are counted`()
        async throws
    {
        let suite = try InboxWatcherTests()
        try Shell.run("for i in $(seq 3000); do echo x > $i.pdf; done", in: suite.inbox.path)
        let watcher = suite.watcher()
        var now = suite.hourLater()
        for _ in 0..<5 {
            #expect(watcher.next(max: 0, now: now).isEmpty)
            now = now.later(60_000)
        }
        #expect(watcher.ready.count == InboxWatcher.readyMax && watcher.watched.count <= InboxWatcher.readyMax)
        #expect(watcher.waiting == 3_000)
        #expect(watcher.present().count == InboxWatcher.presentMax)
    }
}
