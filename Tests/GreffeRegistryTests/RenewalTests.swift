import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeRuntime
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

/// Renewals of time-stamps (RFC 4998 section 5): two seals by an authority below an RSA root, renewed by one on a
/// curve.
@Suite struct RenewalTests {
    private let scene: SealScene
    private let letters: [AccessionNumber]
    private let registrar: Registrar
    private let renewing: Renewing
    private let trusted: TrustAnchors

    /// RSA 2048, which the first authority's root has, ends in two months.
    private static let list = """
        greffe.algorithms/v1
        # for the tests
        digest sha256 2035-12-31
        digest sha512 -
        rsa 2048 2027-01-31
        curve p256 -
        """

    init() async throws {
        scene = try SealScene()
        var letters: [AccessionNumber] = []
        for content in ["one", "two", "three"] {
            letters.append(try await Self.accession(content, in: scene))
            if content == "two" { try await scene.sealing.sealNow() }
            scene.pass(minutes: 10)
        }
        try await scene.sealing.sealNow()
        scene.pass(minutes: 10)
        self.letters = letters
        let single = try TrustAnchors(pem: try scene.office.file("single.pem"))
        trusted = TrustAnchors(scene.anchors.certificates + single.certificates)
        var settings = scene.archive.settings
        settings.algorithms = try AlgorithmList(bytes: Array(Self.list.utf8))
        settings.sealAuthorities = [SealAuthority(name: "curve", url: "/cms/single", anchors: single)]
        registrar = Registrar(
            archive: try Archive.open(root: scene.path, settings: settings, access: .append, clock: scene.clock),
            clock: scene.clock)
        renewing = Renewing(
            registrar: registrar,
            client: TickingOffice(real: ClockedOffice(scene.office, clock: scene.clock), clock: scene.clock),
            clock: scene.clock)
    }

    private static func accession(_ content: String, in scene: SealScene) async throws -> AccessionNumber {
        let file = scene.folder.path + "/" + content
        try content.write(toFile: file, atomically: false, encoding: .utf8)
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        defer { try? handle.close() }  // A descriptor left open ends with the test.
        let arrival = Arrival(
            descriptor: handle.fileDescriptor, mediaType: .tiff,
            provenance: Provenance(channel: "fax", received: scene.clock.now(), originalName: content))
        guard case .accessioned(let number) = try await scene.registrar.accession([arrival])[0].get() else {
            throw RegistryError.letterUnknown(content)
        }
        return number
    }

    private func report() throws -> VerificationReport {
        var options = ArchiveVerifier.Options()
        options.sealAnchors = trusted
        return try ArchiveVerifier(files: try LinuxArchiveFiles(root: scene.path), name: "test", options: options)
            .verify()
    }

    /// The verdict of the second verifier, in Python and from docs/format alone, with the kinds of its faults.
    private func byPython() throws -> (status: Int32, output: String) {
        let roots = scene.folder.path + "/roots.pem"
        try Data(trusted.pem).write(to: URL(fileURLWithPath: roots))
        let script = Repository.root + "/Tests/independent/greffe_verify.py"
        let outcome = try Program(path: "/usr/bin/python3").run([
            script, scene.path, "--log-key", scene.path + "/log.vkey", "--tsa-root", roots,
        ])
        return (outcome.status, outcome.output + outcome.errors)
    }

    private func record(of place: Int) throws -> EvidenceRecord {
        let found = try registrar.archive.evidenceRecords(of: letters[place])
        #expect(found.map(\.authority) == ["first"])
        return try EvidenceRecord(bytes: try #require(found.first).record.bytes)
    }

    private func members(of place: Int) throws -> [[UInt8]] {
        let entry = try registrar.archive.custody.ledger.entry(at: letters[place].leaf)
        let salt = try #require(try registrar.archive.custody.opening(of: entry)?.objectSalt).bytes
        return [Array(["one", "two", "three"][place].utf8), salt]
    }

    /// Every letter's record stands, by our check and by BouncyCastle's, and has chains of these lengths.
    private func expectRecords(chains: [Int]) throws {
        for place in letters.indices {
            let record = try record(of: place)
            #expect(record.chains.map(\.count) == chains)
            let members = try members(of: place)
            try record.check(by: TimeStampCheck(anchors: trusted)) { algorithm in
                members.map { algorithm.digest($0) }
            }
            guard let castle = BouncyCastle.shared else { continue }
            let folder = try TemporaryFolder()
            let files = try ([record.bytes] + members).enumerated().map { number, bytes in
                try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(number)"))
                return "\(folder.path)/\(number)"
            }
            let outcome = try castle.run(["check"] + files)
            #expect(outcome.output == "valid\n", "\(outcome.errors)")
        }
    }

    @Test func `every time-stamp that ends soon is renewed by one more, and letters' records go on`() async throws {
        let now = scene.clock.now()
        let plan = try registrar.archive.renewalPlan(now: now)
        let due = plan.due(at: now)
        #expect(due.map(\.count) == [4] && due.map(\.reason) == ["rsa 2048"])
        #expect(due.map { "\($0.end)" } == ["2027-01-31T23:59:59.999Z"])
        let outcome = try await renewing.renewTimeStamps()
        #expect(outcome.renewed.map(\.count) == [4] && outcome.lapsed == 0 && outcome.failures.isEmpty)
        #expect(outcome.renewed.first?.tokens.map(\.authority) == ["curve"])
        #expect(registrar.archive.custody.ledger.lastEntry?.kind == .renewed)
        let report = try report()
        #expect(!report.isFaultFound && report.noticeCount == 0, "\(report.faults) \(report.notices)")
        #expect(report.layers.first { $0.name == .seals }?.note.contains("1 renewal") == true)
        try expectRecords(chains: [2])
        #expect(try registrar.archive.renewalPlan(now: now).due(at: now).isEmpty)
        #expect(try await renewing.renewTimeStamps().renewed.isEmpty)
    }

    @Test func `letters' evidence goes on under another digest, and is renewed again after that`() async throws {
        _ = try await renewing.renewTimeStamps()
        scene.pass(minutes: 10)
        let outcome = try await renewing.renewHashTrees()
        #expect(outcome.renewed.map(\.count) == [3] && outcome.renewed.map(\.digest) == ["sha512"])
        try expectRecords(chains: [2, 1])
        #expect(try await renewing.renewHashTrees().renewed.isEmpty)
        scene.pass(minutes: 10)
        #expect(try await renewing.renewTimeStamps(all: true).renewed.count == 2)
        try expectRecords(chains: [2, 2])
        let report = try report()
        #expect(!report.isFaultFound && report.noticeCount == 0, "\(report.faults) \(report.notices)")
        let second = try byPython()
        #expect(second.status == 0, "\(second.output)")
    }

    @Test func `when a digest ends, the letters under it are due`() async throws {
        let last = try #require(CalendarDate("2035-12-01"))
        let now = Timestamp(millisecondsSince1970: Int64(last.daysSince1970) * 86_400_000)
        let item = try #require(
            try registrar.archive.renewalPlan(now: now).items.first { $0.kind == .hashTree })
        #expect(item.count == 3 && item.reason == "sha256" && item.due <= now)
        _ = try await renewing.renewHashTrees()
        #expect(try registrar.archive.renewalPlan(now: now).items.allSatisfy { $0.kind == .timeStamps })
    }

    @Test func `a time-stamp that would prove no longer is none`() async throws {
        let same = Renewing(
            registrar: scene.registrar, client: ClockedOffice(scene.office, clock: scene.clock), clock: scene.clock)
        let size = scene.archive.entryCount
        await #expect(throws: RenewalError.nothingGained(until: "2025-12-31")) { try await same.renewTimeStamps() }
        #expect(scene.archive.entryCount == size)
    }

    @Test func `time-stamps whose certificates have ended are past renewing`() async throws {
        // The office's certificates have ten years.
        scene.pass(minutes: 12 * 365 * 24 * 60)
        #expect(try registrar.archive.renewalPlan(now: scene.clock.now()).lapsed == 0)
        let outcome = try await renewing.renewTimeStamps()
        #expect(outcome.lapsed == 4 && outcome.renewed.isEmpty)
    }

    @Test func `a letter that is damaged is named, and the others are carried on`() async throws {
        let custody = registrar.archive.custody
        let folder = try "\(scene.path)/\(custody.folder(of: custody.entry(at: letters[1].leaf)))"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder + "/original.tif")
        try Data("tWo".utf8).write(to: URL(fileURLWithPath: folder + "/original.tif"))
        await #expect(throws: RenewalError.lettersAltered([letters[1]])) { try await renewing.renewHashTrees() }
        #expect(try record(of: 0).chains.map(\.count) == [1, 1])
        #expect(try record(of: 1).chains.map(\.count) == [1])
    }

    // MARK: Faults

    @Test(arguments: ["leaves", "curve.tsr", "curve.anchors.pem"])
    func `a renewal's file that changed or went is named`(name: String) async throws {
        let renewal = try #require(try await renewing.renewTimeStamps().renewed.first)
        let file = URL(fileURLWithPath: "\(scene.path)/\(renewal.folder.path)/\(name)")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file)
        #expect(try report().faults.map(\.kind) == [.sealAltered])
        #expect(try byPython().output.contains("fault seal-altered"))
        try FileManager.default.removeItem(at: file)
        #expect(try report().faults.map(\.kind) == [.sealMissing])
    }

    /// A renewal with a good token over leaves that are not what they say.
    private func forge(_ kind: RenewalRecord.Kind, _ leaves: RenewalLeaves, _ algorithm: HashAlgorithm) throws {
        let root = try #require(EvidenceTree(leaves: leaves.leaves.map(\.digest), algorithm: algorithm)).root
        let seconds = Int(Double(scene.clock.now().millisecondsSince1970) / 1000 - Date().timeIntervalSince1970)
        let request = TimeStampRequest(imprint: root, algorithm: algorithm, nonce: [7])
        let answer = try scene.office.answer(request.bytes, "/cms/single?time=\(seconds)")
        let token = try TimeStampResponse(bytes: answer).granted().statement
        let files = ["leaves": leaves.bytes, "curve.tsr": answer]
        let folder = try registrar.archive.custody.placeRenewal(on: scene.clock.now().date, files: files)
        let told = SealRecord.Token(
            authority: "curve", time: Timestamp(millisecondsSince1970: token.genTime.millisecondsSince1970),
            policy: "\(token.policy)", serial: token.serialText, isDeclaredQualified: false)
        let record = RenewalRecord(
            folder: folder, kind: kind, digest: algorithm.rawValue, root: root, count: leaves.leaves.count,
            tokens: [told], files: files.mapValues { Sha256Digest.of($0) })
        try registrar.archive.custody.append([Act(kind: .renewed, body: record.body)])
    }

    @Test func `a renewal of another time-stamp, of none, and of another letter are faults`() async throws {
        let digest = [UInt8](repeating: 7, count: 32)
        let seal = try #require(try scene.archive.sealState().last).folder.path
        let forged: [(RenewalRecord.Kind, String, HashAlgorithm)] = [
            (.timeStamps, "\(seal)/first.tsr", .sha256), (.timeStamps, "\(seal)/nobody.tsr", .sha256),
            (.hashTree, "\(letters[2].leaf).first", .sha512), (.hashTree, "9999.first", .sha512),
        ]
        for (count, (kind, name, algorithm)) in forged.enumerated() {
            let digest = algorithm == .sha512 ? digest + digest : digest
            try forge(kind, RenewalLeaves([RenewalLeaves.Leaf(name: name, digest: digest)]), algorithm)
            #expect(try report().faults.map(\.kind) == Array(repeating: .sealInvalid, count: count + 1), "\(name)")
            // The digests of letters are left to the first verifier.
            let second = try byPython().output
            #expect(
                second.split(separator: "\n").count { $0.hasPrefix("fault seal-invalid") } == min(count + 1, 2),
                "\(second)")
        }
    }
}

/// The office with a clock that goes on between two questions: its times are whole seconds, cut off.
private struct TickingOffice: TimeStampAuthority {
    let real: ClockedOffice
    let clock: TestArchive.Clock

    func answer(to request: [UInt8], at url: String) async throws -> [UInt8] {
        clock.set(clock.now().adding(milliseconds: 2_000))
        return try await real.answer(to: request, at: url)
    }

    func revocationList(at url: String) async throws -> [UInt8] { try await real.revocationList(at: url) }
}
