import GreffeCore
import Testing

/// The whole worker on the fixtures, against what their authors wrote. Bounds are about twice what was measured; a
/// signature that is read counts as an error, since no author wrote it down.
struct ReadingQualityTests {
    static let pages: [(name: String, errorMax: Double, language: String)] = [
        ("letters/f06.pdf", 0.01, "en"), ("letters/f17.tif", 0.02, "fr"), ("letters/f18.tif", 0.01, "fr"),
        ("letters/f21.pdf", 0.03, "de"), ("letters/f22.png", 0.03, "fr"), ("letters/f28.tif", 0.05, "en"),
        ("letters/f08.tif", 0.03, "fr"), ("letters/f19.tif", 0.02, "fr"), ("fax/f03.tif", 0.02, "fr"),
        ("fax/f20.tif", 0.02, "en"), ("fax/f04.tif", 0.15, "fr"), ("letters/f09.pdf", 0.02, "fr"),
    ]

    @Test(arguments: pages.indices)
    func `print is read with few errors, in order, in its language`(index: Int) async throws {
        let (name, errorMax, language) = Self.pages[index]
        let reading = try await Scan.read(Scan.fixture(name))
        let errors = characterErrorRate(reading.pages[0].text, against: try Scan.truth(name))
        #expect(errors <= errorMax, "\(name)")
        #expect(reading.pages[0].language == language, "\(name)")
    }

    @Test func `a row of a table is one line`() async throws {
        let reading = try await Scan.read(Scan.fixture("letters/f17.tif"))
        let lines = reading.pages[0].lines.map(\.text)
        #expect(lines.contains("Peinture et ingrédients 1 284,60 284,60"))
        #expect(lines.contains("Total HT 1 543,00 €"))
    }

    @Test func `the sender's block comes whole before the addressee's`() async throws {
        let text = try await Scan.read(Scan.fixture("letters/f01.tif")).pages[0].text
        let (sender, addressee) = (
            "Maud Peyrichout\n14 rue Monte-à-Regret\n87000 Limoges", "Vermeillac Assurances\nService Sinistres"
        )
        let first = try #require(text.firstRange(of: sender))
        let second = try #require(text.firstRange(of: addressee))
        #expect(first.lowerBound < second.lowerBound)
    }

    @Test func `words have boxes on the page, in its own pixels, where they stand`() async throws {
        let page = try await Scan.read(Scan.fixture("letters/f17.tif")).pages[0]
        #expect((page.width, page.height) == (2481, 3508))
        let words = page.lines.flatMap(\.words)
        #expect(words.allSatisfy { $0.box.right <= page.width && $0.box.bottom <= page.height })
        // The heading stands in the upper third on the left; the line of the trade register at the foot.
        let heading = try #require(words.first { $0.text == "Carrosserie" })
        #expect(heading.box.top < page.height / 6)
        let foot = try #require(words.last { $0.text == "SIRET" })
        #expect(foot.box.top > page.height / 2)
    }

    @Test func `a fax's header line is kept apart from its text`() async throws {
        let page = try await Scan.read(Scan.fixture("fax/f03.tif")).pages[0]
        let header = try #require(page.faxHeader)
        #expect(header.contains("28/01/2025"))
        #expect(header.contains("COURTAGE SAVY"))
        #expect(!page.text.contains("P. 01/01"))
        #expect(page.text.hasPrefix("Courtage Aurélie Savy"))
    }

    @Test func `a letter that is no fax has no header taken from it`() async throws {
        #expect(try await Scan.read(Scan.fixture("letters/f18.tif")).pages[0].faxHeader == nil)
    }

    @Test func `a standard fax has its own pixels and resolution`() async throws {
        let page = try await Scan.read(Scan.fixture("fax/f04.tif")).pages[0]
        #expect((page.width, page.dpiX, page.dpiY) == (1728, 204, 98))
        #expect(page.lines.flatMap(\.words).allSatisfy { $0.box.bottom <= page.height })
    }

    @Test func `a page upside down is turned`() async throws {
        let page = try await Scan.read(Scan.fixture("letters/f12.pdf")).pages[0]
        #expect(page.rotation == 180)
        #expect(characterErrorRate(page.text, against: try Scan.truth("letters/f12.pdf")) < 0.06)
    }

    @Test(arguments: [90, 180, 270]) func `a page lying on its side or its head is turned upright`(degrees: Int)
        async throws
    {
        let variant = try Variant()
        let turned = variant.path("turned.tif")
        try variant.run(
            "convert", Scan.fixture("letters/f17.tif"), "-rotate", "\(degrees)", "-compress", "group4", turned)
        let page = try await Scan.read(turned).pages[0]
        #expect(page.rotation == 360 - degrees)
        #expect((page.width, page.height) == (2481, 3508))
        #expect(characterErrorRate(page.text, against: try Scan.truth("letters/f17.tif")) < 0.03)
    }

    @Test func `an upright page is not turned`() async throws {
        for name in ["letters/f27.tif", "letters/f30.jpg", "fax/f04.tif", "fax/f10.tif"] {
            #expect(try await Scan.read(Scan.fixture(name)).pages[0].rotation == 0, "\(name)")
        }
    }

    @Test func `a blank back is marked and kept, and only that`() async throws {
        let reading = try await Scan.read(Scan.fixture("batch/f15.tif"))
        #expect(reading.pages.map(\.isBlank) == [false, true, false])
        #expect(reading.pages.map(\.number) == [1, 2, 3])
        #expect(reading.pages[1].text.isEmpty)
    }

    @Test func `a dusty page reads nearly as the clean one`() async throws {
        let variant = try Variant()
        let dusty = variant.path("dusty.tif")
        try variant.run(
            "convert", Scan.fixture("letters/f18.tif"), "-seed", "7", "-attenuate", "0.05", "+noise", "Impulse",
            "-threshold", "50%", "-density", "200", "-units", "PixelsPerInch", "-compress", "group4", dusty)
        let page = try await Scan.read(dusty).pages[0]
        let errors = characterErrorRate(page.text, against: try Scan.truth("letters/f18.tif"))
        // With its dust the page has 0.003.
        #expect(errors <= 0.002, "\(errors)")
    }

    @Test func `text that was not read shows as uncovered ink`() async throws {
        let variant = try Variant()
        let covered = try await Scan.read(Scan.fixture("letters/f18.tif")).pages[0].uncoveredInk
        #expect(covered < 0.05)
        // Greek print in place of half the page: no model of ours reads it, nor is it covered by words of any
        // certainty.
        let turned = variant.path("half.tif")
        try variant.run(
            "convert", Scan.fixture("letters/f18.tif"), "(", "+clone", "-gravity", "South", "-crop", "100%x60%+0+0",
            "+repage", "-rotate", "45", "-resize", "1654x1400!", ")", "-gravity", "South", "-composite", "-threshold",
            "60%",
            "-compress", "group4", turned)
        #expect(try await Scan.read(turned).pages[0].uncoveredInk > covered + 0.1)
    }

    @Test func `the same scan reads the same twice`() async throws {
        let one = try await Scan.read(Scan.fixture("letters/f18.tif"))
        let two = try await Scan.read(Scan.fixture("letters/f18.tif"))
        #expect(one.pages[0].lines == two.pages[0].lines)
        #expect(one.engine == two.engine)
    }
}
