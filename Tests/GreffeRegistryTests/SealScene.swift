import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeRuntime
import GreffeTestKit
import GreffeVerification

/// An archive whose seals come from the tests' authority, both by the test's clock.
struct SealScene {
    let folder: TemporaryFolder
    let clock: TestArchive.Clock
    let office: TimeStampOffice
    let anchors: TrustAnchors
    let registrar: Registrar
    let sealing: Sealing

    var path: String { folder.path + "/archive" }
    var archive: Archive { registrar.archive }
    /// The folder of the last seal.
    var lastSeal: String { get throws { "\(path)/\(try archive.sealState().last?.folder.path ?? "none")" } }

    static let start = Timestamp(millisecondsSince1970: 1_795_320_300_000)

    /// - Parameter addresses: of the authorities, by name.
    init(_ addresses: [(String, String)] = [("first", "/cms/ec")]) throws {
        folder = try TemporaryFolder()
        clock = TestArchive.Clock(Self.start)
        office = try TimeStampOffice.shared.get()
        let anchors = try TrustAnchors(pem: try office.file("root.pem"))
        self.anchors = anchors
        let place = ArchiveFolder(path: folder.path + "/archive")
        try place.found(origin: "test.example/greffe", watched: [], by: "person:test", clock: clock)
        var settings = try place.settings()
        settings.sealAuthorities = addresses.map { name, url in
            SealAuthority(name: name, url: url, anchors: anchors, isDeclaredQualified: name == "first")
        }
        registrar = Registrar(
            archive: try Archive.open(root: place.path, settings: settings, access: .append, clock: clock),
            clock: clock)
        sealing = Sealing(registrar: registrar, client: ClockedOffice(office, clock: clock), clock: clock)
    }

    func pass(minutes: Int64) { clock.set(clock.now().adding(milliseconds: minutes * 60_000)) }

    func happen(_ kind: EntryKind = .incident) async throws {
        try await registrar.note(kind, ["code": .string("test")])
    }

    /// - Parameter isAnchored: whether the verifier brings an anchor of its own.
    func verify(isAnchored: Bool = true) throws -> VerificationReport {
        var options = ArchiveVerifier.Options()
        if isAnchored { options.sealAnchors = anchors }
        return try ArchiveVerifier(files: try LinuxArchiveFiles(root: path), name: "test", options: options).verify()
    }

    /// Faults of the layer `seals`, by kind, with the entry each names.
    func faults() throws -> [String: LeafIndex?] {
        Dictionary(
            try verify().faults.filter { $0.layer == .seals }.map { ($0.kind.rawValue, $0.seq) },
            uniquingKeysWith: { first, _ in first })
    }
}
