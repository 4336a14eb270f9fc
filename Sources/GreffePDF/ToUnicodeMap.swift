/// The way from two-byte codes back to characters (ISO 32000-1, 9.10.3), so that text can be searched and copied.
package enum ToUnicodeMap {
    /// Entries a block may have.
    private static let blockMax = 100

    package static let identitySystem = PDFValue.dictionary([
        PDFMember("Registry", .bytes(Array("Adobe".utf8))), PDFMember("Ordering", .bytes(Array("Identity".utf8))),
        PDFMember("Supplement", .integer(0)),
    ])

    package static func bytes(_ characters: [Int: Unicode.Scalar]) -> [UInt8] {
        var map = PDFText()
        map.append(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange

            """)
        let codes = characters.keys.sorted()
        for start in stride(from: 0, to: codes.count, by: blockMax) {
            let block = codes[start..<min(codes.count, start + blockMax)]
            map.append("\(block.count) beginbfchar\n")
            for code in block {
                guard let scalar = characters[code] else { continue }
                map.append(.bytes([UInt8(code >> 8 & 255), UInt8(code & 255)]))
                map.append(" ")
                map.append(.bytes(String(scalar).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }))
                map.append("\n")
            }
            map.append("endbfchar\n")
        }
        map.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
        return map.bytes
    }
}
