import Foundation
import GreffeCore
import GreffeProof
import GreffeTestKit
import GreffeStorage
import GreffeVerification
import Testing

@Suite struct ReportTests {
    private static let sentence =
        "the register proves that these bytes existed before T, in this order, and have not changed; "
        + "it does not prove that the paper was genuine, nor that every paper received was scanned."

    @Test func `a report says what was checked, what was not, and what all that proves`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 2)
        let text = try archive.verify(key: archive.custody.ledger.key).text
        #expect(text.hasSuffix(Self.sentence + "\n"))
        #expect(text.contains("No fault was found in the layers that were checked."))
        #expect(text.contains("Absent: memory, seals, witnesses."))
        #expect(text.contains("no time-stamp seal is present, so the dates are our own clock's"))
        #expect(!text.contains("UNKNOWN KEY"))
        #expect(!text.contains("OK"))
        let short = try archive.verify(digestsObjects: false).text
        #expect(short.contains("Not checked: letters, objects."))
        #expect(short.contains("UNKNOWN KEY"))
    }

    @Test func `the report for programs has the faults of the report for people`() throws {
        let archive = try TestArchive()
        let letter = try archive.fill(letters: 2)[1]
        try archive.overwrite("\(letter.folder)/original.pdf") { $0[0] ^= 1 }
        let json = try CanonicalJSON(canonical: try archive.verify().json.bytes)
        #expect(json["faultCounts"]?["letter-altered"]?.integer == 1)
        #expect(json["faults"]?.array?.first?["accession"]?.string == "2026-000003")
        #expect(json["key"]?["trust"]?.string == "unknown")
        #expect(json["proves"]?.string == Self.sentence)
    }

    @Test(arguments: [2, 8])
    func `letters read on several threads give the report of one thread`(threads: Int) throws {
        let archive = try TestArchive()
        let letters = try archive.fill(letters: 24)
        for place in [3, 4, 20] { try archive.overwrite("\(letters[place].folder)/original.pdf") { $0[0] ^= 1 } }
        for place in [5, 19] { try archive.remove("\(letters[place].folder)/original.pdf") }
        try archive.remove("\(letters[11].folder)/\(VaultLayout.openingName(letters[11].entry))")
        let report = try archive.verify()
        #expect(report.faultCounts[.letterAltered] == 3 && report.faultCounts[.letterMissing] == 2)
        #expect(report.faultCounts[.openingMissing] == 1)
        #expect(try archive.verify(threads: threads).json.bytes == report.json.bytes)
    }

    @Test func `a name from the disk commands no terminal`() throws {
        let archive = try TestArchive()
        try archive.fill(letters: 1)
        let name = "evil\u{1b}[31m\u{202e}.pdf"
        try Data().write(to: URL(fileURLWithPath: archive.path("vault/2026/11/2026-000001/\(name)")))
        let report = try archive.verify()
        #expect(report.notices == [VerificationNotice(.strayFile, path: "vault/2026/11/2026-000001/\(name)")])
        #expect(report.text.contains("stray-file vault/2026/11/2026-000001/evil?[31m?.pdf"))
    }

    @Test func `a layer checked elsewhere takes its place in the report`() throws {
        let archive = try TestArchive()
        var report = try archive.verify()
        report.add(
            VerificationReport.Layer(.seals, .checked, checked: 3, faults: 1),
            faults: [VerificationFault(.sealInvalid, in: .seals, path: "seals/1", detail: "expired")])
        report.sealedBefore = Timestamp("2026-11-23T00:00:00.000Z")
        #expect(report.isFaultFound)
        #expect(report.text.contains("T is 2026-11-23T00:00:00.000Z"))
        #expect(report.text.contains("fault seal-invalid: 1"))
        #expect(report.text.contains("Absent: memory, witnesses."))
    }

    @Test func `the program says the same, and its status says whether to look`() throws {
        let archive = try TestArchive()
        let letter = try archive.fill(letters: 1)[0]
        let verifier = Program("greffe-verify")
        let key = archive.path("log.vkey")
        let sound = try verifier.run([archive.root, "--log-key", key])
        #expect(sound.status == 0)
        #expect(sound.output.hasSuffix(Self.sentence + "\n"))
        let line = String(decoding: try archive.bytes("log.vkey").dropLast(), as: UTF8.self)
        #expect(try verifier.run([archive.root, "--log-key", line]).output == sound.output)
        let kept = archive.folder.path + "/kept"
        try Data(try archive.bytes("ledger/checkpoint")).write(to: URL(fileURLWithPath: kept))
        #expect(try verifier.run([archive.root, "--checkpoint", kept]).status == 0)
        try archive.overwrite("\(letter.folder)/original.pdf") { $0[0] ^= 1 }
        let broken = try verifier.run([archive.root, "--json"])
        #expect(broken.status == 4)
        #expect(try CanonicalJSON(canonical: Array(broken.output.utf8.dropLast()))["faultCount"]?.integer == 1)
        #expect(try verifier.run([archive.root, "--no-letters"]).status == 0)
        for arguments in [[], ["a", "b"], ["--what"], [archive.root, "--log-key"]] {
            #expect(try verifier.run(arguments).status == 2)
        }
        for arguments in [["/nonexistent"], [archive.folder.path], [archive.root, "--log-key", "/nonexistent"]] {
            #expect(try verifier.run(arguments).status == 1)
        }
        #expect(try verifier.run(["--help"]).status == 0)
    }
}
