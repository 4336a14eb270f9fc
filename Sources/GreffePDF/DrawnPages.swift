/// Pages drawn in millimetres from the top left corner: bar codes, patch codes and large text of separator sheets.
/// Comes out as PDF/A-2b, the same bytes each time.
package struct DrawnPages {
    /// Millimetres.
    package struct Rectangle: Hashable, Sendable {
        package var left: Double
        package var top: Double
        package var width: Double
        package var height: Double

        package init(left: Double, top: Double, width: Double, height: Double) {
            (self.left, self.top, self.width, self.height) = (left, top, width, height)
        }
    }

    package enum Alignment: Sendable {
        /// The text begins at, is centred on, or ends at the place given.
        case left, centre, right
    }

    private static let pointsPerMillimetre = 72 / 25.4

    private let about: PDFAbout
    private let cases: TypeCase
    private var pages: [PageCanvas] = []

    package init(about: PDFAbout) throws(PDFError) {
        self.about = about
        cases = try TypeCase()
    }

    package var pageCount: Int { pages.count }

    /// Starts a page; A4 upright unless said otherwise.
    package mutating func beginPage(widthMillimetres: Double = 210, heightMillimetres: Double = 297) {
        pages.append(
            PageCanvas(
                width: widthMillimetres * Self.pointsPerMillimetre, height: heightMillimetres * Self.pointsPerMillimetre
            ))
    }

    /// Fills rectangles; they share edges without a seam when they share coordinates. Without a page, nothing.
    /// - Parameter gray: 0 is black, 1 white.
    package mutating func fill(_ rectangles: [Rectangle], gray: Double = 0) {
        guard let last = pages.indices.last else { return }
        let scale = Self.pointsPerMillimetre
        pages[last].fill(
            rectangles.map { ($0.left * scale, $0.top * scale, $0.width * scale, $0.height * scale) }, gray: gray)
    }

    /// One line of text; no line is broken. Without a page, nothing.
    /// - Parameters:
    ///   - points: size of the type.
    ///   - x, baseline: millimetres from the left and the top.
    package mutating func text(
        _ text: String, x: Double, baseline: Double, points: Double, face: Typeface = .regular,
        alignment: Alignment = .left
    ) {
        guard let last = pages.indices.last else { return }
        let place: PageCanvas.Alignment =
            switch alignment {
            case .left: .left
            case .centre: .centre
            case .right: .right
            }
        pages[last].text(
            text, x: x * Self.pointsPerMillimetre, baseline: baseline * Self.pointsPerMillimetre, face: face,
            size: points, alignment: place, cases: cases)
    }

    /// Millimetres a line of text takes.
    package func width(of text: String, points: Double, face: Typeface = .regular) -> Double {
        cases.width(of: text, in: face, size: points) / Self.pointsPerMillimetre
    }

    package func pdf() throws(PDFError) -> [UInt8] { try PageCanvas.document(pages, about: about, cases: cases) }
}
