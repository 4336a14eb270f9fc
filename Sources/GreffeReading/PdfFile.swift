import CQpdf
import Glibc
import GreffeCore

/// A PDF opened by qpdf from memory. qpdf repairs what it can; what it cannot is `damaged`.
final class PdfFile {
    let handle: qpdf_data

    init(_ bytes: UnsafeRawBufferPointer) throws(ScanFault) {
        guard let handle = qpdf_init() else { throw .damaged(page: 0) }
        self.handle = handle
        qpdf_silence_errors(handle)
        qpdf_set_suppress_warnings(handle, 1)
        let address = bytes.assumingMemoryBound(to: CChar.self).baseAddress
        let outcome = qpdf_read_memory(handle, "scan", address, UInt64(bytes.count), nil)
        guard !Self.failed(outcome) else {
            throw Self.isPassword(handle) ? .encrypted : .damaged(page: 0)
        }
    }

    /// An empty one, to copy a page into.
    init?() {
        guard let handle = qpdf_init() else { return nil }
        self.handle = handle
        qpdf_silence_errors(handle)
        guard !Self.failed(qpdf_empty_pdf(handle)) else { return nil }
    }

    deinit {
        var owned: qpdf_data? = handle
        qpdf_cleanup(&owned)
    }

    /// Bit 1 of qpdf's answer says that there was an error; bit 0, that there were warnings.
    static func failed(_ code: QPDF_ERROR_CODE) -> Bool { code & 2 != 0 }

    private static func isPassword(_ handle: qpdf_data) -> Bool {
        qpdf_has_error(handle) != 0 && qpdf_get_error_code(handle, qpdf_get_error(handle)) == qpdf_e_password
    }

    /// Nil when the page tree cannot be walked.
    var pageCount: Int? {
        let count = qpdf_get_num_pages(handle)
        return count >= 0 ? Int(count) : nil
    }

    /// Whether it is a portfolio: a folder of other files, whose own pages are at best a cover (ISO 32000-1, 12.3.5).
    var isPortfolio: Bool { PdfObject(qpdf_get_root(handle), in: self)["/Collection"] != nil }

    /// Gives each page what it inherits from the page tree (its size, turn and resources).
    func inheritAttributes() -> QPDF_ERROR_CODE { qpdf_push_inherited_attributes_to_page(handle) }

    /// - Parameter number: from 1.
    func page(_ number: Int) -> PdfObject { PdfObject(qpdf_get_page_n(handle, number - 1), in: self) }

    /// One page as a PDF of its own.
    func alone(_ page: PdfObject) -> [UInt8]? { alone(page) { _ in } }

    /// One of a page's images as a PDF of its own, whose page has a point for each of the image's pixels and shows
    /// nothing else.
    func alone(_ page: PdfObject, imageNamed name: String, width: Int, height: Int) -> [UInt8]? {
        alone(page) { page in
            for key in ["/CropBox", "/Rotate", "/UserUnit", "/Annots"] { page.remove(key) }
            let handle = page.file.handle
            page.set("/MediaBox", qpdf_oh_parse(handle, "[0 0 \(width) \(height)]"))
            // A hair inside of the page: poppler draws every pixel that is touched, and must not touch one more.
            let content = Array("\(width - 1).999 0 0 \(height - 1).999 0.0005 0.0005 cm \(name) Do".utf8)
            let stream = qpdf_oh_new_stream(handle)
            qpdf_oh_replace_stream_data(
                handle, stream, content, content.count, qpdf_oh_new_null(handle), qpdf_oh_new_null(handle))
            page.set("/Contents", stream)
        }
    }

    private func alone(_ page: PdfObject, changing change: (PdfObject) -> Void) -> [UInt8]? {
        guard let copy = PdfFile(), !Self.failed(qpdf_add_page(copy.handle, handle, page.object, 1)) else { return nil }
        change(copy.page(1))
        guard !Self.failed(qpdf_init_write_memory(copy.handle)), !Self.failed(qpdf_write(copy.handle)),
            let bytes = qpdf_get_buffer(copy.handle)
        else { return nil }
        return Array(UnsafeBufferPointer(start: bytes, count: qpdf_get_buffer_length(copy.handle)))
    }
}

/// An object of a PDF; asking a wrong type gives nil, never a trap.
struct PdfObject {
    let object: qpdf_oh
    let file: PdfFile

    init(_ object: qpdf_oh, in file: PdfFile) { (self.object, self.file) = (object, file) }

    subscript(key: String) -> PdfObject? {
        guard qpdf_oh_is_dictionary(file.handle, object) != 0 else { return isStream ? dictionary?[key] : nil }
        let value = PdfObject(qpdf_oh_get_key(file.handle, object, key), in: file)
        return value.isNull ? nil : value
    }

    func set(_ key: String, _ value: qpdf_oh) { qpdf_oh_replace_key(file.handle, object, key, value) }

    func remove(_ key: String) {
        guard qpdf_oh_is_dictionary(file.handle, object) != 0 else { return }
        qpdf_oh_remove_key(file.handle, object, key)
    }

    private var isNull: Bool { qpdf_oh_is_null(file.handle, object) != 0 }
    var isStream: Bool { qpdf_oh_is_stream(file.handle, object) != 0 }
    private var dictionary: PdfObject? { PdfObject(qpdf_oh_get_dict(file.handle, object), in: file) }

    var name: String? {
        guard qpdf_oh_is_name(file.handle, object) != 0, let text = qpdf_oh_get_name(file.handle, object) else {
            return nil
        }
        return String(cString: text)
    }

    var integer: Int? {
        qpdf_oh_is_integer(file.handle, object) != 0 ? Int(qpdf_oh_get_int_value(file.handle, object)) : nil
    }

    var number: Double? {
        guard qpdf_oh_is_number(file.handle, object) != 0 else { return nil }
        let value = qpdf_oh_get_numeric_value(file.handle, object)
        return value.isFinite ? value : nil
    }

    var boolean: Bool? {
        qpdf_oh_is_bool(file.handle, object) != 0 ? qpdf_oh_get_bool_value(file.handle, object) != 0 : nil
    }

    /// The items of an array, at most so many.
    func items(max: Int = 64) -> [PdfObject]? {
        guard qpdf_oh_is_array(file.handle, object) != 0 else { return nil }
        let count = min(max, Int(qpdf_oh_get_array_n_items(file.handle, object)))
        return (0..<count).map { PdfObject(qpdf_oh_get_array_item(file.handle, object, Int32($0)), in: file) }
    }

    var numbers: [Double]? {
        guard let items = items() else { return nil }
        let numbers = items.compactMap(\.number)
        return numbers.count == items.count ? numbers : nil
    }

    var string: [UInt8]? {
        guard qpdf_oh_is_string(file.handle, object) != 0 else { return nil }
        var count = 0
        guard let bytes = qpdf_oh_get_binary_string_value(file.handle, object, &count) else { return nil }
        return UnsafeRawBufferPointer(start: bytes, count: count).map { $0 }
    }

    /// The stream's bytes: as stored, or with its filters undone. Nil where qpdf cannot.
    func stream(decoded: Bool) -> PdfBytes? {
        guard isStream, !decoded || isPredictedWithinReason else { return nil }
        var filtered: QPDF_BOOL = 0
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let level = decoded ? qpdf_dl_specialized : qpdf_dl_none
        let outcome = qpdf_oh_get_stream_data(file.handle, object, level, &filtered, &bytes, &count)
        guard let bytes else { return nil }
        let owned = PdfBytes(owning: bytes, count: count)
        return PdfFile.failed(outcome) || (decoded && filtered == 0 && self["/Filter"] != nil) ? nil : owned
    }

    /// A row of samples longer than this is no page's: 160,000 points of four colours.
    private static let predictedBytesMax = 640_000

    /// Whether the rows of a stream's predictor (ISO 32000-1, 7.4.4.4) have a length that may be. qpdf takes any, and
    /// works for minutes on rows of gigabytes.
    private var isPredictedWithinReason: Bool {
        guard let parameters = self["/DecodeParms"] ?? self["/DP"] else { return true }
        return (parameters.items() ?? [parameters]).allSatisfy { one in
            let figures = [("/Columns", 1), ("/Colors", 1), ("/BitsPerComponent", 8)].map { one[$0.0]?.integer ?? $0.1 }
            guard figures.allSatisfy({ (1...Self.predictedBytesMax).contains($0) }) else { return false }
            return figures[0] * figures[1] * figures[2] / 8 <= Self.predictedBytesMax
        }
    }

    /// The page's content streams, joined.
    var content: PdfBytes? {
        if let contents = self["/Contents"] {
            guard (contents.items(max: .max) ?? [contents]).allSatisfy({ !$0.isStream || $0.isPredictedWithinReason })
            else { return nil }
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let outcome = qpdf_oh_get_page_content_data(file.handle, object, &bytes, &count)
        guard let bytes else { return nil }
        let owned = PdfBytes(owning: bytes, count: count)
        return PdfFile.failed(outcome) ? nil : owned
    }
}

/// Bytes that qpdf allocated.
final class PdfBytes {
    let bytes: UnsafeRawBufferPointer

    init(owning pointer: UnsafeMutablePointer<UInt8>, count: Int) {
        bytes = UnsafeRawBufferPointer(start: pointer, count: count)
    }

    deinit { free(UnsafeMutableRawPointer(mutating: bytes.baseAddress)) }
}
