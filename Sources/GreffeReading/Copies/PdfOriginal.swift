import CQpdf
import GreffeCore
import GreffePDF

/// A PDF that came in, to be copied: as the scanned images it consists of, or page for page as it is.
final class PdfOriginal {
    private let scan: ScanBytes
    let file: PdfFile
    let pageCount: Int
    /// Whether every page is one image that can be put into PDF/A, and there is nothing beside the pages: then the copy
    /// is written anew around the images, and answers for the rules. Else nothing is promised.
    let isScans: Bool

    init(_ scan: ScanBytes, limits: ReadingLimits) throws(CopyError) {
        self.scan = scan
        do throws(ScanFault) { file = try PdfFile(scan.bytes) } catch { throw .scan(error) }
        guard let count = file.pageCount, !PdfFile.failed(file.inheritAttributes()) else {
            throw .scan(.damaged(page: 0))
        }
        guard count > 0 else { throw .scan(.noPages) }
        guard count <= limits.pagesMax else { throw .scan(.tooManyPages(limit: limits.pagesMax)) }
        pageCount = count
        let file = file
        isScans =
            Self.hasPagesOnly(file) && (1...count).allSatisfy { Self.image(of: file.page($0), isLoading: false) != nil }
    }

    /// Whether the document is its pages: no files, forms or layers besides.
    private static func hasPagesOnly(_ file: PdfFile) -> Bool {
        let catalog = PdfObject(qpdf_get_root(file.handle), in: file)
        let hasFields = catalog["/AcroForm"]?["/Fields"]?.items()?.isEmpty == false
        return catalog["/Names"]?["/EmbeddedFiles"] == nil && catalog["/AF"] == nil && catalog["/Collection"] == nil
            && catalog["/OCProperties"] == nil && !hasFields
    }

    private static func image(of page: PdfObject, isLoading: Bool) -> CopyPage? {
        let frame = PdfFrame(page)
        // A note that leaves no ink now may be a link or an attachment.
        if let notes = page["/Annots"]?.items(), !notes.isEmpty { return nil }
        guard let placed = PdfPages.onlyImage(of: page, frame: frame),
            let image = StoredImage(pdf: placed.object, ink: placed.ink, isLoading: isLoading)
        else { return nil }
        return CopyPage(image: image, placed: (frame, placed.matrix))
    }

    func page(_ number: Int) throws(CopyError) -> CopyPage {
        guard let page = Self.image(of: file.page(number), isLoading: true) else { throw .scan(.damaged(page: number)) }
        return page
    }
}
