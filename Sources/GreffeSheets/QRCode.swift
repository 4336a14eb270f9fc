import CQrencode

/// A QR code (ISO/IEC 18004) by libqrencode, with the strongest correction: three tenths of it may be dirt.
package enum QRCode {
    /// Rows of modules, true is black; nil where the library refuses.
    package static func modules(of text: String) -> [[Bool]]? {
        let bytes = Array(text.utf8)
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_H) else { return nil }
        defer { QRcode_free(code) }
        let side = Int(code.pointee.width)
        guard let data = code.pointee.data else { return nil }
        // The lowest bit of each byte is the module.
        return (0..<side).map { row in (0..<side).map { data[row * side + $0] & 1 == 1 } }
    }
}
