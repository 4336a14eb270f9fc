import GreffeCore

/// Writes the objects of a PDF file one after the other (ISO 32000-1, 7.5): header, objects, cross-reference table,
/// trailer. What is written can be taken away as it comes, so that a file need not fit in memory. Nothing in it depends
/// on time or chance: the identifier is a digest of all bytes before it.
package struct PDFWriter {
    /// The table's offsets have ten digits.
    private static let bytesMax = 9_999_999_999
    /// ISO 19005-2, 6.1.13.
    private static let objectsMax = 8_388_607

    private var pending = PDFText()
    /// Bytes already taken away.
    private var taken = 0
    private var digest = Sha256Stream()
    /// Where each object begins; nil while it is only promised.
    private var offsets: [Int?] = []

    package init() {
        pending.append("%PDF-1.7\n%")
        // Four bytes above 127 (ISO 19005-2, 6.1.2), so that nobody takes the file for text.
        pending.append([0xe2, 0xe3, 0xcf, 0xd3, 0x0a])
    }

    /// All bytes written so far, taken away or not.
    package var byteCount: Int { taken + pending.bytes.count }

    /// What was written since the last call.
    package mutating func take() -> [UInt8] {
        let bytes = pending.bytes
        pending = PDFText()
        taken += bytes.count
        bytes.withUnsafeBytes { digest.update($0) }
        return bytes
    }

    /// Promises an object, so that others can point at it.
    package mutating func reserve() -> PDFReference {
        offsets.append(nil)
        return PDFReference(number: offsets.count)
    }

    package mutating func add(_ value: PDFValue) -> PDFReference {
        let reference = reserve()
        write(value, as: reference)
        return reference
    }

    package mutating func write(_ value: PDFValue, as reference: PDFReference) {
        begin(reference)
        pending.append(value)
        pending.append("\nendobj\n")
    }

    /// Writes a stream as it is; its filters are the members' business.
    package mutating func addStream(
        _ members: [PDFMember], _ content: some Collection<UInt8>, as promised: PDFReference? = nil
    ) -> PDFReference {
        let reference = promised ?? reserve()
        begin(reference)
        pending.append(.dictionary(members + [PDFMember("Length", .integer(content.count))]))
        pending.append("\nstream\n")
        pending.append(content)
        pending.append("\nendstream\nendobj\n")
        return reference
    }

    /// Writes a stream, compressed.
    package mutating func addCompressed(
        _ members: [PDFMember], _ content: [UInt8]
    ) throws(PDFError) -> PDFReference {
        addStream(members + [PDFMember("Filter", .name("FlateDecode"))], try Deflate.compress(content))
    }

    private mutating func begin(_ reference: PDFReference) {
        offsets[reference.number - 1] = byteCount
        pending.append("\(reference.number) 0 obj\n")
    }

    /// Ends the file. Promised objects that were never written become free.
    package mutating func finish(root: PDFReference, information: PDFReference) throws(PDFError) {
        guard byteCount <= Self.bytesMax, offsets.count <= Self.objectsMax else { throw .tooLarge }
        let start = byteCount
        pending.append("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n")
        for offset in offsets {
            let digits = String(offset ?? 0)
            pending.append(String(repeating: "0", count: 10 - digits.count) + digits)
            pending.append(offset == nil ? " 65535 f \n" : " 00000 n \n")
        }
        var whole = digest
        pending.bytes.withUnsafeBytes { whole.update($0) }
        let identifier = PDFValue.bytes(Array(whole.digest.bytes.prefix(16)))
        pending.append("trailer\n")
        pending.append(
            .dictionary([
                PDFMember("Size", .integer(offsets.count + 1)), PDFMember("Root", .reference(root)),
                PDFMember("Info", .reference(information)), PDFMember("ID", .array([identifier, identifier])),
            ]))
        pending.append("\nstartxref\n\(start)\n%%EOF\n")
    }
}
