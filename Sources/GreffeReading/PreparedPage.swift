import Glibc
import GreffeCore

/// A throw-away copy of a page as recognition reads it best, and the way back to the page's own pixels. Which steps are
/// taken follows from the page: its depth, resolution and unevenness. Each step is there because it was measured to
/// pay.
struct PreparedPage {
    var image: PageImage
    /// Resolution of `image`, the same both ways.
    var dpi: Int
    /// Pixels of `image` for each pixel of the upright page.
    var scaleX: Double
    var scaleY: Double
    /// Clockwise turn about the centre, in radians, that made the lines level.
    var turn = 0.0

    /// A box of the upright page, here; for a copy that was not turned.
    func prepared(_ box: Box) -> Box {
        Box(
            left: Int(Double(box.left) * scaleX), top: Int(Double(box.top) * scaleY),
            right: Int((Double(box.right) * scaleX).rounded(.up)),
            bottom: Int((Double(box.bottom) * scaleY).rounded(.up)))
    }

    func prepared(_ line: FoundWord.Baseline) -> FoundWord.Baseline {
        FoundWord.Baseline(
            left: line.left * scaleX, leftY: line.leftY * scaleY, right: line.right * scaleX,
            rightY: line.rightY * scaleY)
    }

    /// The box on the upright page of so many pixels.
    func onPage(_ box: Box, width: Int, height: Int) -> Box {
        var corners = [(box.left, box.top), (box.right, box.top), (box.left, box.bottom), (box.right, box.bottom)]
            .map { (Double($0.0), Double($0.1)) }
        if turn != 0 {
            let (centreX, centreY) = (Double(image.width) / 2, Double(image.height) / 2)
            // The box itself is turned back about its own centre, which keeps its height: the words of a level line
            // stay as high as they are.
            let (x, y) = ((corners[0].0 + corners[3].0) / 2 - centreX, (corners[0].1 + corners[3].1) / 2 - centreY)
            let (cosine, sine) = (cos(-turn), sin(-turn))
            let (movedX, movedY) = (x * cosine - y * sine - x, x * sine + y * cosine - y)
            corners = corners.map { ($0.0 + movedX, $0.1 + movedY) }
        }
        func clamp(_ value: Double, _ limit: Int) -> Int { max(0, min(limit, Int(value.rounded()))) }
        let left = min(clamp(corners[0].0 / scaleX, width), width - 1)
        let top = min(clamp(corners[0].1 / scaleY, height), height - 1)
        return Box(
            left: left, top: top, right: max(left + 1, clamp(corners[3].0 / scaleX, width)),
            bottom: max(top + 1, clamp(corners[3].1 / scaleY, height)))
    }
}
