import Glibc
import GreffeCore
import Testing

@testable import GreffeIntake

@Suite struct ScanStructureTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    func verdict(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) throws -> ScanVerdict {
        try Drop.open(path: try folder.write("scan", bytes)).examine(ScanStructure(limits: limits))
    }

    @Test(arguments: MediaType.allCases) func `a whole file of each kind is complete`(_ type: MediaType) throws {
        let pages: Int? = type == .pdf ? nil : 1
        #expect(try verdict(Sample.of(type)) == .complete(ScanShape(mediaType: type, pages: pages)))
    }

    @Test func `both byte orders and BigTIFF are followed, and the pages counted`() throws {
        let three = [Sample.Page(), Sample.Page(), Sample.Page()]
        #expect(
            try verdict(Sample.tiff(pages: three, bigEndian: true)) == .complete(ScanShape(mediaType: .tiff, pages: 3)))
        #expect(try verdict(Sample.tiff(pages: three)) == .complete(ScanShape(mediaType: .tiff, pages: 3)))
        #expect(try verdict(Sample.bigTIFF()) == .complete(ScanShape(mediaType: .tiff, pages: 1)))
    }

    @Test(arguments: [MediaType.tiff, .jpeg, .png, .pdf])
    func `no beginning of a file passes for the whole`(_ type: MediaType) throws {
        let whole = type == .tiff ? Sample.tiff(pages: [Sample.Page(), Sample.Page()]) : Sample.of(type)
        // The line end behind %%EOF may be missing.
        for count in 0..<(whole.count - (type == .pdf ? 1 : 0)) {
            switch try verdict(Array(whole.prefix(count))) {
            case .incomplete: continue
            case let other: Issue.record("\(count) of \(whole.count) bytes: \(other)")
            }
        }
    }

    @Test(.enabled(if: Ability.hasMailSample, "The mail sample is not part of the repository."))
    func `a scan in the mail sample is complete`() throws {
        let mail = Ability.mailSample
        for (folder, endings) in [(mail, [".tif", ".pdf", ".jpg"]), (mail + "/batches", [".tif", ".pdf"])] {
            var names: [String] = []
            try Folder.open(path: FileNameBytes(folder)).eachName { names.append($0.display) }
            for name in names where endings.contains(where: name.hasSuffix) {
                let verdict = try Drop.open(path: "\(folder)/\(name)").examine()
                if case .complete = verdict { continue }
                Issue.record("\(name): \(verdict)")
            }
        }
    }

    @Test func `an old TIFF that holds a JPEG instead of strips is complete`() throws {
        let tags: [(UInt32, UInt32, UInt32, UInt32)] = [
            (256, 4, 1, 8), (257, 4, 1, 8), (513, 4, 1, 8), (514, 4, 1, 20),
        ]
        #expect(try verdict(Sample.tiff(tags: tags)) == .complete(ScanShape(mediaType: .tiff, pages: 1)))
        let beyond = Array(tags.dropLast()) + [(514, 4, 1, 2_000)]
        #expect(try verdict(Sample.tiff(tags: beyond)) == .incomplete(.truncated(.tiff)))
    }

    @Test func `the end of a JPEG is found behind padding`() throws {
        let padded = Sample.jpeg() + [UInt8](repeating: 0, count: 100_000)
        #expect(try verdict(padded) == .complete(ScanShape(mediaType: .jpeg, pages: 1)))
    }

    @Test func `a PDF may have junk before its header and a start that leads nowhere`() throws {
        let junk = String(repeating: "x", count: 900) + "\n"
        #expect(try verdict(Sample.pdf(junk: junk)) == .complete(ScanShape(mediaType: .pdf, pages: nil)))
        let lost = String(decoding: Sample.pdf(), as: UTF8.self).replacing(/startxref\n\d+/, with: "startxref\n3")
        #expect(try verdict(Array(lost.utf8)) == .complete(ScanShape(mediaType: .pdf, pages: nil)))
    }

    @Test func `a linearised PDF cut behind its first page is truncated`() throws {
        let objects = "2 0 obj\n<< /Linearized 1 /L 900000 /H [ 1 2 ] >>\nendobj\n"
        #expect(try verdict(Sample.pdf(objects: objects)) == .incomplete(.truncated(.pdf)))
        let first = String(decoding: Sample.pdf(), as: UTF8.self).replacing(/startxref\n\d+/, with: "startxref\n0")
        #expect(try verdict(Array(first.utf8)) == .incomplete(.truncated(.pdf)))
    }

    @Test(arguments: [
        Sample.pdf(trailer: "/Encrypt 5 0 R"), Sample.pdf(trailer: "/#45ncrypt 5 0 R"),
        Sample.pdf(trailer: "/ID [<aa> (b\\)/)] /Encrypt << /Filter /Standard >>"),
        Sample.pdf(trailer: "/Encrypt 5 0 R", junk: "junk\n"), Sample.pdfWithStream(dictionary: "/Encrypt 5 0 R"),
    ])
    func `an encrypted PDF is refused`(_ bytes: [UInt8]) throws {
        #expect(try verdict(bytes) == .refused(.encrypted))
    }

    @Test(arguments: [
        Sample.pdf(trailer: "/Encrypt null"), Sample.pdf(trailer: "/Info (/Encrypt 5 0 R)"),
        Sample.pdf(trailer: "/Other << /Encrypt 5 0 R >>"), Sample.pdfWithStream(),
        Sample.pdf(objects: "3 0 obj\n(trailer << /Encrypt 5 0 R >>)\nendobj\n"),
    ])
    func `a PDF that only mentions encryption is taken`(_ bytes: [UInt8]) throws {
        #expect(try verdict(bytes) == .complete(ScanShape(mediaType: .pdf, pages: nil)))
    }

    static let foreign: [(ForeignKind, [UInt8])] = [
        (.word, [0x50, 0x4b, 3, 4] + Array("..[Content_Types].xml..word/document.xml".utf8)),
        (.excel, [0x50, 0x4b, 3, 4] + Array("..xl/workbook.xml".utf8)),
        (.openDocument, [0x50, 0x4b, 3, 4] + Array("..mimetypeapplication/vnd.oasis.opendocument.text".utf8)),
        (.zip, [0x50, 0x4b, 3, 4] + Array("..scan.pdf..%PDF-1.4".utf8)),
        (.oldOffice, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        (.heic, [0, 0, 0, 0x18] + Array("ftypheic".utf8)), (.video, [0, 0, 0, 0x18] + Array("ftypisom".utf8)),
        (.gif, Array("GIF89a".utf8)), (.bmp, Array("BM".utf8) + [9, 9, 9, 9, 0, 0, 0, 0, 54, 0, 0, 0]),
        (.webP, Array("RIFF1234WEBPVP8 ".utf8)), (.richText, Array("{\\rtf1 hello}".utf8)),
        (.program, [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]), (.archive, [0x1f, 0x8b, 8, 0]),
    ]

    @Test(arguments: foreign)
    func `what is not a scan is named for what it is`(_ kind: ForeignKind, _ bytes: [UInt8]) throws {
        #expect(try verdict(bytes) == .refused(.notAScan(kind)))
    }

    static let texts: [(ForeignKind, String)] = [
        (.html, "<!DOCTYPE html><html><body>Error 500</body></html>"), (.xml, "<?xml version=\"1.0\"?><scan/>"),
        (.email, "Received: from a\nFrom: b@example.org\nSubject: c\n\nd\n"),
        (.text, "Bonjour, ceci n'est pas un scan. Été 50%.\n"), (.text, "Motorschaden am Fahrzeug\n"),
    ]

    @Test(arguments: texts)
    func `text is refused when it is longer than what may precede a PDF`(_ kind: ForeignKind, _ text: String) throws {
        #expect(try verdict(Array(text.utf8)) == .incomplete(.notAScan(kind)))
        let long = text + String(repeating: "Lorem ipsum é\n", count: 1_000)
        #expect(try verdict(Array(long.utf8)) == .refused(.notAScan(kind)))
    }

    @Test func `zeros and unknown bytes may still become a scan`() throws {
        #expect(try verdict([UInt8](repeating: 0, count: 5_000)) == .incomplete(.notAScan(.unknown)))
        #expect(try verdict([]) == .incomplete(.empty))
    }

    @Test func `a page of more pixels than paper has is refused in each kind`() throws {
        let max = ReadingLimits().pixelsMax
        let tiff = Sample.tiff(pages: [Sample.Page(), Sample.Page(width: .max, height: .max)])
        #expect(try verdict(tiff) == .refused(.bomb(page: 2, pixelsMax: max)))
        #expect(try verdict(Sample.png(width: 60_000, height: 60_000)) == .refused(.bomb(page: 1, pixelsMax: max)))
        #expect(try verdict(Sample.jpeg(width: 65_535, height: 65_535)) == .refused(.bomb(page: 1, pixelsMax: max)))
    }

    @Test func `too many pages and too many bytes are refused at sight`() throws {
        var limits = ReadingLimits()
        limits.pagesMax = 3
        let four = Sample.tiff(pages: [Sample.Page](repeating: Sample.Page(), count: 4))
        #expect(try verdict(four, limits: limits) == .refused(.tooManyPages(max: 3)))
        let path = try folder.write("large", Sample.tiff())
        #expect(truncate(path, Int(ScanStructure.bytesMax) + 1) == 0)
        #expect(try Drop.open(path: path).examine() == .refused(.tooLarge(bytesMax: ScanStructure.bytesMax)))
    }
}
