import GreffeCore

/// White paper drawn in the place of a picture that could not be decoded. Decoders of faxes and of JBIG2 go on over
/// what they do not understand and report success; a page so lost must not pass for blank.
enum EmptyPicture {
    /// White paper takes a few bits a row in every coding of faxes; in group 3 with its line ends and fill, up to
    /// eight bytes. What stands before the rows, tables and headers, has a kilobyte.
    private static let bytesPerRow = 8
    private static let bytesBefore = 1_024

    /// Whether a bitonal page is all white though more is stored for it than white paper takes.
    static func isSuspicious(_ image: PageImage, storedBytes: Int, rows: Int) -> Bool {
        storedBytes > bytesBefore + bytesPerRow * rows && image.isWhite
    }

    /// Whether a PDF's fax lost what is stored of it.
    static func isInFax(_ object: PdfObject, drawnAs image: PageImage) -> Bool {
        guard image.isBitonal, filters(of: object) == ["/CCITTFaxDecode"], image.isWhite,
            let data = object.stream(decoded: false)
        else { return false }
        return isSuspicious(image, storedBytes: data.bytes.count, rows: object["/Height"]?.integer ?? 0)
    }

    /// Whether poppler cannot have drawn all that a PDF's JBIG2 stream holds.
    static func isInJbig2(_ object: PdfObject, drawnAs image: PageImage) -> Bool {
        let filters = filters(of: object)
        guard filters.contains("/JBIG2Decode") else { return false }
        guard let data = object.stream(decoded: false) else { return true }
        // White paper is a few bytes for the whole page.
        if data.bytes.count > bytesBefore, image.isWhite { return true }
        return filters.count == 1 && !Jbig2Segments.areWhole(data.bytes)
    }

    private static func filters(of object: PdfObject) -> [String] {
        object["/Filter"]?.name.map { [$0] } ?? object["/Filter"]?.items()?.compactMap(\.name) ?? []
    }
}
