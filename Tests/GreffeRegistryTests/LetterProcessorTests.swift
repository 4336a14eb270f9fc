import GreffeAnalysis
import GreffeCore
import GreffeIndex
import GreffeRegistry
import Logging
import Synchronization
import Testing

/// A reader that fails as often as it is told to, and then reads.
private final class ScriptedReader: LetterReader {
    struct Crash: GreffeError {
        var code = "worker.crashed"
        var message = "The worker died."
        var hint = "Try again."
        var fate = Fate.retry
    }

    private let failures: Mutex<Int>
    private let reading: Reading
    let calls = Mutex(0)

    init(failures: Int, reading: Reading) {
        self.failures = Mutex(failures)
        self.reading = reading
    }

    func read(scan: Int32, request: ReadingRequest) async throws -> Reading {
        calls.withLock { $0 += 1 }
        let fails = failures.withLock { left in
            left -= 1
            return left >= 0
        }
        if fails { throw Crash() }
        return reading
    }
}

@Suite struct LetterProcessorTests {
    private func run(_ test: TestArchive, failures: Int) async throws -> ScriptedReader {
        let reader = ScriptedReader(
            failures: failures, reading: test.reading("Veuillez trouver ci-joint notre facture"))
        let processor = try TestCrew.processor(test.registrar, reader: reader)
        let work = Task { try await processor.run(lanes: 2) }
        for _ in 0..<400 {
            if try test.archive.index.counts().backlog == 0 { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        await processor.stop()
        try await work.value
        return reader
    }

    @Test func `a scan that a worker dies of three times is set aside, and the next one is read`() async throws {
        let test = try TestArchive()
        let poison = test.number(try await test.accession("poison", name: "a.tif"))
        let reader = try await run(test, failures: LetterProcessor.attemptsMax)
        #expect(try test.archive.letter("\(poison)").letter.phase == .quarantined)
        #expect(reader.calls.withLock { $0 } == LetterProcessor.attemptsMax)
        let next = test.number(try await test.accession("good", name: "b.tif"))
        _ = try await run(test, failures: 0)
        #expect([.filed, .review].contains(try test.archive.letter("\(next)").letter.phase))
    }

    @Test func `a worker's single death costs the letter nothing`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        let reader = try await run(test, failures: 1)
        #expect([.filed, .review].contains(try test.archive.letter("\(number)").letter.phase))
        #expect(reader.calls.withLock { $0 } == 2)
    }

    @Test func `a scan with a separator between its letters becomes them`() async throws {
        let test = try TestArchive()
        let number = test.number(try await test.accession("scan", name: "a.tif"))
        var reading = test.reading("Objet : déclaration de sinistre, dégât des eaux")
        var sheet = reading.pages[0]
        (sheet.number, sheet.isSeparator) = (2, true)
        var second = reading.pages[0]
        second.number = 3
        reading.pages += [sheet, second]
        let processor = try TestCrew.processor(
            test.registrar, reader: ScriptedReader(failures: 0, reading: reading))
        _ = try await processor.process(number)
        #expect(try test.archive.letter("\(number)").letter.phase == .separated)
        #expect(try test.archive.index.letters(in: number).map(\.pageNumbers) == [[1], [3]])
    }
}
