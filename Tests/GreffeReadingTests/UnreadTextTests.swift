import Foundation
import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeReading

/// A page of which a fifth of the text is missing must not pass for read; a stamp, a signature or a table is no missing
/// text. `Benchmarks/reading/missing.py` has more pages and losses.
struct UnreadTextTests {
    private static let letter = Scan.fixture("letters/f18.tif")

    /// What is done to the body of the letter, as ImageMagick's options; in gray unless its name says otherwise.
    private static let losses: [(name: String, options: [String])] = [
        ("out of focus", ["-blur", "0x7"]),
        ("black", ["-fill", "black", "-colorize", "100%"]),
        ("upside down", ["-rotate", "180"]),
        ("upside down, black and white", ["-rotate", "180"]),
        ("smeared", ["-motion-blur", "0x40"]),
        (
            "covered with a raster, black and white",
            ["-ordered-dither", "o8x8", "-fill", "gray45", "-colorize", "100%"]
        ),
    ]

    @Test(arguments: losses.indices)
    func `a page that lost a part of its text says so`(index: Int) async throws {
        let (name, options) = Self.losses[index]
        let variant = try Variant()
        let isBitonal = name.hasSuffix("black and white")
        let (part, page) = (variant.path("part.png"), variant.path(isBitonal ? "page.tif" : "page.jpg"))
        // The middle of the letter, with half of its lines.
        let (x, y, width, height) = (130, 900, 1_394, 700)
        try variant.run(
            "convert",
            [Self.letter, "-colorspace", "gray", "-crop", "\(width)x\(height)+\(x)+\(y)", "+repage"] + options
                + [part])
        try variant.run(
            "convert",
            [Self.letter, "-colorspace", "gray", part, "-geometry", "+\(x)+\(y)", "-composite", "-density", "200"]
                + (isBitonal ? ["-ordered-dither", "o4x4", "-compress", "group4"] : ["-quality", "80"]) + [page])
        let reading = try await Scan.read(page)
        let truth = try Scan.truth("letters/f18.tif").split(whereSeparator: \.isWhitespace)
        let read = Set(reading.pages[0].text.split(whereSeparator: \.isWhitespace))
        let lost = Double(truth.count { !read.contains($0) }) / Double(truth.count)
        try #require(lost >= 0.2, "\(name) loses \(lost)")
        let covered = reading.pages[0].uncoveredInk
        #expect(covered > PageReading.uncoveredInkMax, "\(name)")
    }

    @Test(arguments: [
        // With a sloping table and punch holes, on gray ground, stamped, with the other side showing through, a coarse
        // fax.
        "letters/f17.tif", "letters/f30.jpg", "letters/f01.tif", "letters/f21.pdf", "fax/f04.tif",
    ]) func `a page that was read whole does not`(name: String) async throws {
        let reading = try await Scan.read(Scan.fixture(name))
        let covered = reading.pages.map(\.uncoveredInk)
        #expect(covered.allSatisfy { $0 <= PageReading.uncoveredInkMax }, "\(covered)")
    }

    @Test func `a form filled in by hand says that there is more on it than was read`() async throws {
        let covered = try await Scan.read(Scan.fixture("letters/f16.jpg")).pages[0].uncoveredInk
        #expect(covered > PageReading.uncoveredInkMax)
    }

    @Test func `a stamp, a signature and an empty table on a letter are no lost text`() async throws {
        let variant = try Variant()
        let page = variant.path("page.tif")
        try variant.run(
            "convert", Self.letter, "-fill", "none", "-stroke", "black", "-strokewidth", "5", "-draw",
            "circle 1350,500 1350,640", "-draw", "circle 1350,500 1350,655", "-draw",
            "bezier 900,2150 1000,1950 1050,2300 1150,2050 1200,1980 1250,2250 1400,2100", "-draw",
            "rectangle 150,1950 800,2150 line 150,2016 800,2016 line 150,2083 800,2083 line 366,1950 366,2150",
            "-compress",
            "group4", page)
        let reading = try await Scan.read(page)
        let covered = reading.pages[0].uncoveredInk
        #expect(covered <= PageReading.uncoveredInkMax)
    }

    // MARK: Lines of a fax

    @Test func `the lines that a fax's receiver says were lost are in its reading`() async throws {
        let variant = try Variant()
        let path = variant.path("fax.tif")
        try variant.run("tiffcp", "-c", "g3:1d", Scan.fixture("fax/f04.tif"), path)
        #expect(try await Scan.read(path).pages[0].faxLines == nil)
        for (tag, value) in [("326", "60"), ("327", "1"), ("328", "9")] {
            try variant.run("tiffset", "-s", tag, value, path)
        }
        let reading = try await Scan.read(path)
        let lines = try #require(reading.pages[0].faxLines)
        #expect((lines.bad, lines.badInARow, lines.quality, lines.dpiY) == (60, 9, .repaired, 98))
        #expect(reading.isDamagedFax)
        try variant.run("tiffset", "-s", "328", "4000000000", path)
        let absurd = try await Scan.read(path)
        #expect(absurd.pages[0].faxLines?.badInARow == nil)
    }
}
