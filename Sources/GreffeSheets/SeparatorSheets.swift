package import GreffeCore
package import GreffePDF

/// Separator sheets as a PDF to print: patch codes for scanners, codes with the sheet's ticket for us, words for
/// people.
package enum SeparatorSheets {
    package enum Kind: String, Sendable, CaseIterable {
        /// A patch code alone, for a scanner that separates by itself.
        case patch = "patch-t"
        case codes = "qr"
        case both
    }

    /// More are no batch of paper any more.
    package static let countMax = 500

    package static func pdf(_ ticket: SeparatorTicket, kind: Kind, count: Int) throws(PDFError) -> [UInt8] {
        var pages = try DrawnPages(about: PDFAbout(title: "Feuilles de séparation", language: "fr"))
        for _ in 0..<min(max(count, 1), countMax) {
            pages.beginPage()
            if kind != .codes { drawPatches(on: &pages) }
            drawWords(ticket, on: &pages)
            if kind != .patch { drawCodes(ticket, on: &pages) }
        }
        return try pages.pdf()
    }

    // All measures below are millimetres on A4.
    private static let width = 210.0
    private static let height = 297.0

    // MARK: Patch codes

    /// A-61599: narrow bars and gaps 0.08 inches, wide bars 0.20; at least 6 and at most 40 from the leading edge.
    /// Across nearly the whole sheet, since scanners have their sensors in different places.
    private static let narrow = 2.03
    private static let wide = 5.08
    private static let edge = 12.0

    /// Both edges have a T as seen from that edge, so that a sheet scanned upside down begins with one too.
    private static func drawPatches(on pages: inout DrawnPages) {
        var offset = edge
        for isWide in PatchCode.transfer.bars {
            let thickness = isWide ? wide : narrow
            for top in [offset, height - offset - thickness] {
                pages.fill([.init(left: 15, top: top, width: width - 30, height: thickness)])
            }
            offset += thickness + narrow
        }
    }

    // MARK: Words

    private static func drawWords(_ ticket: SeparatorTicket, on pages: inout DrawnPages) {
        func line(_ text: String, _ baseline: Double, _ points: Double, _ face: Typeface = .regular) {
            pages.text(text, x: width / 2, baseline: baseline, points: points, face: face, alignment: .centre)
        }
        line("FEUILLE DE SÉPARATION", 58, 34, .bold)
        line("Une nouvelle lettre commence après cette feuille.", 69, 15)
        line("Separator sheet · Trennblatt", 77, 12)
        var said: [String] = []
        if let letterClass = ticket.letterClass { said.append("nature : \(frenchName(of: letterClass))") }
        if let channel = ticket.channel { said.append("canal : \(channel)") }
        if let customer = ticket.customer { said.append("client : \(customer)") }
        guard !said.isEmpty else { return }
        let text = said.joined(separator: "   ")
        // As large as the sheet is wide, and no larger than the other lines.
        let room = (width - 30) / pages.width(of: text, points: 1, face: .bold)
        line(text, 90, min(18, room), .bold)
    }

    private static func frenchName(of letterClass: LetterClass) -> String {
        switch letterClass {
        case .claim: "réclamation, sinistre"
        case .order: "commande"
        case .invoice: "facture"
        case .other: "autre courrier"
        }
    }

    // MARK: Codes

    private static let qrSide = 62.0
    private static let qrTop = 104.0
    /// Rows reach into each other a little, or printers leave hair lines between them.
    private static let overlap = 1.02
    private static let barsTop = 184.0
    private static let barsHeight = 22.0
    /// With a quiet zone of ten modules on either side.
    private static let barsWidthMax = 176.0
    /// Bars need not be broader than is good for a fax.
    private static let moduleMax = 0.75

    private static func drawCodes(_ ticket: SeparatorTicket, on pages: inout DrawnPages) {
        let text = ticket.text
        if let modules = QRCode.modules(of: text) {
            let side = qrSide / Double(modules.count)
            let left = (width - qrSide) / 2
            for (row, line) in modules.enumerated() {
                pages.fill(
                    runs(of: line).map { run in
                        .init(
                            left: left + Double(run.lowerBound) * side, top: qrTop + Double(row) * side,
                            width: Double(run.count) * side, height: side * overlap)
                    })
            }
        }
        if let widths = Code128.modules(of: text) {
            let count = widths.reduce(0, +)
            let module = min(moduleMax, barsWidthMax / Double(count))
            var left = (width - Double(count) * module) / 2
            for (place, modules) in widths.enumerated() {
                let thickness = Double(modules) * module
                if place.isMultiple(of: 2) {
                    pages.fill([.init(left: left, top: barsTop, width: thickness, height: barsHeight)])
                }
                left += thickness
            }
        }
        // What the codes say, for people; and for us, should the codes be damaged.
        pages.text(text, x: width / 2, baseline: 216, points: 11, alignment: .centre)
    }

    private static func runs(of line: [Bool]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for (place, isBlack) in line.enumerated() where isBlack {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<place + 1
            } else {
                runs.append(place..<place + 1)
            }
        }
        return runs
    }
}
