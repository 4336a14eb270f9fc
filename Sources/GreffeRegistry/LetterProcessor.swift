package import GreffeCore
import GreffeIndex
import GreffeStorage
package import Logging

/// Does what the machine owes each letter: reading, understanding, filing. There is no queue: what is due is asked of
/// the index, which has it from the letters' entries, so a restart forgets nothing and repeats nothing.
package actor LetterProcessor {
    private let registrar: Registrar
    private let reader: any LetterReader
    private let understanding: UnderstandingSource
    private let languages: [String]
    private let log: Logger

    private var inHand: Set<AccessionNumber> = []
    private var setbacks: [AccessionNumber: Setback] = [:]
    private var sleepers: [CheckedContinuation<Void, Never>] = []
    private var isStopping = false
    /// When a letter was last finished, or found that there is none to do.
    private var lastProgress = ContinuousClock.now

    private struct Setback {
        var attempts = 0
        var notBefore = ContinuousClock.now
    }

    /// A scan that crashes or hangs three workers in a row is what does it.
    package static let attemptsMax = 3
    /// Letters looked at in search of the next. When so many wait for another try it is the machine that fails, not
    /// they, and a backlog of any length costs no more memory than this.
    private static let lookedAtMax = 1_000
    /// Another program's accession is met at the latest after this; our own wakes us at once.
    private static let pollInterval = Duration.seconds(2)
    private static let setbackDelay = Duration.seconds(2)
    private static let setbackDelayMax = Duration.seconds(300)

    package init(
        registrar: Registrar, reader: any LetterReader, understanding: UnderstandingSource, languages: [String],
        log: Logger
    ) {
        (self.registrar, self.reader, self.understanding) = (registrar, reader, understanding)
        (self.languages, self.log) = (languages, log)
    }

    // MARK: Running

    /// Processes letters until `stop`, so many side by side.
    /// - Throws: an error whose fate is halt: the archive can no longer be trusted to keep what it is given.
    package func run(lanes: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, lanes) {
                group.addTask { try await self.lane() }
            }
            try await group.waitForAll()
        }
    }

    /// Letters in hand are finished, no further one is begun.
    package func stop() {
        isStopping = true
        wake()
    }

    /// New letters have come in.
    package func wake() {
        let waiting = sleepers
        sleepers = []
        for sleeper in waiting { sleeper.resume() }
    }

    /// How long nothing was finished although there was something to do; nil while idle.
    package var stalledFor: Duration? { inHand.isEmpty ? nil : lastProgress.duration(to: .now) }

    private func lane() async throws {
        while !isStopping, !Task.isCancelled {
            guard let number = try takeNext() else {
                lastProgress = .now
                await rest()
                continue
            }
            defer { inHand.remove(number) }
            try await attempt(number)
            lastProgress = .now
        }
    }

    private func takeNext() throws -> AccessionNumber? {
        let now = ContinuousClock.now
        let due: [DueLetter]
        do {
            due = try registrar.archive.index.due(limit: min(inHand.count + setbacks.count + 1, Self.lookedAtMax))
        } catch {
            log.error("the index cannot be asked what is due", metadata: ["error": "\(error.message)"])
            return nil
        }
        let next = due.first { letter in
            !inHand.contains(letter.accession) && (setbacks[letter.accession]?.notBefore ?? now) <= now
        }
        if let next { inHand.insert(next.accession) }
        return next?.accession
    }

    private func rest() async {
        guard !isStopping else { return }
        let alarm = Task {
            // Cancelled when somebody woke us first. To wake the others then would have them wake each other for ever.
            do { try await Task.sleep(for: Self.pollInterval) } catch { return }
            self.wake()
        }
        await withCheckedContinuation { sleepers.append($0) }
        alarm.cancel()
    }

    // MARK: One letter

    private func attempt(_ number: AccessionNumber) async throws {
        do {
            let outcome = try await process(number)
            setbacks[number] = nil
            log.info("letter processed", metadata: ["accession": "\(number)", "state": "\(outcome.rawValue)"])
        } catch let error as any GreffeError {
            try await meet(error, number)
        } catch is CancellationError {
            return
        } catch {
            try await meet(UnforeseenError(error), number)
        }
    }

    /// Brings one letter as far as the machine can.
    /// - Returns: where the letter then stands.
    package func process(_ number: AccessionNumber) async throws -> LetterState.Phase {
        let archive = registrar.archive
        guard let letter = try archive.index.letter(number)?.letter else {
            throw RegistryError.letterUnknown("\(number)")
        }
        switch letter.due {
        case .reading:
            let mediaType = letter.mediaType.flatMap(MediaType.init(rawValue:)) ?? .pdf
            let original = try archive.openOriginal(of: number)
            defer { archive.custody.close(original) }
            let reading = try await reader.read(
                scan: original.descriptor, request: ReadingRequest(mediaType: mediaType, languages: languages))
            let scan = try understanding.current().decide(scan: reading)
            try await registrar.record(reading, scan, for: number)
        case .understanding:
            guard let reading = try archive.reading(of: number) else { throw RegistryError.readingMalformed(number) }
            let understander = try understanding.current()
            let isCut = letter.scan != nil
            let scan =
                try isCut
                ? ScanDecision(reading, understander.decide(reading)) : understander.decide(scan: reading)
            try await registrar.record(scan, for: number)
        case .filing: try await registrar.fileAsProposed(number)
        case .nothing: break
        }
        return try archive.index.letter(number)?.letter.phase ?? letter.phase
    }

    private func meet(_ error: any GreffeError, _ number: AccessionNumber) async throws {
        switch error.fate {
        case .halt: throw error
        case .quarantine:
            log.warning("letter quarantined", metadata: ["accession": "\(number)", "code": "\(error.code)"])
            try await quarantine(number, error, attempts: (setbacks[number]?.attempts ?? 0) + 1)
        case .retry:
            if error.code == "worker.stopped" { return }
            var setback = setbacks[number] ?? Setback()
            setback.attempts += 1
            log.warning(
                "letter will be tried again",
                metadata: [
                    "accession": "\(number)", "attempt": "\(setback.attempts)", "code": "\(error.code)",
                ])
            // Only what the scan does to a worker counts against the scan: a full disk is not the letter's fault.
            if error.code.hasPrefix("worker."), setback.attempts >= Self.attemptsMax {
                try await quarantine(number, error, attempts: setback.attempts)
                return
            }
            let delay = min(Self.setbackDelay * (1 << min(setback.attempts, 8)), Self.setbackDelayMax)
            setback.notBefore = .now + delay
            setbacks[number] = setback
        }
    }

    private func quarantine(_ number: AccessionNumber, _ error: any GreffeError, attempts: Int) async throws {
        do {
            try await registrar.quarantine(
                number, code: error.code, reason: "\(error.message) \(error.hint)", attempts: attempts)
            setbacks[number] = nil
        } catch let failure as any GreffeError {
            if case .halt = failure.fate { throw failure }
            setbacks[number] = Setback(attempts: attempts, notBefore: .now + Self.setbackDelayMax)
        }
    }
}

/// An error no room has named: the letter is tried again, and set aside when it keeps coming.
struct UnforeseenError: GreffeError {
    let code = "worker.unforeseen"
    let message: String
    let hint = "Please report this."
    let fate = Fate.retry

    init(_ error: any Error) { message = "\(error)" }
}
