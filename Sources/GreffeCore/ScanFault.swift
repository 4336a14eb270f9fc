/// Why a scan, or a page of it, cannot be read, as decided by the worker that opened it. Carried over the worker's
/// socket as this value and nothing else, so that no text a hostile file could shape reaches a log or a person.
package enum ScanFault: Error, Hashable, Sendable {
    case encrypted
    /// A PDF that is a folder of other files.
    case portfolio
    case noPages
    case tooManyPages(limit: Int)
    case tooManyPixels(page: Int, limit: Int)
    case tooManyWords(page: Int, limit: Int)
    case damaged(page: Int)
    case unsupported(page: Int)
    case empty
    /// ISO 639-2 code of the missing language model.
    case modelMissing(language: String)
    /// `pdftoppm`, needed for PDF pages that are not one scanned image, is not installed.
    case rasteriserMissing
}

extension ScanFault: GreffeError {
    package var code: String {
        switch self {
        case .encrypted: "reading.encrypted"
        case .portfolio: "reading.portfolio"
        case .noPages: "reading.no-pages"
        case .tooManyPages: "reading.too-many-pages"
        case .tooManyPixels: "reading.too-many-pixels"
        case .tooManyWords: "reading.too-many-words"
        case .damaged: "reading.damaged"
        case .unsupported: "reading.unsupported"
        case .empty: "reading.empty"
        case .modelMissing: "reading.model-missing"
        case .rasteriserMissing: "reading.rasteriser-missing"
        }
    }

    package var message: String {
        switch self {
        case .encrypted: "The file is protected by a password and cannot be opened."
        case .portfolio: "The file is a PDF portfolio: a folder of other files, with at most a cover page of its own."
        case .noPages: "The file has no pages."
        case .tooManyPages(let limit): "The file has more than \(limit) pages."
        case .tooManyPixels(let page, let limit):
            "Page \(page) is larger than \(limit / 1_000_000) million pixels."
        case .tooManyWords(let page, let limit): "Page \(page) has more than \(limit) words."
        case .damaged(0): "The file is damaged or incomplete: its structure cannot be read."
        case .damaged(let page): "Page \(page) is damaged or incomplete and cannot be decoded."
        case .unsupported(0): "The file is of a kind that cannot be read."
        case .unsupported(let page): "Page \(page) is stored in a form that cannot be read."
        case .empty: "The file is empty."
        case .modelMissing(let language): "The language model `\(language)` is not installed."
        case .rasteriserMissing: "`pdftoppm` is not installed; this PDF's pages are not plain scans."
        }
    }

    package var hint: String {
        switch self {
        case .encrypted: "Ask the sender for a copy without a password, or print and scan it."
        case .portfolio: "Take the files out of it and hand them in one by one, or ask the sender to."
        case .noPages, .empty: "Scan the letter again."
        case .tooManyPages: "Scan it in parts; a letter this long is usually a whole box."
        case .tooManyPixels: "Scan the page again at 300 dots per inch."
        case .tooManyWords: "Look at the page; it is not an ordinary letter."
        case .damaged: "Compare with the paper and scan it again; the bytes received are kept."
        case .unsupported: "Set the scanner to TIFF, JPEG, PNG or PDF, and scan again."
        case .modelMissing(let language): "Install the package tesseract-ocr-\(language)."
        case .rasteriserMissing: "Install the package poppler-utils."
        }
    }

    package var fate: Fate {
        switch self {
        case .modelMissing, .rasteriserMissing: .retry
        default: .quarantine
        }
    }
}
