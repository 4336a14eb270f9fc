import GreffeCore
import Testing

@testable import GreffeIntake

/// Faxes as a HylaFAX server leaves them.
@Suite struct FaxFileTests {
    @Test(arguments: [
        ("fax00001234-+33555123456.tif", "+33555123456"), ("fax000012345.from.0555123456.tif", "0555123456"),
        ("fax00001234_0555123456.tif", "0555123456"),
    ]) func `the sender's number is found in a name`(name: String, number: String) {
        #expect(FaxFile.number(inName: FileNameBytes(name)) == number)
    }

    @Test(arguments: [
        "fax00001234.tif", "fax12-0555123456.tif", "scan00001234-0555123456.tif", "fax00001234-Martin.tif",
        "fax00001234-.tif", "fax00001234-123.tif", "fax.tif", "fax00001234-05+55123456.tif", "",
    ]) func `other names have none`(name: String) {
        #expect(FaxFile.number(inName: FileNameBytes(name)) == nil)
    }

    @Test func `what faxinfo prints is taken as a slip`() throws {
        let entries = try Slip.entries([
            "Sender": "+33.5.55.12.34.56", "Pages": "2", "Quality": "Fine", "Page": "ISO A4",
            "Received": "2025:01:28 16:07:33", "TimeToRecv": "0:47", "SignalRate": "14400 bit/s",
            "DataFormat": "2-D MMR", "ErrCorrect": "Yes", "CallID1": "0555999999",
        ])
        #expect(entries.faxNumber == "+33555123456")
        #expect(entries.faxReceived == "2025-01-28T16:07:33")
        #expect(entries.pages == 2)
        #expect(entries.particulars == WatchFolder.Particulars())
    }

    @Test func `a machine without a number leaves the caller's line`() throws {
        let entries = try Slip.entries(["Sender": "CABINET ROUX", "CallID1": "0555999999", "Received": "yesterday"])
        #expect(entries.faxNumber == "0555999999")
        #expect(entries.faxReceived == nil)
    }

    @Test func `the server's record counts before the name, and both stand in the provenance`() throws {
        let inbox = try TestFolder()
        try inbox.write("fax00001234-0555123456.tif", Sample.tiff())
        let folder = try Folder.open(path: FileNameBytes(inbox.path))
        let name = FileNameBytes("fax00001234-0555123456.tif")
        let status = try #require(try folder.status(name))
        let drop = Drop(
            place: Drop.Place(watchFolder: inbox.path, subfolder: FileNameBytes(""), name: name),
            descriptor: try folder.openFile(name), identity: status.identity, folder: folder, fileName: name)
        var provenance = drop.provenance(WatchFolder.Particulars(channel: "fax"))
        #expect(provenance.faxNumber == "0555123456")
        try Slip.entries(["Sender": "+33 1 99 00 12 34", "Received": "2025:01:28 16:07:33"]).complete(&provenance)
        #expect(provenance.faxNumber == "+33199001234")
        #expect(Provenance(json: provenance.json) == provenance)
        #expect(provenance.json["faxReceived"]?.string == "2025-01-28T16:07:33")
        var other = drop.provenance(WatchFolder.Particulars())
        Slip.Entries().complete(&other)
        #expect(other.faxNumber == "0555123456")
    }

    @Test(arguments: [
        "2025:13:28 16:07:33", "2025:01:28", "2025:01:28 25:07:33", "a:b:c d:e:f", "", "2025:1:28 1:07:33",
    ])
    func `a time that is none is not taken`(text: String) { #expect(FaxFile.time(text) == nil) }
}
