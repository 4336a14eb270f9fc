import Glibc
import GreffeCore
import Testing

@testable import GreffeIntake

@Suite struct DropTests {
    let inbox: TestFolder
    let now = Timestamp(millisecondsSince1970: 1_800_000_000_000)

    init() throws { inbox = try TestFolder() }

    /// The file as a watcher would have found it.
    func drop(_ name: String = "scan.tif", as fileName: String? = nil) throws -> Drop {
        let folder = try Folder.open(path: FileNameBytes(inbox.path))
        let onDisk = FileNameBytes(fileName ?? name)
        let status = try #require(try folder.status(onDisk))
        let place = Drop.Place(
            watchFolder: inbox.path, subfolder: FileNameBytes(""),
            name: Site(subfolder: FileNameBytes(""), fileName: onDisk).originalName)
        return Drop(
            place: place, descriptor: try folder.openFile(onDisk), identity: status.identity, folder: folder,
            fileName: onDisk)
    }

    @Test func `a drop is removed when it is still the file that was found`() throws {
        try inbox.write("scan.tif", Sample.tiff())
        let drop = try drop()
        #expect(try drop.remove() == .removed)
        #expect(try inbox.names().isEmpty)
        #expect(try drop.remove() == .alreadyGone)
    }

    @Test(arguments: ["mv new scan.tif", "rm scan.tif; cp new scan.tif", "ln -f new scan.tif"])
    func `a new file of the same name is never removed`(_ replacing: String) throws {
        try inbox.write("scan.tif", Sample.tiff())
        try inbox.write("new", Sample.tiff())
        let drop = try drop()
        try Shell.run(replacing, in: inbox.path)
        #expect(try drop.remove() == .replaced)
        #expect(try inbox.bytes("scan.tif") == Sample.tiff())
        #expect(try drop.reject(.empty, at: now) == .replaced)
        #expect(inbox.exists("scan.tif"))
    }

    @Test(arguments: [false, true])
    func `a file that was put there between the look and the removal is put back`(_ isNameTaken: Bool) throws {
        try inbox.write("scan.tif", Sample.tiff())
        let drop = try drop()
        let folder = try Folder.open(path: FileNameBytes(inbox.path))
        // As if a scanner had replaced the file just before it was renamed, and dropped one more just after.
        let held = NameRule.leaving(FileNameBytes("scan.tif"), number: 1)
        try Shell.run("rm scan.tif", in: inbox.path)
        try inbox.write(held, Sample.jpeg())
        if isNameTaken { try inbox.write("scan.tif", Sample.png()) }
        #expect(try drop.confirm(held, in: folder) == .departed(.replaced))
        #expect(try inbox.bytes(isNameTaken ? held.display : "scan.tif") == Sample.jpeg())
        #expect(try inbox.names().count == (isNameTaken ? 2 : 1))
    }

    @Test(arguments: ["printf x >> scan.tif", "printf x | dd of=scan.tif conv=notrunc status=none", "touch scan.tif"])
    func `a file written to since it was found is left alone`(_ writing: String) throws {
        try inbox.write("scan.tif", Sample.tiff())
        let drop = try drop()
        #expect(drop.isUnchanged)
        try Shell.run("sleep 0.02; \(writing)", in: inbox.path)
        #expect(!drop.isUnchanged)
        #expect(try drop.remove() == .changed)
        #expect(try inbox.names().filter { $0 != "rejected" } == ["scan.tif"])
    }

    @Test func `a drop keeps reading the file it opened, whatever its name becomes`() throws {
        try inbox.write("scan.tif", Sample.tiff())
        let drop = try drop()
        let before = Sha256Digest.of(Sample.tiff())
        try Shell.run("mv scan.tif away; echo other > scan.tif", in: inbox.path)
        #expect(try drop.digest() == before)
        #expect(try drop.content(max: 10_000) == Sample.tiff())
    }

    @Test func `an interrupted removal is completed under the name it left behind`() throws {
        let held = NameRule.leaving(FileNameBytes("scan.tif"), number: 1).display
        try inbox.write(held, Sample.tiff())
        let drop = try drop(as: held)
        #expect(drop.place.name == FileNameBytes("scan.tif"))
        #expect(try drop.remove() == .removed)
        #expect(try inbox.names().isEmpty)
    }

    @Test func `a rejected file lies beside a reason a person understands`() throws {
        try inbox.write("scan.tif", Array(Sample.tiff().dropLast(9)))
        #expect(try drop().reject(.truncated(.tiff), at: now) == .rejected(as: FileNameBytes("scan.tif")))
        #expect(try inbox.names() == ["rejected"])
        #expect(try inbox.names("rejected") == ["scan.tif", "scan.tif.reason.txt"])
        let reason = try inbox.text("rejected/scan.tif.reason.txt")
        let digest = Sha256Digest.of(Array(Sample.tiff().dropLast(9))).hex
        for expected in [
            "not taken into the register", "scan.tif", "its end is missing", "Scan the letter again",
            "intake.truncated", "2027-01-15T08:00:00.000Z", digest,
        ] {
            #expect(reason.contains(expected))
        }
    }

    @Test func `rejected files of one name are numbered`() throws {
        for _ in 0..<3 {
            try inbox.write("scan.tif", [])
            _ = try drop().reject(.empty, at: now)
        }
        let names = ["scan (2).tif", "scan (3).tif", "scan.tif"].flatMap { [$0, $0 + ".reason.txt"] }
        #expect(try inbox.names("rejected") == names.sorted())
    }

    @Test func `a name of the greatest length is rejected under a shortened one`() throws {
        let long = String(repeating: "\u{e9}", count: 125) + ".tif"
        try inbox.write(long, [])
        _ = try drop(long).reject(.empty, at: now)
        let names = try inbox.names("rejected")
        #expect(names.count == 2)
        #expect(names.allSatisfy { $0.hasPrefix("\u{e9}\u{e9}") })
    }

    @Test func `a link in the place of the folder for rejected files is not followed`() throws {
        let elsewhere = try TestFolder()
        #expect(symlink(elsewhere.path, inbox.path("rejected")) == 0)
        try inbox.write("scan.tif", [])
        let error = #expect(throws: IntakeError.self) { try drop().reject(.empty, at: now) }
        #expect(error?.code == "intake.cannot-move")
        #expect(inbox.exists("scan.tif"))
        #expect(try elsewhere.names().isEmpty)
    }

    @Test(.enabled(if: Ability.mounts, "Only root may mount."))
    func `a file is moved whole to a rejected folder on another file system`() throws {
        try inbox.folder("rejected")
        #expect(mount("none", inbox.path("rejected"), "tmpfs", 0, nil) == 0)
        defer { umount(inbox.path("rejected")) }
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
        try inbox.write("scan.tif", bytes)
        #expect(try drop().reject(.encrypted, at: now) == .rejected(as: FileNameBytes("scan.tif")))
        #expect(try inbox.names() == ["rejected"])
        #expect(try inbox.bytes("rejected/scan.tif") == bytes)
        #expect(try inbox.names("rejected") == ["scan.tif", "scan.tif.reason.txt"])
    }

    @Test(.enabled(if: Ability.seals, "This file system cannot seal a folder against root."))
    func `a folder that cannot be written to keeps its file under its name`() throws {
        try inbox.write("scan.tif", Sample.tiff())
        let drop = try drop()
        try Shell.run("chattr +i .", in: inbox.path)
        #expect(throws: IntakeError.self) { try drop.remove() }
        #expect(throws: IntakeError.self) { try drop.reject(.empty, at: now) }
        #expect(try inbox.names() == ["scan.tif"])
    }

    @Test func `two files of the same bytes, name and times have different tokens`() throws {
        try inbox.write("scan.tif", Sample.tiff())
        try Shell.run("touch -d 2026-01-01 scan.tif; cp -p scan.tif copy.tif", in: inbox.path)
        let first = try drop().token
        let second = try drop("copy.tif").token
        #expect(first != second)
        #expect(try drop().token == first)
    }

    @Test func `the provenance reads back from its body`() throws {
        try inbox.write("scan.tif", Sample.tiff())
        var provenance = try drop().provenance(
            WatchFolder.Particulars(channel: "fax", device: "Canon", operatorName: "Mme Béal", batch: "B-7"))
        (provenance.declaredPages, provenance.slipProblem) = (12, "none")
        #expect(provenance.received == (try drop()).identity.modified.timestamp)
        #expect(Provenance(json: provenance.json) == provenance)
        #expect(provenance.isSameDrop(as: (try drop()).provenance(WatchFolder.Particulars())))
        #expect(Provenance(json: .object(["channel": .string("fax")])) == nil)
    }

    @Test func `a file named on the command line is opened, through a link too, and never removed`() throws {
        try inbox.write("scan.tif", Sample.tiff())
        #expect(symlink("scan.tif", inbox.path("link.tif")) == 0)
        let drop = try Drop.open(path: inbox.path("link.tif"))
        #expect(try drop.examine() == .complete(ScanShape(mediaType: .tiff, pages: 1)))
        #expect(try drop.remove() == .alreadyGone)
        #expect(try inbox.names() == ["link.tif", "scan.tif"])
        try Shell.run("mkfifo pipe", in: inbox.path)
        for (name, code) in [("pipe", "intake.not-a-file"), (".", "intake.not-a-file"), ("none", "intake.unreadable")] {
            let error = #expect(throws: IntakeError.self) { try Drop.open(path: inbox.path(name)) }
            #expect(error?.code == code)
        }
    }
}
