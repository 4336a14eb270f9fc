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

    /// The standard's own schema: where the environment says, else where scripts/seda-schema puts it; nil without it.
    private static let schema: String? = {
        let fetched = Repository.root + "/.build/seda-2.2/seda-2.2-main.xsd"
        return ProcessInfo.processInfo.environment["GREFFE_SEDA_SCHEMA"]
            ?? (FileManager.default.fileExists(atPath: fetched) ? fetched : nil)
    }()

    /// Valid by our own profile, and by the standard's schema where it is.
    private func expectValid(_ folder: String) throws {
        let manifest = folder + "/manifest.xml"
        let lint = Program(path: "/usr/bin/xmllint")
        let own = try lint.run(
            ["--nonet", "--noout", "--relaxng", Repository.root + "/fixtures/seda-2.2/manifest.rng", manifest])
        #expect(own.status == 0, "\(own.errors)")
        if let schema = Self.schema {
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
        await #expect(throws: TransferError.nothingToTransfer) {
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

    // MARK: Keeping

    @Test func `a rule of retention comes with its day, its end, and its legal basis`() async throws {
        let test = try TestArchive()
        let invoice = try await test.filed("facture", .invoice)
        let claim = try await test.filed("sinistre", .claim, customer: "1")
        let reviewed = try await test.filed("sinistre deux", .claim, customer: "1")
        try await test.registrar.assignRule("claim-30y", to: reviewed, by: "person:anna")
        let sip = try folder(test)
        try await transfer(test, request(.all), to: sip)
        try expectValid(sip)
        func rule(_ number: AccessionNumber, _ element: String) throws -> String {
            let path = "//*[@id='letter-\(number)']//*[local-name()='AppraisalRule']/*[local-name()='\(element)']"
            return try value("string(\(path))", sip)
        }
        func description(_ number: AccessionNumber) throws -> String {
            try value("string(//*[@id='letter-\(number)']//*[local-name()='Description'])", sip)
        }
        let kept = try #require(try test.archive.letter("\(invoice)").letter.retention)
        #expect(try rule(invoice, "Rule") == "accounts-10y")
        #expect(try rule(invoice, "StartDate") == "2026-12-31", "the close of the accounting year")
        #expect(try rule(invoice, "FinalAction") == "Destroy")
        #expect(try description(invoice) == "Conservation : 10 ans, jusqu'au 2037-01-01 (\(kept.basis))")
        #expect(kept.basis.hasPrefix("Code de commerce"))
        #expect(try rule(claim, "StartDate").isEmpty, "nobody has noted the end of the matter")
        #expect(try description(claim).contains("terme non encore fixé (Code des assurances, art. L114-1)"))
        #expect(try rule(reviewed, "Rule") == "claim-30y" && rule(reviewed, "FinalAction") == "Keep")
        #expect(try description(reviewed).hasSuffix("sort final à décider par une personne"))
    }

    @Test func `a hold comes with who, why, since and until; a released one does not`() async throws {
        let test = try TestArchive()
        let number = try await test.filed("facture", .invoice, customer: "4711")
        let since = try #require(CalendarDate("2026-11-02"))
        let until = try #require(CalendarDate("2027-05-31"))
        let hold = try await test.registrar.hold(
            HoldRequest(
                scope: .customer(CustomerNumber("4711")), reason: "procès Garrel c/ Œuvre", since: since, until: until,
                by: "person:eve"))
        let over = try await test.registrar.hold(
            HoldRequest(scope: .letters([number]), reason: "contrôle fiscal", by: "person:eve"))
        _ = try await test.registrar.releaseHold("\(over.number)", reason: "clos", by: "person:eve")
        let sip = try folder(test)
        try await transfer(test, request(.letters([number])), to: sip)
        try expectValid(sip)
        let rule = "//*[local-name()='HoldRule']/*"
        #expect(try value("count(\(rule)[local-name()='Rule'])", sip) == "1")
        let said = try ["Rule", "StartDate", "HoldOwner", "HoldReassessingDate", "HoldReason"].map {
            try value("string(\(rule)[local-name()='\($0)'])", sip)
        }
        #expect(said == ["\(hold.number)", "2026-11-02", "person:eve", "2027-05-31", "procès Garrel c/ Œuvre"])
    }

    @Test(arguments: [RemovalRow.Kind.disposal, .erasure])
    func `a letter that was destroyed or erased stays behind, and cannot be named`(kind: RemovalRow.Kind) async throws {
        let test = try TestArchive()
        let gone = try await test.filed("facture Zwiebelfisch", .invoice, fields: [.sender: "Xavière Zwiebelfisch"])
        let kept = try await test.filed("sinistre", .claim, customer: "1")
        test.clock.set(try #require(Timestamp("2037-01-05T08:00:00.000Z")))
        let removal =
            kind == .disposal
            ? try await test.registrar.proposeDisposal(of: [gone], by: "person:anna").number
            : try await test.registrar.requestErasure(
                ErasureRequest(scope: .letters([gone]), reason: "lettre du 1er", by: "person:anna")
            ).row.number
        _ = try await test.registrar.approveRemoval("\(removal)", kind: kind, by: "person:bob")
        _ = try await test.registrar.runRemoval("\(removal)", kind: kind, by: "person:anna")
        let before = test.archive.entryCount
        await #expect(throws: KeepingError.gone(gone)) {
            try await transfer(test, request(.letters([kept, gone])), to: folder(test, "named"))
        }
        #expect(test.archive.entryCount == before)
        let sip = try folder(test)
        let done = try await transfer(test, request(.all), to: sip)
        #expect(done.letters == 1 && done.objects == 1)
        try expectValid(sip)
        #expect(try value("count(//*[local-name()='ArchiveUnit'])", sip) == "1")
        #expect(try !text(sip).contains("\(gone)") && !text(sip).contains("Zwiebelfisch"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: sip + "/content") == ["\(kept).tif"])
    }

    // MARK: The package

    /// Reads a ZIP as a receiving archive does: each object is there with the digest and size that the manifest names,
    /// nothing else is, and every letter refers to a group that exists.
    private static let receiver = """
        import hashlib, sys, zipfile
        import xml.etree.ElementTree as tree
        seda = "{fr:gouv:culture:archivesdefrance:seda:v2.2}"
        with zipfile.ZipFile(sys.argv[1]) as package:
            assert package.testzip() is None
            manifest = tree.fromstring(package.read("manifest.xml"))
            named = {"manifest.xml"}
            for part in manifest.iter(seda + "BinaryDataObject"):
                name, digest = part.find(seda + "Uri").text, part.find(seda + "MessageDigest")
                content = package.read(name)
                assert digest.get("algorithm") == "SHA-512"
                assert hashlib.sha512(content).hexdigest() == digest.text, name + ": another digest"
                assert len(content) == int(part.find(seda + "Size").text), name + ": another size"
                named.add(name)
            assert {name for name in package.namelist() if not name.endswith("/")} == named, "other files"
            groups = {group.get("id") for group in manifest.iter(seda + "DataObjectGroup")}
            wanted = {it.text for it in manifest.iter(seda + "DataObjectGroupReferenceId")}
            assert groups == wanted, "groups and references"
            print(len(named))
        """

    @Test func `zipped, it is read as whole by another program, and a byte changed on the way is found`()
        async throws
    {
        let test = try TestArchive()
        for text in ["première lettre", "deuxième", "Ω troisième"] {
            try await test.filed(text, .claim, customer: "1", fields: [.sender: "Société Œuvre & Çağlar"])
        }
        let sip = try folder(test, "versement-été")
        try await transfer(test, request(.all), to: sip)
        let python = Program(path: "/usr/bin/python3")
        let zip = test.folder.path + "/versement-été.zip"
        func zipped() throws -> Program.Outcome {
            let made = try python.run(["-m", "zipfile", "-c", zip, "manifest.xml", "content"], folder: sip)
            #expect(made.status == 0, "\(made.errors)")
            return try python.run(["-c", Self.receiver, zip])
        }
        let whole = try zipped()
        #expect(whole.status == 0 && whole.output == "4\n", "\(whole.errors)")
        let original = try #require(FileManager.default.enumerator(atPath: sip + "/content")?.nextObject() as? String)
        let file = URL(fileURLWithPath: sip + "/content/" + original)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.startIndex] ^= 1
        try bytes.write(to: file)
        let altered = try zipped()
        #expect(altered.status != 0 && altered.errors.contains("another digest"))
    }

    @Test(.enabled(if: schema != nil, "no schema of the standard here: scripts/seda-schema fetches it"))
    func `the standard's own schema takes the manifest, and refuses one with an element out of place`() async throws {
        let test = try TestArchive()
        try await test.filed("facture", .invoice)
        let sip = try folder(test)
        try await transfer(test, request(.all), to: sip)
        try expectValid(sip)
        let broken = test.folder.path + "/broken.xml"
        try text(sip).replacingOccurrences(of: "FinalAction>", with: "Final>")
            .write(toFile: broken, atomically: true, encoding: .utf8)
        let outcome = try Program(path: "/usr/bin/xmllint").run(
            ["--nonet", "--noout", "--schema", try #require(Self.schema), broken])
        #expect(outcome.status == 3 && outcome.errors.contains("Final"), "\(outcome.errors)")
    }
}
