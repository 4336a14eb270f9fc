package import GreffeCore

/// What a file says about itself, twice: in its information dictionary and in XMP, which must agree (ISO 19005-2,
/// 6.6.3).
package struct PDFAbout: Hashable, Sendable {
    package let title: String
    /// Of the text, BCP 47: `fr`.
    package var language: String?
    package var producer = "greffe"
    /// Part of the digest; the same file again needs the same time. Nil leaves it out.
    package var created: Timestamp?

    package init(title: String, language: String? = nil, created: Timestamp? = nil) {
        (self.title, self.language, self.created) = (Self.printable(title), language, created)
    }

    /// Without what XML 1.0 does not allow: the two places must say the same.
    private static func printable(_ text: String) -> String {
        var printable = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{0}"..<"\u{20}", "\u{7f}", "\u{fffe}", "\u{ffff}": printable.append(" ")
            default: printable.append(scalar)
            }
        }
        return String(printable)
    }

    var information: PDFValue {
        var members = [PDFMember("Title", .text(title)), PDFMember("Producer", .text(producer))]
        if let created { members.append(PDFMember("CreationDate", .bytes(Array(Self.pdfDate(created).utf8)))) }
        return .dictionary(members)
    }

    /// The XMP packet (ISO 16684-1).
    /// - Parameter claim: the part and level of ISO 19005 the file keeps to; nil claims nothing.
    func metadata(claim: PDFClaim?) -> [UInt8] {
        var parts: [String] = []
        if let claim {
            parts.append(
                description(
                    "pdfaid", "http://www.aiim.org/pdfa/ns/id/",
                    "<pdfaid:part>\(claim.part)</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"))
        }
        parts.append(
            description(
                "dc", "http://purl.org/dc/elements/1.1/",
                """
                <dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">\
                \(XMLText.escaped(title))</rdf:li></rdf:Alt></dc:title>
                """))
        parts.append(
            description(
                "pdf", "http://ns.adobe.com/pdf/1.3/", "<pdf:Producer>\(XMLText.escaped(producer))</pdf:Producer>"))
        if let created {
            parts.append(
                description(
                    "xmp", "http://ns.adobe.com/xap/1.0/",
                    "<xmp:CreateDate>\(String(created.description.prefix(19)))Z</xmp:CreateDate>"))
        }
        let packet = """
            <?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/">
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            \(parts.joined(separator: "\n"))
            </rdf:RDF>
            </x:xmpmeta>
            <?xpacket end="r"?>
            """
        return Array(packet.utf8)
    }

    private func description(_ prefix: String, _ space: String, _ content: String) -> String {
        "<rdf:Description rdf:about=\"\" xmlns:\(prefix)=\"\(space)\">\(content)</rdf:Description>"
    }

    /// `D:20261122040500Z` of `2026-11-22T04:05:00.000Z`.
    private static func pdfDate(_ time: Timestamp) -> String {
        "D:" + time.description.prefix(19).filter { $0.isASCII && $0.isNumber } + "Z"
    }
}

/// The part of ISO 19005 a file says that it keeps to, always at level B: what is seen is preserved.
package enum PDFClaim: Hashable, Sendable {
    case a2b
    /// As 2b, with files of any kind attached.
    case a3b

    package var part: Int { self == .a2b ? 2 : 3 }
}
