import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeIntake

/// What TIFFs of scanners and fax servers say of themselves, in files that libtiff's tools wrote.
@Suite struct ScannerTagsTests {
    private static let fax = Repository.fixtures + "/scans/fax/f03.tif"

    /// A fixture's fax with these tags, as `tiffset` sets them.
    private func tagged(
        _ tags: [(String, String)], name: String = "fax00001234.tif", particulars: WatchFolder.Particulars = .init()
    ) throws -> Provenance {
        let inbox = try TestFolder()
        let path = inbox.path + "/" + name
        #expect(try Program(path: "/usr/bin/tiffcp").run([Self.fax, path]).status == 0)
        for (tag, value) in tags {
            let outcome = try Program(path: "/usr/bin/tiffset").run(["-s", tag, value, path])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        return try provenance(of: name, in: inbox, particulars)
    }

    private func provenance(
        of name: String, in inbox: TestFolder, _ particulars: WatchFolder.Particulars = .init()
    ) throws -> Provenance {
        let folder = try Folder.open(path: FileNameBytes(inbox.path))
        let file = FileNameBytes(name)
        let status = try #require(try folder.status(file))
        return Drop(
            place: Drop.Place(watchFolder: inbox.path, subfolder: FileNameBytes(""), name: file),
            descriptor: try folder.openFile(file), identity: status.identity, folder: folder, fileName: file
        ).provenance(particulars)
    }

    @Test func `what HylaFAX writes into a fax goes into its provenance`() throws {
        let provenance = try tagged([
            ("270", "+33 5 55 12 34 56\n0555999999\nCABINET ROUX"), ("271", "ROCKWELL"), ("272", "AC/V34"),
            ("306", "2025:01:28 16:07:33"), ("316", "fax.example.org"), ("34908", "12345"), ("34909", "42 17"),
            ("34910", "47"), ("34911", "00 4C 78"),
        ])
        #expect(provenance.faxNumber == "+33555123456")
        #expect(provenance.faxReceived == "2025-01-28T16:07:33")
        #expect(provenance.faxSubaddress == "4217")
        #expect(provenance.device == "ROCKWELL AC/V34 (fax.example.org)")
        #expect(Provenance(json: provenance.json) == provenance)
        #expect(provenance.json["faxSubaddress"]?.string == "4217")
    }

    @Test func `a machine without a number leaves the caller's line, and a name without one the server's record`()
        throws
    {
        let tags = [("270", "CABINET ROUX\n0555999999"), ("34910", "47")]
        #expect(try tagged(tags).faxNumber == "0555999999")
        #expect(try tagged(tags, name: "fax00001234-0555123456.tif").faxNumber == "0555999999")
        #expect(try tagged([("270", "CABINET ROUX")], name: "fax00001234-0555123456.tif").faxNumber == "0555123456")
    }

    @Test func `a scanner's date and description make no fax of a letter`() throws {
        let provenance = try tagged([
            ("270", "0555123456"), ("271", "Canon"), ("272", "Canon DR-C225"), ("306", "2025:01:28 16:07:33"),
        ])
        #expect(provenance.faxNumber == nil && provenance.faxReceived == nil && provenance.faxSubaddress == nil)
        #expect(provenance.device == "Canon DR-C225")
    }

    @Test func `what the site says of its machines counts before what they say`() throws {
        let tags = [("271", "Canon"), ("34909", "17")]
        #expect(try tagged(tags, particulars: .init(device: "scanner 2")).device == "scanner 2")
        var provenance = try tagged(tags)
        try Slip.entries(["Subaddr": "99", "Sender": "+33 1 99 00 12 34"]).complete(&provenance)
        #expect(provenance.faxSubaddress == "99" && provenance.faxNumber == "+33199001234")
        Slip.Entries().complete(&provenance)
        #expect(provenance.faxSubaddress == "99")
    }

    @Test(arguments: [
        ("270", "not a number"), ("306", "yesterday"), ("34909", "<script>"), ("34909", "123456789012345678901"),
    ]) func `what is none of these is not taken`(tag: String, value: String) throws {
        let provenance = try tagged([(tag, value), ("34910", "47")])
        #expect(provenance.faxNumber == nil && provenance.faxReceived == nil && provenance.faxSubaddress == nil)
    }

    /// Each entry: tag, type, count, value or offset.
    @Test(
        arguments: [
            [(34_909, 2, 12, 0xffff_fff0)], [(34_909, 2, 0xffff_ffff, 8)], [(34_909, 2, 0, 8)], [(34_909, 7, 4, 0x31)],
            [(34_910, 4, 1, 0xffff_ffff), (271, 2, 900, 8), (270, 2, 1_025, 0)], [(271, 2, 4, 0x0707_0707)],
            [(271, 2, 4, 0xffff_ffff)],
        ] as [[(UInt32, UInt32, UInt32, UInt32)]])
    func `tags that lie say nothing`(tags: [(UInt32, UInt32, UInt32, UInt32)]) throws {
        let inbox = try TestFolder()
        try inbox.write("scan.tif", Sample.tiff(tags: tags))
        let provenance = try provenance(of: "scan.tif", in: inbox)
        #expect(provenance.device == nil && provenance.faxNumber == nil && provenance.faxSubaddress == nil)
    }

    @Test func `no beginning of a file traps`() throws {
        let inbox = try TestFolder()
        let whole = Sample.tiff(tags: [(34_909, 2, 3, 0x3231), (271, 2, 3, 0x4948), (270, 2, 16, 8)])
        for count in whole.indices {
            try inbox.write("scan.tif", Array(whole.prefix(count)))
            #expect(try provenance(of: "scan.tif", in: inbox).faxNumber == nil)
        }
        try inbox.write("scan.tif", whole)
        #expect(try provenance(of: "scan.tif", in: inbox).faxSubaddress == "12")
    }
}
