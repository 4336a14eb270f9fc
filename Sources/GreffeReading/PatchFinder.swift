import CTesseract
import Glibc
import GreffeCore

/// Finds patch codes: four bars, 2.03 mm and 5.08 mm thick, with gaps of 2.03 mm, along or across the page. The page is
/// cut into strips a millimetre wide; in each the bars are looked for by their thickness, and strips side by side that
/// agree make a code. So neither noise in some strips, nor a slope, nor the place on the page matter.
enum PatchFinder {
    /// A narrow bar and a gap, in inches; a wide bar is two and a half times as thick (A-61599: 0.08 and 0.20).
    private static let unitInches = 0.08
    private static let wideUnits = 2.5
    /// The shortest bars scanners accept are 0.75 inches long (A-61599).
    private static let lengthInchesMin = 0.72
    /// Sheets are printed "to fit", and resolutions are not always what the file says.
    private static let scaleRange = 0.72...1.38
    /// Thickness in units that still passes for a narrow bar or a gap, and for a wide bar. Ink spreads into the gaps,
    /// and a light threshold thins the bars.
    private static let narrowRange = 0.4...1.7
    private static let wideRange = 1.85...3.3
    /// White in front of and behind a code, in units: wider than any gap between the bars of a bar code, four of which
    /// may look like a patch.
    private static let quietUnitsMin = 2.2
    /// How steep the bars may be (8°), and how many strips in a row may miss.
    private static let slopeMax = 0.14
    private static let strayStripsMax = 3
    /// Share of the strips between the first and the last that must agree.
    private static let agreeingShareMin = 0.7

    /// - Returns: the code as it stands on the page: upside down, III looks like T and VI like I.
    static func patch(on view: PageView) -> PatchCode? {
        if let along = patch(on: view.image, dpi: view.dpi) { return along }
        return view.image.turned(quarters: 1).flatMap { patch(on: $0, dpi: view.dpi) }
    }

    private struct Hit {
        var strip: Int
        var middle: Double
        var code: PatchCode
    }

    private static func patch(on image: PageImage, dpi: Double) -> PatchCode? {
        let unit = unitInches * dpi
        guard unit >= 3, let data = pixGetData(image.pix) else { return nil }
        let wordsPerRow = Int(pixGetWpl(image.pix))
        let (strips, height) = (image.width / 8, image.height)
        var hits: [Hit] = []
        var runs: [Int] = []
        for strip in 0..<strips {
            // Leptonica keeps the first pixel in the highest bit of each 32-bit word.
            let first = UnsafeRawPointer(data) + (strip ^ 3)
            collectRuns(first, stride: wordsPerRow * 4, height: height, noise: max(1, Int(unit / 4)), into: &runs)
            appendHits(of: runs, strip: strip, unit: unit, to: &hits)
        }
        return longestChain(hits, stripInches: 8 / dpi, unit: unit)
    }

    /// Lengths of white and black in turn down a strip, white first (perhaps 0), each pixel being black when at least
    /// half of the strip's eight are. What is shorter than `noise` joins what is around it.
    private static func collectRuns(
        _ first: UnsafeRawPointer, stride: Int, height: Int, noise: Int, into runs: inout [Int]
    ) {
        runs.removeAll(keepingCapacity: true)
        var isBlack = false
        var length = 0
        // What has changed colour but is not yet long enough to count.
        var other = 0
        for row in 0..<height {
            let byte = first.load(fromByteOffset: row * stride, as: UInt8.self)
            if (byte.nonzeroBitCount >= 4) == isBlack {
                length += other + 1
                other = 0
            } else {
                other += 1
                if other > noise {
                    runs.append(length)
                    (isBlack, length, other) = (!isBlack, other, 0)
                }
            }
        }
        runs.append(length + other)
    }

    private static func appendHits(of runs: [Int], strip: Int, unit: Double, to hits: inout [Hit]) {
        guard runs.count >= 8 else { return }
        var position = 0
        // Runs at odd places are black; seven from there are four bars and three gaps.
        for start in runs.indices.dropLast(6) {
            defer { position += runs[start] }
            guard !start.isMultiple(of: 2) else { continue }
            let seven = runs[start..<start + 7]
            let whole = Double(seven.reduce(0, +))
            let scaled = whole / 10
            guard scaleRange.contains(scaled / unit), let code = code(of: seven, unit: scaled) else { continue }
            let before = start == 1 ? Double.infinity : Double(runs[start - 1])
            let after = start + 8 >= runs.count ? Double.infinity : Double(runs[start + 7])
            guard before >= quietUnitsMin * scaled, after >= quietUnitsMin * scaled else { continue }
            hits.append(Hit(strip: strip, middle: Double(position) + whole / 2, code: code))
        }
    }

    private static func code(of seven: ArraySlice<Int>, unit: Double) -> PatchCode? {
        var bars: [Bool] = []
        for (place, length) in seven.enumerated() {
            let units = Double(length) / unit
            if place.isMultiple(of: 2), wideRange.contains(units) {
                bars.append(true)
            } else if narrowRange.contains(units) {
                if place.isMultiple(of: 2) { bars.append(false) }
            } else {
                return nil
            }
        }
        return PatchCode.allCases.first { $0.bars == bars }
    }

    /// The code whose strips reach far enough along a straight line.
    private static func longestChain(_ hits: [Hit], stripInches: Double, unit: Double) -> PatchCode? {
        struct Chain {
            var first: Int
            var last: Hit
            var count: Int
        }
        var chains: [Chain] = []
        for hit in hits {
            let place = chains.indices.last { index in
                let last = chains[index].last
                let steps = hit.strip - last.strip
                return last.code == hit.code && (1...strayStripsMax + 1).contains(steps)
                    && abs(hit.middle - last.middle) <= slopeMax * 8 * Double(steps) + unit / 2
            }
            if let place {
                (chains[place].last, chains[place].count) = (hit, chains[place].count + 1)
            } else {
                chains.append(Chain(first: hit.strip, last: hit, count: 1))
            }
        }
        let best = chains.max { $0.count < $1.count }
        guard let best else { return nil }
        let span = best.last.strip - best.first + 1
        guard Double(span) * stripInches >= lengthInchesMin, Double(best.count) >= agreeingShareMin * Double(span)
        else { return nil }
        return best.last.code
    }
}
