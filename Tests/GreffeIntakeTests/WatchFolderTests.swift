import Glibc
import Testing

@testable import GreffeIntake

@Suite struct WatchFolderTests {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        for name in ["inbox", "archive", "inbox/fax"] { try folder.folder(name) }
    }

    func check(_ inboxes: [String], outputs: [String]) -> String? {
        do {
            try WatchFolder.checkOverlap(
                inboxes.map { WatchFolder(path: folder.path($0)) }, outputs: outputs.map(folder.path))
            return nil
        } catch { return error.code }
    }

    @Test(arguments: [
        ["inbox"], ["inbox/out"], ["inbox/fax/deep/er"], ["."], ["archive", "inbox/../inbox/./fax"], ["link"],
        ["link/new"], ["nowhere/../inbox"],
    ])
    func `an output folder within a watch folder, or around it, is refused`(_ outputs: [String]) throws {
        #expect(symlink("inbox", folder.path("link")) == 0)
        #expect(check(["inbox"], outputs: outputs) == "intake.overlap")
    }

    @Test func `folders beside each other are accepted, and names that only begin alike`() throws {
        #expect(check(["inbox"], outputs: ["archive", "inbox2", "inbo", "in/box"]) == nil)
        #expect(check(["inbox", "other"], outputs: ["archive"]) == nil)
    }

    @Test func `watch folders within each other are refused`() {
        #expect(check(["inbox", "inbox/fax"], outputs: []) == "intake.overlap")
        #expect(check(["inbox", "inbox"], outputs: []) == "intake.overlap")
    }

    @Test(.enabled(if: Ability.mounts, "Only root may mount."))
    func `a bind mount does not hide an overlap`() throws {
        try folder.folder("view")
        #expect(mount(folder.path("inbox"), folder.path("view"), nil, UInt(MS_BIND), nil) == 0)
        defer { umount(folder.path("view")) }
        #expect(check(["inbox"], outputs: ["view/fax/out"]) == "intake.overlap")
        #expect(check(["view/fax"], outputs: ["inbox"]) == "intake.overlap")
    }

    @Test func `the nearest sub-folder says the channel, and the others what it leaves open`() {
        let watch = WatchFolder(
            path: "/inbox", particulars: WatchFolder.Particulars(channel: "letters", device: "Canon"),
            subfolders: [
                "fax": WatchFolder.Particulars(channel: "fax"),
                "fax/tours": WatchFolder.Particulars(device: "Ricoh", operatorName: "Anne"),
            ])
        #expect(watch.particulars(in: FileNameBytes("")).channel == "letters")
        #expect(watch.particulars(in: FileNameBytes("faxes")).channel == "letters")
        #expect(
            watch.particulars(in: FileNameBytes("fax/tours/2026"))
                == WatchFolder.Particulars(channel: "fax", device: "Ricoh", operatorName: "Anne"))
        #expect(watch.particulars(in: FileNameBytes(bytes: [0xff])).device == "Canon")
    }
}
