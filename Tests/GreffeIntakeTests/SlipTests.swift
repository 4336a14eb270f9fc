import GreffeCore
import Testing

@testable import GreffeIntake

@Suite struct SlipTests {
    let inbox: TestFolder

    init() throws { inbox = try TestFolder() }

    /// Lines of `key: value`, as much of YAML as the tests need.
    static let parse: Slip.Parser = { bytes in
        struct Malformed: Error {}
        var values: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
            guard parts.count == 2 else { throw Malformed() }
            values[String(parts[0])] = String(parts[1])
        }
        return values
    }

    func find(_ scan: String = "0042.tif", quiet: Int64 = 2_000, later: Int64 = 60_000) throws -> Slip.Finding {
        try inbox.write(scan, Sample.tiff())
        let folder = try Folder.open(path: FileNameBytes(inbox.path))
        let name = FileNameBytes(scan)
        let status = try #require(try folder.status(name))
        let drop = Drop(
            place: Drop.Place(watchFolder: inbox.path, subfolder: FileNameBytes(""), name: name),
            descriptor: try folder.openFile(name), identity: status.identity, folder: folder, fileName: name)
        return Slip.find(for: drop, quiet: quiet, now: Moment.current().later(later), parse: Self.parse)
    }

    @Test(arguments: ["0042.tif.yaml", "0042.tif.yml", "0042.yaml", "0042.yml"])
    func `a slip is found under the scan's name or its stem`(_ name: String) throws {
        try inbox.write(
            name, Array("channel: fax\ndevice: Ricoh\noperator: Anne\nbatch: B7\npages: 3\nenvelopes: 1\n".utf8))
        guard case .usable(let slip) = try find() else {
            Issue.record("not found")
            return
        }
        let particulars = WatchFolder.Particulars(channel: "fax", device: "Ricoh", operatorName: "Anne", batch: "B7")
        #expect(slip.entries == Slip.Entries(particulars: particulars, pages: 3, envelopes: 1))
        #expect(slip.isShared == name.hasPrefix("0042.y"))
    }

    @Test(arguments: [
        "no key", "colour: red\n", "pages: many\n", "pages: -1\n", "pages: 99999999\n", "channel: \n",
        "device: a\u{7}b\n", "batch: \(String(repeating: "x", count: 201))\n",
    ])
    func `a slip that cannot be used says why`(_ text: String) throws {
        try inbox.write("0042.tif.yaml", Array(text.utf8))
        guard case .unusable(.some, let problem) = try find() else {
            Issue.record("taken")
            return
        }
        #expect(!problem.isEmpty)
    }

    @Test func `a huge slip is not read, and one that is no file is not opened`() throws {
        try inbox.write("0042.tif.yaml", [UInt8](repeating: 0x20, count: Slip.bytesMax + 1))
        guard case .unusable(.some, "it is larger than \(Slip.bytesMax) bytes") = try find() else {
            Issue.record("taken")
            return
        }
        try Shell.run("rm 0042.tif.yaml; mkfifo 0042.tif.yaml", in: inbox.path)
        guard case .unusable(nil, "it is not a file") = try find() else {
            Issue.record("opened")
            return
        }
    }

    @Test func `a slip written just now is waited for`() throws {
        try inbox.write("0042.tif.yaml", Array("pages: 3\n".utf8))
        guard case .unsettled = try find(later: 500) else {
            Issue.record("not waited for")
            return
        }
    }

    @Test func `a slip of the stem stays until the last scan of that stem has gone`() throws {
        try inbox.write("0042.yaml", Array("pages: 3\n".utf8))
        try inbox.write("0042.PDF", Sample.pdf())
        guard case .usable(let slip) = try find() else {
            Issue.record("not found")
            return
        }
        try Shell.run("rm 0042.tif", in: inbox.path)
        #expect(slip.isStillNeeded)
        try Shell.run("rm 0042.PDF", in: inbox.path)
        #expect(!slip.isStillNeeded)
    }
}
