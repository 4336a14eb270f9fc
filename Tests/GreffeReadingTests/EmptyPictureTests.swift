import Foundation
import GreffeCore
import GreffeTestKit
import Testing

@testable import GreffeReading

/// Poppler draws a JBIG2 stream that it cannot decode as white paper, and reports success.
struct EmptyPictureTests {
    private static let letter = Scan.fixture("letters/f18.tif")

    private func page(
        _ kind: StoredPicture.Kind, of scan: String = letter, in variant: Variant, damage: (inout [UInt8]) -> Void
    ) async throws -> PageReading {
        var picture = try StoredPicture.make(kind, of: scan, in: variant)
        damage(&picture.stream)
        var pdf = PdfBuilder()
        picture.addPage(to: &pdf)
        try pdf.write(to: variant.path("scan.pdf"))
        return try await Scan.read(variant.path("scan.pdf")).pages[0]
    }

    @Test(arguments: [StoredPicture.Kind.jbig2, .jbig2Arithmetic, .jbig2Symbols])
    func `a damaged picture that is drawn white is not blank, and a person looks`(kind: StoredPicture.Kind) async throws
    {
        // The type of the segment behind the page's.
        let page = try await page(kind, in: Variant()) { $0[34] = 63 }
        #expect(page.lines.isEmpty)
        #expect(!page.isBlank)
        #expect(page.isIncomplete)
    }

    @Test func `symbols that cannot be decoded leave a page that is not blank`() async throws {
        let page = try await page(.jbig2Symbols, in: Variant()) { for place in 60..<90 { $0[place] = 0xa5 } }
        #expect(!page.isBlank && page.isIncomplete)
    }

    @Test func `half a picture is read, and a person looks`() async throws {
        let page = try await page(.jbig2, in: Variant()) { $0 = Array($0.prefix($0.count / 2)) }
        #expect(page.lines.count > 3)
        #expect(page.isIncomplete)
    }

    @Test(arguments: [StoredPicture.Kind.jbig2, .jbig2Arithmetic, .fax1D, .fax4])
    func `a sheet that is white is blank`(kind: StoredPicture.Kind) async throws {
        let variant = try Variant()
        let sheet = variant.path("white.tif")
        try variant.run("convert", Self.letter, "-threshold", "-1", "-compress", "group4", sheet)
        let page = try await page(kind, of: sheet, in: variant) { _ in }
        #expect(page.isBlank && !page.isIncomplete)
    }

    @Test func `segments that reach beyond the stream are not whole`() throws {
        let page: [UInt8] = [0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 2, 9, 9]
        let region: [UInt8] = [0, 0, 0, 1, 38, 0x20, 0, 1, 0, 0, 0, 3, 1, 2, 3]
        func isWhole(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { Jbig2Segments.areWhole($0) } }
        #expect(isWhole(page + region))
        #expect(isWhole(page + region + [13, 10]))
        #expect(!isWhole(region))
        for count in 1..<(region.count - 2) { #expect(!isWhole(page + region.dropLast(count)), "\(count)") }
        // Referred to by four bytes each, in the long form; counts that no stream has.
        let many: [UInt8] = [0, 0, 0, 2, 6, 0xe0, 0, 0, 5, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
        #expect(isWhole(page + many))
        #expect(!isWhole(page + [0, 0, 0, 2, 6, 0xff, 0xff, 0xff, 0xff] + many))
        #expect(!isWhole([]))
    }
}
