import GreffeIntake
import GreffeRuntime
import Logging
import Synchronization
import Testing

@Suite struct DiskReserveTests {
    /// A disk and a log that the test looks into.
    final class Bench: Sendable {
        private let free = Mutex<DiskReserve.Free?>(nil)
        private let lines = Mutex<[String]>([])

        var log: [String] { lines.withLock { $0 } }

        func set(_ mebibytes: Int64, files: Int64? = nil) {
            free.withLock { $0 = DiskReserve.Free(bytes: mebibytes << 20, files: files) }
        }

        func reserve(_ mebibytes: Int) -> DiskReserve {
            let log = Logger(label: "test") { _ in Handler(bench: self) }
            return DiskReserve(mebibytes: mebibytes, log: log) { self.free.withLock { $0 } }
        }

        private struct Handler: LogHandler {
            let bench: Bench
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.info

            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) { bench.lines.withLock { $0.append("\(event.level)") } }
        }
    }

    @Test func `the reserve closes the door before the disk is full, and opens it again by itself`() {
        let bench = Bench()
        let reserve = bench.reserve(512)
        bench.set(600)
        #expect(reserve.room().bytes == 88 << 20)
        bench.set(511)
        #expect(reserve.room().bytes == 0)
        #expect(reserve.state?.isLow == true)
        bench.set(560)
        #expect(reserve.room().bytes == 0, "at the brink it stays closed")
        bench.set(576)
        #expect(reserve.room().bytes == 64 << 20)
        #expect(reserve.state?.isLow == false)
    }

    @Test func `it says so once, however often it is asked`() {
        let bench = Bench()
        let reserve = bench.reserve(512)
        bench.set(100)
        for _ in 0..<1_000 { _ = reserve.room() }
        #expect(bench.log == ["warning"])
        bench.set(10_000)
        for _ in 0..<1_000 { _ = reserve.room() }
        #expect(bench.log == ["warning", "notice"])
    }

    @Test func `a disk that has bytes and no more names is full`() {
        let bench = Bench()
        let reserve = bench.reserve(512)
        bench.set(10_000, files: 9_999)
        #expect(reserve.room().bytes == 0)
        bench.set(10_000, files: 20_000)
        #expect(reserve.room().bytes > 0)
    }

    @Test func `no reserve, and a disk that does not answer, close nothing`() {
        let bench = Bench()
        #expect(bench.reserve(512).room() == .unlimited)
        bench.set(0)
        #expect(bench.reserve(0).room() == .unlimited)
    }
}
