import GreffeIndex
import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import Testing

@Suite struct AttestationTests {
    private func letter() async throws -> (TestArchive, AccessionNumber) {
        let archive = try TestArchive()
        return (archive, archive.number(try await archive.accession("un courrier", name: "pli.tif")))
    }

    @Test(arguments: [AttestationKind.deposit, .integrity])
    func `an attestation is a note of the log's key about an entry that is proven beside it`(
        kind: AttestationKind
    ) async throws {
        let (archive, number) = try await letter()
        let attestation = try await archive.registrar.attest(kind, number, by: "person:test", recipient: "M. Dupont")
        let files = Dictionary(uniqueKeysWithValues: attestation.files.map { ($0.name, $0.bytes) })
        let note = try SignedNote(bytes: try #require(files["attestation"]))
        try note.verify(with: archive.archive.custody.ledger.key)
        let entry = try #require(files["entry"])
        #expect(note.text.contains("\nleaf \(Entry.leafHash(of: entry))\n"))
        #expect(note.text.contains("\nsha256 \(Sha256Digest.of(Array("un courrier".utf8)))\n"))
        let page = String(decoding: try #require(files["ATTESTATION.txt"]), as: UTF8.self)
        #expect(page.contains("ATTESTATION") && page.contains("pli.tif"))
        #expect(files["ATTESTATION.pdf"]?.starts(with: Array("%PDF-".utf8)) == true)
        let last = try #require(archive.archive.custody.ledger.lastEntry)
        #expect(last.kind == .exported)
        let folder = try TemporaryFolder()
        try attestation.write(to: folder.path)
        let rules = try PDFRules("\(folder.path)/\(attestation.folder)/ATTESTATION.pdf")
        #expect(rules.faults == [] && rules.part == 2)
        #expect(throws: RegistryError.attestationThere(attestation.folder)) { try attestation.write(to: folder.path) }
    }

    @Test func `what did not happen is not attested`() async throws {
        let (archive, number) = try await letter()
        for kind in [AttestationKind.communication, .destruction] {
            await #expect(throws: RegistryError.nothingToAttest(kind, number)) {
                _ = try await archive.registrar.attest(kind, number, by: "person:test")
            }
        }
    }

    @Test func `a letter whose bytes changed is not attested to be intact`() async throws {
        let (archive, number) = try await letter()
        let folder = try archive.archive.letter("\(number)").letter.folder
        try Data("un autre".utf8).write(to: URL(fileURLWithPath: "\(archive.path)/\(folder)/original.tif"))
        await #expect(throws: (any Error).self) {
            _ = try await archive.registrar.attest(.integrity, number, by: "person:test")
        }
        #expect(archive.archive.custody.ledger.lastEntry?.kind == .accessioned)
    }

    @Test func `destruction is attested with its ground`() async throws {
        let (archive, number) = try await letter()
        let custody = archive.archive.custody
        try custody.append([
            Act(
                kind: .erased, body: .object(["by": .string("person:x"), "reason": .string("RGPD 17")]),
                refs: [.entry(number.leaf)])
        ])
        let attestation = try Attestations(archive.archive).make(.destruction, number, at: archive.clock.now())
        let note = try #require(attestation.files.first { $0.name == "attestation" })
        #expect(String(decoding: note.bytes, as: UTF8.self).contains("\nreason RGPD 17\n"))
    }
}
