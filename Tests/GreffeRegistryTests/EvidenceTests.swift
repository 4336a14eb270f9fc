import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeTestKit
import GreffeStorage
import GreffeVerification
import Testing

/// Evidence records of an archive's letters (RFC 4998).
@Suite struct EvidenceTests {
    private func accession(_ content: String, in scene: SealScene) async throws -> AccessionNumber {
        let file = scene.folder.path + "/" + UUID().uuidString
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

    private func salt(of number: AccessionNumber, in scene: SealScene) throws -> [UInt8] {
        let entry = try scene.archive.custody.ledger.entry(at: number.leaf)
        return try #require(try scene.archive.custody.opening(of: entry)?.objectSalt).bytes
    }

    @Test func `every letter of a seal has a record by every authority`() async throws {
        let scene = try SealScene([("first", "/cms/ec"), ("second", "/cms/chain")])
        var letters: [(String, AccessionNumber)] = []
        for content in ["one", "two", "three"] { letters.append((content, try await accession(content, in: scene))) }
        #expect(try scene.archive.evidenceRecords(of: letters[0].1).isEmpty)
        try await scene.sealing.sealNow()
        letters.append(("four", try await accession("four", in: scene)))
        try await scene.sealing.sealNow()
        #expect(try !scene.verify().isFaultFound)
        for (content, number) in letters {
            let records = try scene.archive.evidenceRecords(of: number)
            #expect(records.map(\.authority) == ["first", "second"])
            #expect(records.allSatisfy { $0.seal.size == (content == "four" ? 6 : 4) })
            let members = [Array(content.utf8), try salt(of: number, in: scene)]
            for evidence in records {
                let record = try EvidenceRecord(bytes: evidence.record.bytes)
                try record.check(by: TimeStampCheck(anchors: scene.anchors)) { algorithm in
                    members.map { algorithm.digest($0) }
                }
            }
        }
    }

    @Test func `what the seal keeps of a letter is no digest of its bytes`() async throws {
        let scene = try SealScene()
        _ = try await accession("guess me", in: scene)
        try await scene.sealing.sealNow()
        let leaves = try String(contentsOfFile: try scene.lastSeal + "/evidence.leaves", encoding: .utf8)
        #expect(!leaves.contains(Sha256Digest.of(Array("guess me".utf8)).hex))
        #expect(leaves.split(separator: "\n").count == 1)
    }

    @Test func `leaves that changed are a fault`() async throws {
        let scene = try SealScene()
        _ = try await accession("one", in: scene)
        try await scene.sealing.sealNow()
        let file = try scene.lastSeal + "/evidence.leaves"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text + text).write(toFile: file, atomically: false, encoding: .utf8)
        #expect(try scene.faults()["seal-altered"] != nil)
    }

    @Test(arguments: [
        "", "5 00\n", "5 \(String(repeating: "a", count: 64))", "x \(String(repeating: "a", count: 64))\n",
    ])
    func `leaves of another form are none`(text: String) {
        #expect(EvidenceLeaves(bytes: Array(text.utf8)) == nil)
    }
}
