import CTesseract
package import GreffeCore
import GreffePDF

/// Makes the access copy of a scan (docs/decisions/0014-access-copies-are-made-on-demand.md): a PDF of its pages, each
/// with its stored bytes unchanged wherever PDF has a filter for them, its true size, turned upright, and the reading's
/// words as invisible text. The same original and reading give the same bytes.
package struct AccessCopy {
    /// Where readings come from and the copy goes, one page at a time, so that neither has to fit in memory.
    package struct Channel {
        /// Called once, before anything else; false stops the copy.
        package var opened: (_ pages: Int) -> Bool
        /// The reading of a page, by its number in the scan; nil stops the copy.
        package var reading: (_ page: Int) -> PageReading?
        /// The copy's next bytes; false stops it.
        package var take: ([UInt8]) -> Bool

        package init(
            opened: @escaping (Int) -> Bool, reading: @escaping (Int) -> PageReading?, take: @escaping ([UInt8]) -> Bool
        ) {
            (self.opened, self.reading, self.take) = (opened, reading, take)
        }
    }

    private let request: CopyRequest
    private let channel: Channel

    /// - Parameter scan: an open descriptor, read by mapping; may be closed afterwards.
    /// - Returns: the part of ISO 19005 the copy keeps to, at level B; 0 where it claims nothing.
    package static func make(
        scan: Int32, request: CopyRequest, channel: Channel
    ) throws(CopyError) -> Int {
        let bytes: ScanBytes
        do throws(ScanFault) { bytes = try ScanBytes(descriptor: scan) } catch { throw .scan(error) }
        _ = PageImage.silence
        let copy = AccessCopy(request: request, channel: channel)
        switch request.mediaType {
        case .tiff: return try copy.tiff(bytes)
        case .jpeg, .png: return try copy.picture(bytes)
        case .pdf: return try copy.pdf(bytes)
        }
    }

    private init(request: CopyRequest, channel: Channel) { (self.request, self.channel) = (request, channel) }

    // MARK: Kinds of originals

    private func tiff(_ scan: ScanBytes) throws(CopyError) -> Int {
        let directory: TiffDirectory
        do throws(ScanFault) {
            directory = try TiffDirectory(scan.bytes, pagesMax: request.limits.pagesMax)
        } catch { throw .scan(error) }
        return try write(pages: directory.pages.count) { number throws(CopyError) in
            let page = directory.pages[number - 1]
            let image = try StoredImage(tiff: scan, page: page, number: number, limits: request.limits)
            return CopyPage(image: image)
        }
    }

    private func picture(_ scan: ScanBytes) throws(CopyError) -> Int {
        try write(pages: 1) { _ throws(CopyError) in
            if request.mediaType == .jpeg, let stored = StoredImage(jpeg: Array(scan.bytes)) {
                return CopyPage(image: stored)
            }
            if request.mediaType == .png, let stored = StoredImage(png: scan.bytes) { return CopyPage(image: stored) }
            return CopyPage(image: try decoded(scan))
        }
    }

    /// What PDF cannot take as it is, decoded in full colour.
    private func decoded(_ scan: ScanBytes) throws(CopyError) -> StoredImage {
        do throws(ScanFault) {
            // Of the same file as was read: this checks its size before anything is allocated.
            _ = try PicturePage(scan, as: request.mediaType, limits: request.limits).page(1)
        } catch { throw .scan(error) }
        let image: StoredImage?
        do throws(PDFError) {
            image = try StoredImage(pixels: pixReadMem(scan.pointer, scan.bytes.count))
        } catch { throw .pdf(error) }
        guard let image else { throw .scan(.damaged(page: 1)) }
        return image
    }

    private func pdf(_ scan: ScanBytes) throws(CopyError) -> Int {
        let original = try PdfOriginal(scan, limits: request.limits)
        guard original.isScans else {
            try open(pages: original.pageCount)
            try original.overlay(request: request, channel: channel)
            return 0
        }
        return try write(pages: original.pageCount) { number throws(CopyError) in try original.page(number) }
    }

    // MARK: Writing

    /// Says how many pages there are, and refuses the request when it is about others.
    private func open(pages: Int) throws(CopyError) {
        guard channel.opened(pages) else { throw .unwanted }
        guard request.fits(pageCount: pages) else { throw .scan(.damaged(page: 0)) }
    }

    private func write(
        pages: Int, page: (Int) throws(CopyError) -> CopyPage
    ) throws(CopyError) -> Int {
        try open(pages: pages)
        var document = PDFDocument(about: PDFAbout(title: request.title, language: request.language))
        let font = document.writer.reserve()
        var layer = TextLayer()
        var keepsRules = true
        for number in request.pages {
            guard let reading = channel.reading(number), reading.number == number else { throw .unwanted }
            let copied = try page(number)
            keepsRules = keepsRules && copied.image.keepsRules
            // The reading is of another page where their sizes differ.
            guard let place = copied.place(for: reading) else { throw .scan(.damaged(page: number)) }
            do throws(PDFError) {
                try add(copied.image, at: place, reading, font, &layer, to: &document)
            } catch { throw .pdf(error) }
            guard channel.take(document.writer.take()) else { throw .unwanted }
        }
        do throws(PDFError) {
            if !layer.isEmpty { try layer.writeFont(to: &document.writer, as: font) }
            try document.finish(claim: keepsRules ? .a2b : nil)
        } catch { throw .pdf(error) }
        guard channel.take(document.writer.take()) else { throw .unwanted }
        return keepsRules ? PDFClaim.a2b.part : 0
    }

    private func add(
        _ stored: StoredImage, at place: CopyPage.Place, _ reading: PageReading, _ font: PDFReference,
        _ layer: inout TextLayer, to document: inout PDFDocument
    ) throws(PDFError) {
        let image = try stored.write(to: &document.writer)
        let text = layer.content(of: reading, in: place.frame)
        let matrix = place.matrix
        var content = PDFText()
        content.append("q ")
        content.append(
            [matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f].map(PDFText.decimal).joined(separator: " "))
        content.append(" cm /I Do Q\n")
        content.append(text)
        var resources = [PDFMember("XObject", .dictionary([PDFMember("I", .reference(image))]))]
        if !text.isEmpty {
            resources.append(PDFMember("Font", .dictionary([PDFMember(TextLayer.resource, .reference(font))])))
        }
        var written = PDFDocument.Page(
            width: place.width, height: place.height, content: content.bytes, resources: resources)
        written.rotation = place.frame.quarters & 3 * 90
        try document.add(written)
    }
}

/// A page's image, and where on the page it lies.
struct CopyPage {
    var image: StoredImage
    /// The page of the original PDF and the image's place on it; nil where the image is the page.
    var placed: (frame: PdfFrame, matrix: PdfMatrix)?

    struct Place {
        /// Points.
        var width: Double
        var height: Double
        var matrix: PdfMatrix
        var frame: CopyFrame
    }

    /// The size of so many pixels, a hair less: programs draw every pixel that is touched, and drawn in its own
    /// resolution the image must not touch one more than it has.
    private static func points(_ pixels: Int, dpi: Int) -> Double {
        ((Double(pixels) * 72 / Double(max(1, dpi)) * 100_000).rounded(.down) - 1) / 100_000
    }

    /// Nil when the reading is not of this page.
    func place(for reading: PageReading) -> Place? {
        let quarters = reading.rotation / 90 & 3
        let isTurned = !quarters.isMultiple(of: 2)
        let (width, height) = isTurned ? (reading.height, reading.width) : (reading.width, reading.height)
        guard let placed else {
            guard width == image.shownWidth, height == image.shownHeight else { return nil }
            let (dpiX, dpiY) = isTurned ? (reading.dpiY, reading.dpiX) : (reading.dpiX, reading.dpiY)
            let (across, down) = (Self.points(width, dpi: dpiX), Self.points(height, dpi: dpiY))
            return Place(
                width: across, height: down, matrix: image.placement(width: across, height: down),
                frame: CopyFrame(left: 0, bottom: 0, width: across, height: down, quarters: quarters))
        }
        // The copy's page has its corner at 0 and no unit of its own.
        let page = placed.frame
        let moved = PdfMatrix(
            a: page.unit, b: 0, c: 0, d: page.unit, e: -page.left * page.unit, f: -page.bottom * page.unit)
        let matrix = placed.matrix.then(moved)
        let box = matrix.unitSquare
        let whole = page.quarters + quarters
        let isLying = abs(placed.matrix.b) > abs(placed.matrix.a)
        // What was read is the image where the sizes agree, else the page as it was drawn.
        let sides = isLying != (page.quarters % 2 == 1) ? (image.height, image.width) : (image.width, image.height)
        let isImage = sides == (width, height)
        let (across, down) = (page.width * page.unit, page.height * page.unit)
        return Place(
            width: across, height: down, matrix: matrix,
            frame: isImage
                ? CopyFrame(left: box.left, bottom: box.bottom, width: box.width, height: box.height, quarters: whole)
                : CopyFrame(left: 0, bottom: 0, width: across, height: down, quarters: whole))
    }
}
