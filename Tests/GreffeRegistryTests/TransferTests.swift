import Foundation
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import Testing

/// Packages for another archive (SEDA 2.2).
@Suite struct TransferTests {
    private static let hostile = "</Title><x a=\"'&]]>\u{1}\u{8}\u{FFFE} \n  Œuvre \u{202E} d'art"

    private func folder(_ test: TestArchive, _ name: String = "sip") throws -> String {
        let folder = test.folder.path + "/" + name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    private func request(
        _ scope: TransferRequest.Scope, to agency: String = "FRAD087", agreement: String? = nil
    ) -> TransferRequest {
        TransferRequest(
            scope: scope, archivalAgency: agency, transferringAgency: "VERMEILLAC", agreement: agreement,
            reason: "versement & co", by: "person:anna")
    }

    @discardableResult
    private func transfer(
        _ test: TestArchive, _ request: TransferRequest, to folder: String
    ) async throws -> Transferred {
        try await test.registrar.transfer(request, to: folder) { _, _ in }
    }

    /// Valid by our own profile, and by the standard's schema where somebody has it.
    private func expectValid(_ folder: String) throws {
        let manifest = folder + "/manifest.xml"
        let lint = Program(path: "/usr/bin/xmllint")
        let own = try lint.run(
            ["--nonet", "--noout", "--relaxng", Repository.root + "/fixtures/seda-2.2/manifest.rng", manifest])
        #expect(own.status == 0, "\(own.errors)")
        if let schema = ProcessInfo.processInfo.environment["GREFFE_SEDA_SCHEMA"] {
            let standard = try lint.run(["--nonet", "--noout", "--schema", schema, manifest])
            #expect(standard.status == 0, "\(standard.errors)")
        }
    }

    private func text(_ folder: String) throws -> String {
        try String(contentsOfFile: folder + "/manifest.xml", encoding: .utf8)
    }

    /// What an XPath expression finds in the manifest, whatever the namespace.
    private func value(_ path: String, _ folder: String) throws -> String {
        let outcome = try Program(path: "/usr/bin/xmllint").run(["--nonet", "--xpath", path, folder + "/manifest.xml"])
        #expect(outcome.status == 0, "\(path): \(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .newlines)
    }

    @Test func `a transfer is a valid manifest, and originals with the digests and sizes it names`() async throws {
        let test = try TestArchive()
        let first = try await test.filed(
            "first letter", .claim, customer: "40718352",
            fields: [.sender: Self.hostile, .date: "2026-10-02", .claimReference: "SIN-25-04419"])
        let second = try await test.filed("second", .invoice, customer: "40718352")
        let third = try await test.filed("third", .order)
        let row = try await test.registrar.openCase(
            customer: CustomerNumber("40718352"), title: "Dégât des eaux <A&B>", letters: [first, second],
            by: "person:anna")
        let hold = try await test.registrar.hold(
            HoldRequest(scope: .letters([second]), reason: "procès \"Garrel\"", by: "person:anna"))
        let sip = try folder(test)
        let done = try await transfer(test, request(.all, agreement: "ACC-<7>"), to: sip)
        #expect(done.letters == 3 && done.objects == 3)
        try expectValid(sip)
        #expect(try FileManager.default.contentsOfDirectory(atPath: sip).sorted() == ["content", "manifest.xml"])

        #expect(try value("string(//*[local-name()='MessageIdentifier'])", sip) == done.message)
        #expect(try value("string(//*[local-name()='ArchivalAgreement'])", sip) == "ACC-<7>")
        #expect(try value("string(//*[@id='case-\(row.number)']/*/*[local-name()='Title'])", sip).contains("<A&B>"))
        #expect(try value("count(//*[@id='case-\(row.number)']/*[local-name()='ArchiveUnit'])", sip) == "2")
        let held = "//*[@id='letter-\(second)']//*[local-name()='HoldRule']/*[local-name()='Rule']"
        #expect(try value("string(\(held))", sip) == "\(hold.number)")
        let entry = try test.archive.custody.entry(at: third.leaf)
        #expect(
            try value("string(//*[@id='letter-\(third)']//*[local-name()='CustodialHistoryItem'])", sip)
                .hasSuffix("écriture \(entry.seq.value), empreinte \(entry.leafHash.hex)"))
        #expect(try text(sip).contains("SIN-25-04419"))

        for (number, content) in [(first, "first letter"), (second, "second"), (third, "third")] {
            let group = try value("string(//*[@id='letter-\(number)']/*/*[contains(., 'group-')])", sip)
            let object = "//*[@id='\(group)']/*[local-name()='BinaryDataObject']"
            let uri = try value("string(\(object)/*[local-name()='Uri'])", sip)
            #expect(try String(contentsOfFile: "\(sip)/\(uri)", encoding: .utf8) == content)
            #expect(try value("string(\(object)/*[local-name()='Size'])", sip) == "\(content.utf8.count)")
            let sum = try Program(path: "/usr/bin/sha512sum").run([uri], folder: sip).output.prefix(128)
            #expect(try value("string(\(object)/*[local-name()='MessageDigest'])", sip) == sum)
        }
        let ids = try value("//@id", sip).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(Set(ids).count == ids.count && ids.count == 3 + 3 + 3 + 1)
        let last = try #require(test.archive.custody.ledger.lastEntry)
        #expect(last.kind == .exported && last.refs.count == 3)
        #expect(done.message == "test.example/greffe/\(last.seq.value)")
    }

    @Test func `hostile names of senders, cases and files are text in the manifest, and nothing else`() async throws {
        let test = try TestArchive()
        let taken = test.number(try await test.accession("scan", name: Self.hostile + ".tif"))
        let decision = try test.decision(
            .claim, customer: "40718352", fields: [.sender: Self.hostile, .contractNumber: " \u{2} "])
        try await test.registrar.record(test.reading("scan"), decision, for: taken)
        let sip = try folder(test)
        try await transfer(test, request(.letters([taken]), to: "FRAD <087> & \"Cie\""), to: sip)
        try expectValid(sip)
        let name = "</Title><x a=\"'&]]> Œuvre \u{202E} d'art"
        #expect(try value("string(//*[local-name()='FullName'])", sip) == name)
        #expect(try value("string(//*[local-name()='Filename'])", sip) == name + ".tif")
        #expect(try value("count(//*[local-name()='x'])", sip) == "0")
        #expect(try value("count(//*[local-name()='Keyword'])", sip) == "1")
    }

    @Test func `the letters of a case and those a search finds are transferred, and others are not`() async throws {
        let test = try TestArchive()
        let first = try await test.filed("un vélo rouge", .claim, customer: "40718352")
        let second = try await test.filed("une voiture", .claim, customer: "40718352")
        let row = try await test.registrar.openCase(
            customer: CustomerNumber("40718352"), title: "vélo", letters: [first], by: "person:anna")
        let byCase = try folder(test, "case")
        try await transfer(test, request(.caseFile(row.number)), to: byCase)
        try expectValid(byCase)
        #expect(try text(byCase).contains("letter-\(first)") && !text(byCase).contains("letter-\(second)"))
        let found = try folder(test, "found")
        try await transfer(test, request(.search(SearchQuery(words: "voiture"))), to: found)
        try expectValid(found)
        #expect(try !text(found).contains("letter-\(first)") && text(found).contains("letter-\(second)"))
    }

    @Test func `a scan of several letters goes once, and only with all of its letters`() async throws {
        let test = try TestArchive()
        let text = "Madame, Monsieur"
        let scan = test.number(try await test.accession("pile", name: "pile.tif"))
        try await test.registrar.record(
            .plain(pages: [text, text]), try test.decision(.other, reasons: [.customerUnknown]), for: scan)
        let halves = try await test.registrar.split(scan, at: [2], by: "person:anna")
        let before = test.archive.entryCount
        await #expect(throws: TransferError.scanShared(scan: scan, missing: halves[1])) {
            try await transfer(test, request(.letters([halves[0]])), to: folder(test))
        }
        #expect(test.archive.entryCount == before)
        let sip = try folder(test)
        let done = try await transfer(test, request(.letters([scan])), to: sip)
        #expect(done.letters == 2 && done.objects == 1)
        try expectValid(sip)
        #expect(try value("count(//*[local-name()='DataObjectGroupReferenceId'][.='group-\(scan)'])", sip) == "2")
        #expect(try self.text(sip).contains("Pages 2 de la numérisation \(scan)"))
    }

    @Test func `a folder that is not empty is refused, and so are agencies without a name`() async throws {
        let test = try TestArchive()
        let letter = try await test.filed("first letter", .claim, customer: "1")
        let sip = try folder(test)
        try Data("x".utf8).write(to: URL(fileURLWithPath: sip + "/manifest.xml.part"))
        let before = test.archive.entryCount
        await #expect(throws: TransferError.folderTaken(sip)) {
            try await transfer(test, request(.letters([letter])), to: sip)
        }
        await #expect(throws: TransferError.identifierUnfit("--to")) {
            try await transfer(test, request(.letters([letter]), to: " "), to: folder(test, "other"))
        }
        await #expect(throws: (any Error).self) {
            try await transfer(test, request(.search(SearchQuery(words: "introuvable"))), to: folder(test, "none"))
        }
        #expect(test.archive.entryCount == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: sip) == ["manifest.xml.part"])
    }

    @Test func `an original that is not what came in is not handed over`() async throws {
        let test = try TestArchive()
        let letter = try await test.filed("first letter", .claim, customer: "1")
        let file = "\(test.path)/\(try test.archive.letter("\(letter)").letter.folder)/original.tif"
        _ = try Program(path: "/bin/chmod").run(["u+w", file])
        try Data("FIRST LETTER".utf8).write(to: URL(fileURLWithPath: file))
        let sip = try folder(test)
        await #expect(throws: (any Error).self) { try await transfer(test, request(.all), to: sip) }
        #expect(!FileManager.default.fileExists(atPath: sip + "/manifest.xml"))
    }

    @Test func `formats are named where a file's own bytes say them`() async throws {
        let test = try TestArchive()
        var number = 0
        for (content, mediaType, puid) in [
            ("%PDF-1.4\n%âã", MediaType.pdf, "fmt/18"), ("%PDF-1.7\n", .pdf, "fmt/276"),
            ("%PDF-1.4\n<pdfaid:part>2</pdfaid:part>", .pdf, ""), ("II*\0abc", .tiff, "fmt/353"), ("abc", .tiff, ""),
        ] {
            number += 1
            var (arrival, handle) = try test.arrival(content, name: "\(number)")
            defer { try? handle.close() }  // A descriptor left open ends with the test.
            arrival.mediaType = mediaType
            let letter = test.number(try await test.registrar.accession([arrival])[0].get())
            let sip = try folder(test, "\(number)")
            try await transfer(test, request(.letters([letter])), to: sip)
            try expectValid(sip)
            #expect(try value("string(//*[local-name()='FormatId'])", sip) == puid, "\(content)")
            #expect(try value("string(//*[local-name()='MimeType'])", sip) == mediaType.rawValue)
        }
    }
}
