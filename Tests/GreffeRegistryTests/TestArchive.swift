import Foundation
import GreffeCore
import GreffeRegistry
import GreffeRuntime
import GreffeTestKit
import Synchronization

/// A founded archive and its registrar, with a clock the test moves.
struct TestArchive {
    final class Clock: TimeSource {
        private let time: Mutex<Timestamp>
        init(_ time: Timestamp) { self.time = Mutex(time) }
        func now() -> Timestamp { time.withLock { $0 } }
        func set(_ now: Timestamp) { time.withLock { $0 = now } }
    }

    let folder: TemporaryFolder
    let clock: Clock
    let registrar: Registrar
    var archive: Archive { registrar.archive }
    var path: String { folder.path + "/archive" }

    init() throws {
        folder = try TemporaryFolder()
        clock = Clock(Timestamp(millisecondsSince1970: 1_795_320_300_000))
        let place = ArchiveFolder(path: folder.path + "/archive")
        try place.found(origin: "test.example/greffe", watched: [], by: "person:test", clock: clock)
        registrar = Registrar(
            archive: try Archive.open(
                root: folder.path + "/archive", settings: try place.settings(), access: .append, clock: clock),
            clock: clock)
    }

    /// The same archive, opened otherwise.
    init(sharing other: TestArchive, registrar: Registrar) {
        (folder, clock, self.registrar) = (other.folder, other.clock, registrar)
    }

    /// An arrival with this content, from a file of its own.
    func arrival(_ content: String, name: String, token: String? = nil) throws -> (Arrival, FileHandle) {
        let file = folder.path + "/" + UUID().uuidString
        try content.write(toFile: file, atomically: false, encoding: .utf8)
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        var provenance = Provenance(channel: "fax", received: clock.now(), originalName: name)
        provenance.dropToken = token ?? name
        return (
            Arrival(descriptor: handle.fileDescriptor, mediaType: .tiff, provenance: provenance), handle
        )
    }

    /// Takes one scan in.
    func accession(_ content: String, name: String, token: String? = nil) async throws -> Taken {
        let (arrival, handle) = try arrival(content, name: name, token: token)
        defer { try? handle.close() }  // A descriptor left open ends with the test.
        return try await registrar.accession([arrival])[0].get()
    }

    /// A decision as the machine makes one.
    func decision(
        _ letterClass: LetterClass, customer: String? = nil, fields: [FieldName: String] = [:],
        reasons: [ReviewReason] = []
    ) throws -> Decision {
        let match = customer.map {
            CustomerMatch(
                outcome: .matched,
                candidates: [
                    CustomerCandidate(number: CustomerNumber($0), confidence: 0.99, because: ["contract number"])
                ])
        }
        let understanding = Understanding(
            language: "fr",
            classification: Classification(
                letterClass: letterClass, confidence: 0.97,
                ranking: LetterClass.allCases.map { RankedClass(letterClass: $0, probability: 0.25) },
                reasons: ["sinistre"], model: "test"),
            fields: fields.mapValues { FieldValue(value: $0, confidence: 0.9, page: 1) },
            customer: match ?? .unknown)
        guard let workflow = archive.settings.workflows[letterClass] else {
            throw RegistryError.workflowMissing(letterClass)
        }
        return Decision(understanding: understanding, workflow: workflow, reviewReasons: reasons)
    }

    func reading(_ text: String) -> Reading { .plain(pages: [text]) }

    func number(_ taken: Taken) -> AccessionNumber {
        switch taken {
        case .accessioned(let number), .duplicate(let number), .alreadyOurs(let number): number
        }
    }
}

extension Registrar {
    /// A scan that is one letter.
    @discardableResult
    func record(_ reading: Reading, _ decision: Decision, for number: AccessionNumber) throws -> Bool {
        try record(reading, ScanDecision(reading, decision), for: number)
    }
}

extension TestArchive {
    /// A letter taken in, read and filed by the machine.
    @discardableResult
    func filed(
        _ text: String, _ letterClass: LetterClass, customer: String? = nil, fields: [FieldName: String] = [:]
    ) async throws -> AccessionNumber {
        let number = number(try await accession(text, name: "\(UUID().uuidString).tif"))
        let decision = try decision(letterClass, customer: customer, fields: fields)
        try await registrar.record(reading(text), ScanDecision(reading(text), decision), for: number)
        return number
    }
}
