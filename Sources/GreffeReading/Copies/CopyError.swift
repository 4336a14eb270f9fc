package import GreffeCore
package import GreffePDF

/// Why an access copy was not made.
package enum CopyError: Error, Hashable {
    /// The original cannot be copied, or is not what the reading was made from.
    case scan(ScanFault)
    /// The copy cannot be written: no memory, or too large.
    case pdf(PDFError)
    /// Whoever wants it has gone.
    case unwanted
}
