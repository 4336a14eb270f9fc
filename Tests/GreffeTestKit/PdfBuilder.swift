package import Foundation

/// A PDF put together object by object, as the makers of scanners do, and as people do who mean harm.
package struct PdfBuilder {
    private var objects: [Data] = [Data(), Data()]
    private var pages: [Int] = []
    /// More of the catalog: `/Collection …`.
    package var catalog = ""

    package init() {}

    /// - Returns: how others refer to it.
    package mutating func add(_ body: String) -> String { add(Data(body.utf8)) }

    package mutating func addStream(_ entries: String, _ content: some Collection<UInt8>) -> String {
        add(Data("<< \(entries) /Length \(content.count) >>\nstream\n".utf8) + Data(content) + Data("\nendstream".utf8))
    }

    private mutating func add(_ body: Data) -> String {
        objects.append(body)
        return "\(objects.count) 0 R"
    }

    /// - Parameters:
    ///   - size: in points; A4 unless told.
    ///   - more: further entries of the page: `/Rotate 90`.
    package mutating func addPage(
        _ content: String, resources: String, size: (Double, Double) = (595, 842), more: String = ""
    ) {
        let stream = addStream("", Array(content.utf8))
        let page = add(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(size.0) \(size.1)] /Contents \(stream) "
                + "/Resources << \(resources) >> \(more) >>")
        pages.append(Int(page.prefix { $0 != " " }) ?? 0)
    }

    package static let helvetica = "/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"

    /// A page of lines in Helvetica, the first line 70 points below the top.
    package mutating func addText(
        _ lines: [String], size: Double = 12, before: String = "", after: String = "", more: String = ""
    ) {
        addPage(
            before + Self.text(lines, size: size) + after, resources: "/Font << /F1 << \(Self.helvetica) >> >>",
            more: more)
    }

    package static func text(_ lines: [String], size: Double = 12, top: Double = 770, mode: Int = 0) -> String {
        let shown = lines.map { line in
            let codes = line.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3f }
            return "<" + codes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                + "> Tj 0 -\(size * 1.6) Td"
        }
        return "BT \(mode) Tr /F1 \(size) Tf 70 \(top) Td \(shown.joined(separator: "\n")) ET\n"
    }

    package func bytes() -> Data {
        var objects = objects
        objects[0] = Data("<< /Type /Catalog /Pages 2 0 R \(catalog) >>".utf8)
        let kids = pages.map { "\($0) 0 R" }.joined(separator: " ")
        objects[1] = Data("<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>".utf8)
        var file = Data("%PDF-1.7\n".utf8)
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(file.count)
            file += Data("\(index + 1) 0 obj\n".utf8) + object + Data("\nendobj\n".utf8)
        }
        let table = file.count
        let rows = places.map { String(repeating: "0", count: 10 - String($0).count) + "\($0) 00000 n \n" }.joined()
        file += Data("xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(rows)".utf8)
        file += Data("trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n".utf8)
        return file
    }

    package func write(to path: String) throws { try bytes().write(to: URL(fileURLWithPath: path)) }
}
