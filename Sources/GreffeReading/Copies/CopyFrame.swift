import GreffeCore

/// Where on a page of the copy the pixels of its reading lie.
struct CopyFrame {
    /// The rectangle that the pixels fill, in points of the page before it is turned for showing.
    var left: Double
    var bottom: Double
    var width: Double
    var height: Double
    /// Clockwise quarter turns from the page to the upright page of the reading.
    var quarters: Int

    /// A place of the upright page, as shares of its width and height from the top left, in points of the page.
    func point(_ u: Double, _ v: Double) -> (x: Double, y: Double) {
        let (a, b): (Double, Double) =
            switch quarters & 3 {
            case 1: (v, 1 - u)
            case 2: (1 - u, 1 - v)
            case 3: (1 - v, u)
            default: (u, v)
            }
        return (left + a * width, bottom + (1 - b) * height)
    }

    /// Points that the upright page is wide and high.
    var shownWidth: Double { quarters.isMultiple(of: 2) ? width : height }
    var shownHeight: Double { quarters.isMultiple(of: 2) ? height : width }

    /// Unit vectors of the upright page's right and up.
    var axes: (right: (x: Double, y: Double), up: (x: Double, y: Double)) {
        switch quarters & 3 {
        case 1: ((0, 1), (-1, 0))
        case 2: ((-1, 0), (0, -1))
        case 3: ((0, -1), (1, 0))
        default: ((1, 0), (0, 1))
        }
    }
}
