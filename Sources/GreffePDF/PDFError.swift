package import GreffeCore

/// Why a PDF could not be written.
package enum PDFError: Error, Hashable, Sendable {
    /// The system gave no memory for compressing.
    case compression
    /// A font that is compiled in cannot be read: the build is broken.
    case font
    /// More pages, or a larger file, than a PDF of this form can hold.
    case tooLarge
}

extension PDFError: GreffeError {
    package var code: String {
        switch self {
        case .compression: "pdf.compression"
        case .font: "pdf.font"
        case .tooLarge: "pdf.too-large"
        }
    }

    package var message: String {
        switch self {
        case .compression: "The PDF could not be compressed: no memory."
        case .font: "A font carried inside the program cannot be read."
        case .tooLarge: "The PDF would become larger than its format allows."
        }
    }

    package var hint: String {
        switch self {
        case .compression: "Free memory and try again."
        case .font: "Install greffe again."
        case .tooLarge: "Make it in parts."
        }
    }

    package var fate: Fate { .retry }
}
