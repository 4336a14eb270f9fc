import Foundation
import GreffeCore
import GreffeTestKit
import Testing

/// Faxes as machines and their servers leave them. The eight charts are those by which CCITT, now ITU-T, chose the
/// codes of fax (Debian's `jbigkit-testdata`).
struct FaxChartTests {
    /// A chart in one of the forms fax servers write: each code in each order of bits.
    private func chart(_ number: Int, in variant: Variant) throws -> String {
        let plain = variant.path("chart.tif")
        try variant.run(
            "convert", "/usr/share/jbigkit-testdata/ccitt\(number).jbg", "-units", "PixelsPerInch", "-density",
            "204x196", "-compress", "Fax", plain)
        let path = variant.path("scan.tif")
        let code = ["g4", "g3:1d", "g3:2d"][number % 3]
        try variant.run("tiffcp", "-c", code, "-f", number.isMultiple(of: 2) ? "lsb2msb" : "msb2lsb", plain, path)
        return path
    }

    @Test(arguments: 1...8) func `a chart of ITU-T is decoded whatever its code`(number: Int) async throws {
        let variant = try Variant()
        let page = try await Scan.read(try chart(number, in: variant), languages: ["fr", "en"]).pages[0]
        #expect([page.width, page.height].sorted() == [1728, 2376])
        #expect([page.dpiX, page.dpiY].sorted() == [196, 204])
        #expect(!page.isBlank)
    }

    @Test(arguments: [
        (1, "THE SLEREXE COMPANY LIMITED", "en"), (5, "Cela est d'autant plus valable", "fr"),
    ]) func `a chart of ITU-T that is a letter or print is read`(number: Int, words: String, language: String)
        async throws
    {
        let variant = try Variant()
        let page = try await Scan.read(try chart(number, in: variant), languages: ["fr", "en"]).pages[0]
        #expect(page.text.replacing("’", with: "'").contains(words), "\(page.text.prefix(200))")
        #expect(page.language == language)
    }

    /// Fax programs write the scanner's resolution, the screen's, or the line's for both.
    @Test(arguments: [("72", "72"), ("204", "204"), ("1", "1")])
    func `a standard fax whose tags are wrong is known by its width and rows`(across: String, down: String) async throws
    {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run("tiffcp", "-c", "g3:1d", Scan.fixture("fax/f04.tif"), path)
        try variant.run("tiffset", "-s", "282", across, path)
        try variant.run("tiffset", "-s", "283", down, path)
        let page = try await Scan.read(path).pages[0]
        #expect((page.dpiX, page.dpiY) == (204, 98))
    }

    @Test func `lines damaged on the way cost words, not the page`() async throws {
        let variant = try Variant()
        let path = variant.path("scan.tif")
        try variant.run("tiffcp", "-c", "g3:1d", "-r", "10000", Scan.fixture("fax/f03.tif"), path)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        // In the body of the coded lines, which begin behind the file's first bytes and end before its directory.
        for place in 1...6 { bytes[bytes.count * place / 8] ^= 0x18 }
        try bytes.write(to: URL(fileURLWithPath: path))
        let page = try await Scan.read(path).pages[0]
        #expect(characterErrorRate(page.text, against: try Scan.truth("fax/f03.tif")) < 0.15)
    }
}
