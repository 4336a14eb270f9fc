extension Reading {
    /// A reading as an engine would give for this text set in a typewriter's face: a character is 12 pixels wide and 24
    /// high, a line 36. Three spaces or more are a wide gap, an empty line parts paragraphs. For tests that need words
    /// in places without a scan, and for evaluating letters that are kept as text.
    package static func plain(pages: [String], confidence: Double = 96) -> Reading {
        let engine = EngineFingerprint(engine: "plain", imaging: "none", models: [:], preparation: "none")
        let pages = pages.enumerated().map { index, text in
            PageReading.plain(text, number: index + 1, confidence: confidence)
        }
        return Reading(engine: engine, pages: pages, seconds: ReadingSeconds())
    }
}

extension PageReading {
    fileprivate static func plain(_ text: String, number: Int, confidence: Double) -> PageReading {
        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
        let (cell, size, pitch, margin) = (12, 24, 36, 120)
        var lines: [TextLine] = []
        var block = 1
        for (row, line) in rows.enumerated() {
            let top = margin + row * pitch
            var words: [Word] = []
            var column = 0
            for part in line.split(separator: " ", omittingEmptySubsequences: false) {
                if !part.isEmpty {
                    let left = margin + column * cell
                    let box = Box(left: left, top: top, right: left + part.count * cell, bottom: top + size)
                    words.append(Word(text: String(part), box: box, confidence: confidence))
                }
                column += part.count + 1
            }
            guard let first = words.first else {
                block += 1
                continue
            }
            let box = words.dropFirst().reduce(first.box) { $0.union($1.box) }
            lines.append(TextLine(block: block, paragraph: block, box: box, words: words))
        }
        let width = max(1654, (lines.map(\.box.right).max() ?? 0) + margin)
        let height = max(2339, rows.count * pitch + 2 * margin)
        return PageReading(
            number: number, width: width, height: height, dpiX: 200, dpiY: 200, language: "fr", lines: lines)
    }
}
