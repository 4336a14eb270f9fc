// A reading in the two forms that programs for scanned text exchange.

extension Reading {
    /// Lines that follow each other in one block, and in it in one paragraph.
    private static func groups(_ lines: [TextLine], by key: KeyPath<TextLine, Int>) -> [[TextLine]] {
        var groups: [[TextLine]] = []
        for line in lines {
            if let last = groups.last?.last, last[keyPath: key] == line[keyPath: key] {
                groups[groups.count - 1].append(line)
            } else {
                groups.append([line])
            }
        }
        return groups
    }

    private static func box(around lines: [TextLine]) -> Box {
        lines.dropFirst().reduce(lines[0].box) { $0.union($1.box) }
    }

    // MARK: hOCR

    /// As hOCR 1.2: pages, blocks, paragraphs, lines, words, each with its box in pixels of the upright page.
    /// - Parameter source: the scan's name.
    package func hocr(source: String) -> String {
        let language = pages.lazy.compactMap(\.language).first ?? "fr"
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE html>
            <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="\(language)" lang="\(language)">
            <head>
            <title>\(XMLText.escaped(source))</title>
            <meta charset="utf-8"/>
            <meta name="ocr-system" content="\(XMLText.escaped("greffe, \(engine.engine)"))"/>
            <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word"/>
            </head>
            <body>

            """
        for page in pages { text += Self.hocr(page, source: source) }
        return text + "</body>\n</html>\n"
    }

    private static func hocr(_ page: PageReading, source: String) -> String {
        func box(_ box: Box) -> String { "bbox \(box.left) \(box.top) \(box.right) \(box.bottom)" }
        let name = XMLText.escaped(source.replacingQuotes)
        let whole = Box(left: 0, top: 0, right: page.width, bottom: page.height)
        var text = """
            <div class="ocr_page" id="page_\(page.number)" title="image &quot;\(name)&quot;; \(box(whole)); ppageno \
            \(page.number - 1); scan_res \(page.dpiX) \(page.dpiY)">

            """
        var (line, word) = (0, 0)
        for (blockIndex, block) in groups(page.lines, by: \.block).enumerated() {
            let blockID = "\(page.number)_\(blockIndex + 1)"
            text += "<div class=\"ocr_carea\" id=\"block_\(blockID)\" title=\"\(box(Self.box(around: block)))\">\n"
            for (paragraphIndex, paragraph) in groups(block, by: \.paragraph).enumerated() {
                let paragraphBox = box(Self.box(around: paragraph))
                text += "<p class=\"ocr_par\" id=\"par_\(blockID)_\(paragraphIndex + 1)\" title=\"\(paragraphBox)\">\n"
                for one in paragraph {
                    line += 1
                    text += "<span class=\"ocr_line\" id=\"line_\(page.number)_\(line)\" title=\"\(box(one.box))\">"
                    let words = one.words.map { found in
                        word += 1
                        let confidence = Int(found.confidence.rounded())
                        return """
                            <span class="ocrx_word" id="word_\(page.number)_\(word)" title="\(box(found.box)); x_wconf \
                            \(confidence)">\(XMLText.escaped(found.text))</span>
                            """
                    }
                    text += words.joined(separator: " ") + "</span>\n"
                }
                text += "</p>\n"
            }
            text += "</div>\n"
        }
        return text + "</div>\n"
    }

    // MARK: ALTO

    /// As ALTO 4.2 (Library of Congress): pages, blocks, lines, words, in pixels of the upright page.
    /// - Parameter source: the scan's name.
    package func alto(source: String) -> String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xsi:schemaLocation="http://www.loc.gov/standards/alto/ns-v4# \
            http://www.loc.gov/standards/alto/v4/alto-4-2.xsd">
            <Description>
            <MeasurementUnit>pixel</MeasurementUnit>
            <sourceImageInformation><fileName>\(XMLText.escaped(source))</fileName></sourceImageInformation>
            <Processing ID="reading"><processingSoftware><softwareName>\(XMLText.escaped(engine.engine))</softwareName>\
            </processingSoftware></Processing>
            </Description>
            <Layout>

            """
        for page in pages { text += Self.alto(page) }
        return text + "</Layout>\n</alto>\n"
    }

    private static func alto(_ page: PageReading) -> String {
        func place(_ box: Box) -> String {
            "HPOS=\"\(box.left)\" VPOS=\"\(box.top)\" WIDTH=\"\(box.width)\" HEIGHT=\"\(box.height)\""
        }
        let whole = Box(left: 0, top: 0, right: page.width, bottom: page.height)
        var text = """
            <Page ID="page_\(page.number)" PHYSICAL_IMG_NR="\(page.number)" WIDTH="\(page.width)" \
            HEIGHT="\(page.height)">
            <PrintSpace \(place(whole))>

            """
        var (line, word) = (0, 0)
        for (index, block) in groups(page.lines, by: \.block).enumerated() {
            let language = page.language.map { " LANG=\"\($0)\"" } ?? ""
            text += "<TextBlock ID=\"block_\(page.number)_\(index + 1)\" \(place(box(around: block)))\(language)>\n"
            for one in block {
                line += 1
                text += "<TextLine ID=\"line_\(page.number)_\(line)\" \(place(one.box))>"
                let words = one.words.map { found in
                    word += 1
                    let confidence = Double(Int(found.confidence.rounded())) / 100
                    return """
                        <String ID="word_\(page.number)_\(word)" \(place(found.box)) WC="\(confidence)" \
                        CONTENT="\(XMLText.escaped(found.text))"/>
                        """
                }
                text += words.joined(separator: "<SP/>") + "</TextLine>\n"
            }
            text += "</TextBlock>\n"
        }
        return text + "</PrintSpace>\n</Page>\n"
    }
}

extension String {
    /// hOCR's properties have no way to write a quotation mark.
    fileprivate var replacingQuotes: String { String(map { $0 == "\"" ? "'" : $0 }) }
}
