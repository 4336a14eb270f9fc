import Foundation
import GreffeCore
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct LockTests {
    @Test func `appenders side by side make one ledger`() async throws {
        let archive = try TestArchive()
        let root = archive.root
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<3 {
                group.addTask {
                    let custody = try Custody.open(root: root, clock: TestClock())
                    for round in 0..<20 {
                        let appended = try custody.append([
                            Act(kind: .started, body: .object(["writer": .integer(Int64(writer * 100 + round))]))
                        ])
                        #expect(try custody.ledger.entry(at: appended[0].entry.seq) == appended[0].entry)
                    }
                }
            }
            try await group.waitForAll()
        }
        let report = try archive.verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.size == 61)
    }

    @Test func `what is seen under the lock is still so when it is appended to`() throws {
        let archive = try TestArchive()
        let other = try Custody.open(root: archive.root, clock: archive.clock)
        try other.append([Act(kind: .started, body: .object([:]))])
        let appended = try archive.custody.withLock { session in
            // Refreshed: the other's entry is known.
            #expect(session.ledger.size == 2)
            let next = session.nextSeq
            #expect(storageError { try other.withLock(waitMilliseconds: 20) { _ in } }?.code == "storage.lock-held")
            let first = try session.append([Act(kind: .stopped, body: .object([:]))])
            #expect(first[0].entry.seq == next)
            #expect(session.ledger.size == 3)
            return first + (try session.append([Act(kind: .stopped, body: .object([:]))]))
        }
        #expect(appended.map(\.entry.seq.value) == [2, 3])
        #expect(try other.append([Act(kind: .started, body: .object([:]))])[0].entry.seq.value == 4)
    }

    @Test func `another process's lock is waited for, and not for ever`() throws {
        let archive = try TestArchive()
        let ready = archive.folder.path + "/ready"
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
        holder.arguments = [archive.path("lock"), "/bin/sh", "-c", "touch \(ready); sleep 0.4"]
        try holder.run()
        while !FileManager.default.fileExists(atPath: ready) { usleep(1_000) }
        let error = storageError { try archive.custody.withLock(waitMilliseconds: 20) { _ in } }
        #expect(error?.code == "storage.lock-held")
        #expect(archive.custody.ledger.size == 1)
        // Long enough for the other to end.
        try archive.custody.append([Act(kind: .started, body: .object([:]))])
        holder.waitUntilExit()
        #expect(archive.custody.ledger.size == 2)
    }

    private static let archiveVariable = "GREFFE_TEST_SHARED_ARCHIVE"

    @Test func `two processes make one ledger`() async throws {
        let archive = try TestArchive()
        setenv(Self.archiveVariable, archive.root, 1)
        let own = Task.detached { [custody = archive.custody] in
            for _ in 0..<20 { try custody.append([Act(kind: .started, body: .object([:]))]) }
        }
        await #expect(processExitsWith: .success) {
            guard let path = getenv(LockTests.archiveVariable) else { exit(1) }
            let custody = try Custody.open(root: String(cString: path), clock: TestClock())
            for _ in 0..<20 { try custody.append([Act(kind: .stopped, body: .object([:]))]) }
        }
        try await own.value
        let report = try archive.verify()
        #expect(!report.isFaultFound, "\(report.text)")
        #expect(report.size == 41)
    }
}
