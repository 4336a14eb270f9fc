import GreffeCore
import Testing

@testable import GreffeIntake

@Suite struct FileNameTests {
    @Test(arguments: [
        ("scan 0042.tif", "scan 0042.tif", true), ("e\u{301}te\u{301}.tif", "\u{e9}t\u{e9}.tif", false),
        ("50%.tif", "50%.tif", true), ("a\nb%.tif", "a%0Ab%25.tif", false),
        ("\u{202e}fit.exe", "%E2%80%AEfit.exe", false),
    ])
    func `a name is shown as text, its disguises escaped`(_ name: String, _ shown: String, _ isExact: Bool) {
        let bytes = FileNameBytes(name)
        #expect(Array(bytes.display.utf8) == Array(shown.utf8))
        #expect((bytes.hexIfNotDisplayed == nil) == isExact)
        #expect(isExact || bytes.hexIfNotDisplayed == Hex.encode(Array(name.utf8)))
    }

    @Test func `a name that is not UTF-8 loses nothing`() {
        let name = FileNameBytes(bytes: Array("re".utf8) + [0xe7, 0x75] + Array(".tif".utf8))
        #expect(name.display == "re%E7u.tif")
        #expect(name.hexIfNotDisplayed == "7265e7752e746966")
    }

    @Test(arguments: [
        ".hidden.tif", "scan.tif.part", "scan.TMP", "scan.crdownload", "scan.tif~", "~$scan.docx", "Thumbs.db",
        "scan.tif.reason.txt", ".greffe-leaving-", ".greffe-leaving-x-scan.tif",
    ])
    func `unfinished and foreign names are skipped`(_ name: String) {
        #expect(NameRule(FileNameBytes(name)) == .skipped)
    }

    @Test func `other names are candidates or slips, and an interrupted removal gives its name back`() {
        #expect(NameRule(FileNameBytes("SCAN")) == .candidate)
        #expect(NameRule(FileNameBytes("part.tif")) == .candidate)
        #expect(NameRule(FileNameBytes("scan.tif.YAML")) == .slip)
        let held = NameRule.leaving(FileNameBytes("1-2.tif"), number: 3)
        #expect(NameRule(held) == .leaving(FileNameBytes("1-2.tif")))
    }

    @Test func `derived names fit into what a file system holds`() {
        let long = FileNameBytes(String(repeating: "\u{e9}", count: 125) + ".tif")
        for name in [NameRule.leaving(long, number: 12), NameRule.reason(for: NameRule.numbered(long, 12))] {
            #expect(name.bytes.count <= 255)
            #expect(String(validating: name.bytes, as: UTF8.self) != nil)
        }
        #expect(NameRule.numbered(FileNameBytes("a.b.tif"), 2) == FileNameBytes("a.b (2).tif"))
        #expect(NameRule.numbered(FileNameBytes("a.b.tif"), 1) == FileNameBytes("a.b.tif"))
    }
}
