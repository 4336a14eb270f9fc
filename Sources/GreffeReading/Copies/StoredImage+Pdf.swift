import GreffeCore
import GreffePDF

// Images out of PDF files: their streams as they are.

extension StoredImage {
    private static let imageFilters: Set<String> = [
        "/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/FlateDecode", "/LZWDecode",
        "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode",
    ]
    /// Filters that take bytes and give bytes: they may stand in front of another.
    private static let byteFilters: Set<String> = [
        "/FlateDecode", "/RunLengthDecode", "/ASCII85Decode", "/ASCIIHexDecode",
    ]
    private static let parametersKnown = [
        "K", "EndOfLine", "EncodedByteAlign", "Columns", "Rows", "EndOfBlock", "BlackIs1", "DamagedRowsBeforeError",
        "Predictor", "Colors", "BitsPerComponent", "ColorTransform",
    ]
    /// The largest colour profile seen has 3 MB.
    private static let profileBytesMax = 4 << 20

    /// Nil where the image cannot be said in the terms of PDF/A, or stands for more than its pixels (soft masks).
    /// - Parameters:
    ///   - ink: what a stencil mask paints with; only black will do.
    ///   - isLoading: false leaves the bytes out, to find out whether it could be done.
    init?(pdf object: PdfObject, ink: Double, isLoading: Bool) {
        guard let width = object["/Width"]?.integer, let height = object["/Height"]?.integer, width > 0, height > 0,
            width <= ScanDecoder.sideMax, height <= ScanDecoder.sideMax, object["/SMask"] == nil,
            object["/Mask"] == nil, object["/Alternates"] == nil, object["/SMaskInData"]?.integer ?? 0 == 0,
            object["/F"] == nil
        else { return nil }
        let filters = object["/Filter"]?.name.map { [$0] } ?? object["/Filter"]?.items()?.compactMap(\.name) ?? []
        guard filters.allSatisfy({ Self.imageFilters.contains($0) }),
            filters.dropLast().allSatisfy({ Self.byteFilters.contains($0) })
        else { return nil }
        let isMask = object["/ImageMask"]?.boolean == true
        guard !isMask || ink == 0 else { return nil }
        let isJpx = filters.last == "/JPXDecode"
        guard let colours = isMask ? .gray : Self.colours(object["/ColorSpace"], mayBeInside: isJpx) else { return nil }
        let bits = isMask ? 1 : object["/BitsPerComponent"]?.integer ?? (isJpx ? 8 : filters.isFax ? 1 : 0)
        guard [1, 2, 4, 8, 16].contains(bits) else { return nil }
        self.init(
            width: width, height: height, bits: bits, colours: colours,
            filters: filters.map { String($0.dropFirst()) }, content: [])
        guard takeDecode(object["/Decode"]) else { return nil }
        if case .cmyk = colours { keepsRules = false }
        // LZW is forbidden, and what has no filter needs one: the same samples, compressed again.
        if filters.isEmpty || filters.contains("/LZWDecode") {
            self.filters = ["FlateDecode"]
            guard isLoading else { return }
            guard let samples = object.stream(decoded: true),
                // No memory for it: the original's own pages are shown instead.
                let content = try? Deflate.compress(Array(samples.bytes))
            else { return nil }
            self.content = content
            return
        }
        guard takeParameters(object["/DecodeParms"], filters: filters.count) else { return nil }
        guard isLoading else { return }
        guard let stream = object.stream(decoded: false) else { return nil }
        content = Array(stream.bytes)
        // What is not looked into cannot be vouched for.
        if filters.count > 1 || filters == ["/ASCII85Decode"] || filters == ["/ASCIIHexDecode"]
            || filters == ["/RunLengthDecode"]
        {
            keepsRules = false
        }
        if filters == ["/FlateDecode"] { keepsRules = keepsRules && isWhole(object) }
        if filters == ["/JPXDecode"] { keepsRules = keepsRules && Jp2Header.keepsRules(content) }
        if filters == ["/DCTDecode"] { keepsRules = keepsRules && JpegFrame(content)?.components == count }
    }

    /// Whether a deflated stream comes out as all the samples there must be.
    private func isWhole(_ object: PdfObject) -> Bool {
        let bytesMin = (width * bits * count + 7) / 8 * height
        return (object.stream(decoded: true)?.bytes.count ?? 0) >= bytesMin
    }

    /// False for anything but the usual sense or its opposite.
    private mutating func takeDecode(_ decode: PdfObject?) -> Bool {
        guard let decode else { return true }
        guard let numbers = decode.numbers, numbers.count == 2 * count else { return false }
        if case .palette = colours { return numbers == [0, Double(1 << bits - 1)] }
        let plain = (0..<numbers.count).map { Double($0 % 2) }
        isInverted = numbers == plain.map { 1 - $0 }
        return isInverted || numbers == plain
    }

    private mutating func takeParameters(_ parameters: PdfObject?, filters: Int) -> Bool {
        guard let parameters else { return true }
        let all = parameters.items() ?? [parameters]
        // Those of the last filter only; others would have to be numbered through.
        guard all.count == filters || filters == 1, let last = all.last else { return false }
        guard all.dropLast().allSatisfy({ one in Self.parametersKnown.allSatisfy { one["/\($0)"] == nil } })
        else { return false }
        for key in Self.parametersKnown {
            guard let value = last["/\(key)"] else { continue }
            if let number = value.integer {
                self.parameters.append(PDFMember(key, .integer(number)))
            } else if let truth = value.boolean {
                self.parameters.append(PDFMember(key, .boolean(truth)))
            } else {
                return false
            }
        }
        if let stream = last["/JBIG2Globals"] {
            guard let bytes = stream.stream(decoded: true) else { return false }
            globals = Array(bytes.bytes)
        }
        return true
    }

    private static func colours(_ space: PdfObject?, mayBeInside: Bool) -> Colours? {
        guard let space else { return mayBeInside ? .inside : nil }
        switch space.name {
        case "/DeviceGray", "/G": return .gray
        case "/DeviceRGB", "/RGB": return .rgb
        case "/DeviceCMYK", "/CMYK": return .cmyk
        case .some: return nil
        case nil: break
        }
        guard let items = space.items(max: 4), let family = items.first?.name else { return nil }
        switch (family, items.count) {
        case ("/ICCBased", 2):
            guard let count = items[1]["/N"]?.integer, let bytes = items[1].stream(decoded: true),
                bytes.bytes.count <= profileBytesMax, isProfile(bytes.bytes, of: count)
            else { return nil }
            return .profile(Array(bytes.bytes), count: count)
        case ("/Indexed", 4):
            let isGray = items[1].name == "/DeviceGray"
            guard isGray || items[1].name == "/DeviceRGB",
                let table = items[3].string ?? items[3].stream(decoded: true).map({ Array($0.bytes) }),
                let last = items[2].integer, (0...255).contains(last)
            else { return nil }
            let size = (last + 1) * (isGray ? 1 : 3)
            return table.count >= size ? .palette(Array(table.prefix(size)), isGray: isGray) : nil
        default: return nil
        }
    }

    /// Whether it is an ICC profile that PDF 1.7 knows, for gray or RGB (ISO 19005-2, 6.2.4.2).
    private static func isProfile(_ bytes: UnsafeRawBufferPointer, of count: Int) -> Bool {
        guard bytes.count > 132, bytes[8] < 5, bytes[36..<40].elementsEqual("acsp".utf8),
            bytes.prefix(4).reduce(0, { $0 << 8 | Int($1) }) == bytes.count
        else { return false }
        let kind = String(decoding: bytes[12..<16], as: UTF8.self)
        let space = String(decoding: bytes[16..<20], as: UTF8.self)
        return ["mntr", "scnr", "prtr", "spac"].contains(kind)
            && ((count == 3 && space == "RGB ") || (count == 1 && space == "GRAY"))
    }
}

extension [String] {
    fileprivate var isFax: Bool { last == "/CCITTFaxDecode" || last == "/JBIG2Decode" }
}

/// The boxes of a JPEG 2000 file (ISO/IEC 15444-1, Annex I), as far as PDF/A looks at them (ISO 19005-2, 6.2.8.3).
enum Jp2Header {
    static func keepsRules(_ bytes: [UInt8]) -> Bool {
        func number(_ place: Int) -> Int { bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
        func box(_ place: Int, end: Int) -> (name: String, body: Range<Int>)? {
            guard place + 8 <= end else { return nil }
            let length = number(place) == 0 ? end - place : number(place)
            guard length >= 8, length <= end - place else { return nil }
            return (String(decoding: bytes[(place + 4)..<(place + 8)], as: UTF8.self), (place + 8)..<(place + length))
        }
        guard bytes.starts(with: [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a]) else { return false }
        var place = 12
        while let outer = box(place, end: bytes.count) {
            place = outer.body.upperBound
            guard outer.name == "jp2h" else { continue }
            var inner = outer.body.lowerBound
            var colours = 0
            while let part = box(inner, end: outer.body.upperBound) {
                inner = part.body.upperBound
                switch part.name {
                case "ihdr":
                    // Height, width, number of components, depth less one.
                    guard part.body.count == 14 else { return false }
                    let components = Int(bytes[part.body.lowerBound + 8]) << 8 | Int(bytes[part.body.lowerBound + 9])
                    guard components == 1 || components == 3, bytes[part.body.lowerBound + 10] & 0x7f < 38 else {
                        return false
                    }
                case "colr":
                    colours += 1
                    guard part.body.count >= 7, bytes[part.body.lowerBound] == 1 else { return false }
                    // sRGB, gray, sYCC.
                    guard [16, 17, 18].contains(number(part.body.lowerBound + 3)) else { return false }
                case "bpcc", "pclr", "cdef": return false
                default: break
                }
            }
            return colours == 1
        }
        return false
    }
}
