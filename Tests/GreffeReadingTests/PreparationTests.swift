import GreffeCore
import Testing

/// What is done to a page before it is read, as its reading shows it. The pages are fixtures, changed with ImageMagick.
struct PreparationTests {
    private static let letter = "letters/f18.tif"

    private func read(_ options: [String], as name: String = "changed.jpg") async throws -> PageReading {
        let variant = try Variant()
        let changed = variant.path(name)
        try variant.run("convert", [Scan.fixture(Self.letter)] + options + ["-quality", "85", changed])
        return try await Scan.read(changed).pages[0]
    }

    private func errors(_ page: PageReading) throws -> Double {
        characterErrorRate(page.text, against: try Scan.truth(Self.letter))
    }

    @Test(arguments: [2.5, -4.4, 4.7, -7.5]) func `a page drawn in askew is made level`(degrees: Double) async throws {
        let page = try await read(["-colorspace", "Gray", "-background", "white", "-rotate", "\(degrees)"])
        #expect(try errors(page) < 0.02)
        #expect(page.uncoveredInk < 0.05)
    }

    /// A round stamp, a frame askew and a pen's line, all across the lines of the letter's body.
    private static let strokes = [
        "ellipse 800,1100 210,210 0,360", "ellipse 800,1100 196,196 0,360", "polyline 300,900 1200,980 1180,1100",
        "path 'M 350,1250 C 500,900 700,1500 1300,1000'",
    ].flatMap { ["-draw", $0] }

    @Test(arguments: ["rgb(200,40,50)", "rgb(50,70,200)", "rgb(150,60,170)", "rgb(20,150,80)"])
    func `a stamp across the print does not cost the words under it`(colour: String) async throws {
        let stamp = ["-fill", "none", "-strokewidth", "5", "-stroke"]
        let black = try errors(try await read(["-colorspace", "sRGB"] + stamp + ["black"] + Self.strokes))
        let coloured = try errors(try await read(["-colorspace", "sRGB"] + stamp + [colour] + Self.strokes))
        #expect(black > 0.04, "the strokes do not disturb, so that the test says nothing")
        #expect(coloured < 0.03 && coloured < black / 2, "\(coloured), and in black \(black)")
    }

    @Test(arguments: ["rgb(0,0,255)", "rgb(200,0,40)", "rgb(0,110,60)", "rgb(0,0,110)"])
    func `a letter printed in colour is read as one in black`(colour: String) async throws {
        let page = try await read(["-colorspace", "sRGB", "-fill", colour, "-opaque", "black"])
        #expect(try errors(page) < 0.02)
    }

    @Test(arguments: [false, true]) func `white print on a coloured band is read`(isPageShaded: Bool) async throws {
        let variant = try Variant()
        let path = variant.path("band.jpg")
        let writing = ["-font", "DejaVu-Sans", "-pointsize", "44"]
        var options =
            ["-size", "1654x2339", "xc:white", "-fill", "rgb(230,0,120)", "-draw", "rectangle 150,150 1500,260"]
            + writing + ["-fill", "white", "-annotate", "+200+220", "Assurances du Val", "-fill", "black"]
            + ["-annotate", "+200+420", "Prélevé le 20 octobre", "-pointsize", "32", "-annotate", "+200+600"]
            + ["Le montant de la facture est prélevé sur votre compte."]
        if isPageShaded {
            options += ["(", "-size", "1654x2339", "gradient:white-gray65", ")", "-compose", "Multiply", "-composite"]
        }
        try variant.run("convert", options + ["-density", "200", "-units", "PixelsPerInch", "-quality", "85", path])
        let text = try await Scan.read(path).pages[0].text
        #expect(text.contains("Assurances du Val"))
        #expect(text.contains("20 octobre"))
    }

    @Test func `a box that nobody ticked is read as one`() async throws {
        let variant = try Variant()
        let path = variant.path("form.pdf")
        let lines = ["Fumez-vous ? oui [ ] non [X]", "Logement : [ ] maison [X] appartement [ ] autre"]
        let text = lines.map { "0 -60 Td (\($0)) Tj" }.joined(separator: "\n")
        try HandmadePdf.write(
            "BT /F0 16 Tf 40 800 Td\n\(text)\nET",
            resources: "/F0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>", to: path
        )
        let read = try await Scan.read(path).pages[0].text.replacing(" ", with: "")
        #expect(read.contains("oui[]non[X]"))
        #expect(read.contains(":[]maison[X]appartement[]autre"))
    }
}
