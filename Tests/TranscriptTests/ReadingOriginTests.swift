import Foundation
import GreffeTestKit
import Testing

/// Where a letter's text came from, and a fax: told by `read`, in the ledger, and by `show`.
@Suite struct ReadingOriginTests {
    private static let lines = [
        "Maison des Associations de Limoges", "12 rue des Tanneurs, 87000 Limoges", "Limoges, le 3 mars 2025",
        "Veuillez trouver ci-joint notre facture 2025-118 du 28 mars.", "Total TTC : 1 284,50 EUR",
    ]

    /// An honest page, and one with a line in white.
    private func pages(at path: String) throws {
        var pdf = PdfBuilder()
        pdf.addText(Self.lines)
        pdf.addText(Self.lines, after: "1 1 1 rg " + PdfBuilder.text(["Autre compte : FR76 9999"], top: 300))
        try pdf.write(to: path)
    }

    private func json(_ output: String) throws -> [String: Any] {
        let line = try #require(output.split(separator: "\n").first)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `the text a page brings along is said to be used, or why not`() throws {
        let folder = try TemporaryFolder()
        try pages(at: folder.path + "/letter.pdf")
        let read = try Program("greffe").run(["read", "--json", folder.path + "/letter.pdf"])
        try #require(read.status == 0, "\(read.errors)")
        let letter = try json(read.output)
        let own = try #require(letter["own_text"] as? [[String: Any]])
        #expect(own.map { $0["page"] as? Int } == [1, 2])
        #expect(own.map { $0["outcome"] as? String } == ["used", "unseen"])
        #expect((own[1]["reason"] as? String)?.contains("does not show") == true)
        let text = try #require(letter["text"] as? [String])
        #expect(text[0] == Self.lines.joined(separator: "\n"))
        #expect(!text[1].contains("FR76"))

        let archive = folder.path + "/archive"
        try #require(try Program("greffe").run(["init", "--archive", archive]).status == 0)
        let taken = try Program("greffe").run(
            ["accession", folder.path + "/letter.pdf", "--archive", archive, "--wait", "--json"])
        let number = try #require(try json(taken.output)["accession"] as? String)
        let shown = try Program("greffe").run(["show", number, "--why", "--archive", archive])
        #expect(shown.output.contains("page 1: the page's own text, which is what it shows"), "\(shown.output)")
        #expect(shown.output.contains("page 2: recognised, for some of the page's own text does not show"))
        #expect(shown.output.contains("read with tesseract"))
    }

    @Test func `a fax's sender and time are in its provenance, and not in its text`() throws {
        let folder = try TemporaryFolder()
        let archive = folder.path + "/archive"
        let fax = folder.path + "/fax00001234-+33199006512.tif"
        try FileManager.default.copyItem(atPath: Repository.fixtures + "/scans/fax/f03.tif", toPath: fax)
        let read = try json(try Program("greffe").run(["read", "--json", fax]).output)
        let printed = try #require(read["fax"] as? [String: String])
        #expect(printed["number"] == "0199006512" && printed["sent"] == "2025-01-28T16:07")
        #expect((read["text"] as? [String])?.joined().contains("16:07") == false)

        try #require(try Program("greffe").run(["init", "--archive", archive]).status == 0)
        let taken = try Program("greffe").run(["accession", fax, "--archive", archive, "--wait", "--json"])
        let number = try #require(try json(taken.output)["accession"] as? String)
        let shown = try Program("greffe").run(["show", number, "--archive", archive]).output
        // The server's number before the printed one; the time is printed only.
        #expect(shown.contains("from +33199006512, 2025-01-28T16:07"), "\(shown)")
        let why = try Program("greffe").run(["show", number, "--why", "--archive", archive]).output
        #expect(why.contains("fax from 0199006512, sent 2025-01-28T16:07"), "\(why)")
        #expect(try Program("greffe").run(["verify", "--archive", archive]).status == 0)
    }
}
