import Foundation

/// Rules of ISO 19005-2 and -3, level B, as far as our own files can break them, checked on what another program (qpdf)
/// finds in the file, and on its raw bytes. Written from the standard, knowing nothing of the writer.
package struct PDFRules {
    /// What is wrong, each with the clause; empty when nothing was found.
    package private(set) var faults: [String] = []
    /// The part of ISO 19005 that the file claims; nil for none.
    package private(set) var part: Int?
    package private(set) var pageCount = 0
    /// What `FlateDecode` and the like undo to, by object.
    private var objects: [String: JSONTree] = [:]
    private var contents: [String: [UInt8]] = [:]
    private var raw: [UInt8] = []

    /// Filters that ISO 19005-2, 6.1.7.2 lets be: all but LZW and encryption.
    private static let filters: Set<String> = [
        "/FlateDecode", "/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode",
        "/ASCIIHexDecode", "/ASCII85Decode",
    ]
    /// Annotations aside, what 6.5 and 6.6 forbid anywhere.
    private static let keysForbidden: Set<String> = [
        "/JS", "/JavaScript", "/AA", "/OpenAction", "/Encrypt", "/XFA", "/NeedsRendering", "/OPI", "/Alternates",
        "/PS", "/TR", "/HTP", "/Requirements", "/AlternatePresentations", "/Ref", "/Launch",
    ]

    package init(_ path: String) throws {
        raw = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        checkBytes()
        let outcome = try Program(path: "/usr/bin/qpdf").run([
            "--json=2", "--json-stream-data=inline", "--decode-level=generalized", path,
        ])
        guard outcome.status == 0 else {
            faults.append("qpdf: \(outcome.errors)")
            return
        }
        let tree = try JSONDecoder().decode(JSONTree.self, from: Data(outcome.output.utf8))
        guard let halves = tree["qpdf"].array, halves.count == 2, let found = halves[1].members else {
            faults.append("qpdf: no objects")
            return
        }
        objects = found
        for (name, object) in found {
            if let data = object["stream"]["data"].text { contents[name] = Data(base64Encoded: data).map { Array($0) } }
        }
        let trailer = found["trailer"]?["value"] ?? .null
        let catalog = resolve(trailer["/Root"])
        check("6.1.3 the trailer has an ID of two texts", trailer["/ID"].array?.count == 2)
        check("6.1.3 not encrypted", trailer["/Encrypt"] == .null)
        checkEverywhere()
        checkMetadata(catalog, resolve(trailer["/Info"]))
        checkIntent(catalog)
        checkPages(catalog)
        checkAttachments(catalog)
    }

    private mutating func check(_ rule: String, _ holds: Bool) { if !holds { faults.append(rule) } }

    /// The object that a value points at, or the value itself.
    private func resolve(_ value: JSONTree) -> JSONTree {
        guard let text = value.text, text.hasSuffix(" R"), let object = objects["obj:\(text)"] else { return value }
        return object["value"] == .null ? object["stream"]["dict"] : object["value"]
    }

    private func content(_ value: JSONTree) -> [UInt8] { value.text.flatMap { contents["obj:\($0)"] } ?? [] }

    // MARK: Bytes

    private mutating func checkBytes() {
        let head = raw.prefix(9)
        check("6.1.2 begins %PDF-1.n", head.starts(with: Array("%PDF-1.".utf8)) && head.last == 0x0a)
        let comment = raw.dropFirst(9).prefix(5)
        check(
            "6.1.2 a comment of four bytes above 127",
            comment.first == 0x25 && comment.dropFirst().allSatisfy { $0 > 127 })
        check("6.1.3 nothing behind %%EOF", raw.suffix(6).elementsEqual(Array("%%EOF\n".utf8)))
        check("6.1.3 one end", String(decoding: raw, as: UTF8.self).components(separatedBy: "%%EOF").count == 2)
    }

    // MARK: Every object

    private mutating func checkEverywhere() {
        for (name, object) in objects.sorted(by: { $0.key < $1.key }) {
            walk(object, at: name)
            guard let dictionary = object["stream"]["dict"].members.map({ JSONTree.object($0) }) else { continue }
            check("6.1.7 \(name): no outside streams", dictionary["/F"] == .null && dictionary["/FFilter"] == .null)
            let named = dictionary["/Filter"].array ?? [dictionary["/Filter"]]
            let allowed = named.allSatisfy { $0 == .null || Self.filters.contains($0.text ?? "?") }
            check("6.1.7.2 \(name): filters", allowed)
            if dictionary["/Subtype"].text == "/Image" { checkImage(dictionary, name) }
        }
    }

    private mutating func walk(_ value: JSONTree, at name: String) {
        if let members = value.members {
            for (key, value) in members {
                check("6.5, 6.6 \(name): \(key)", !Self.keysForbidden.contains(key))
                if key == "/BM" { check("6.2.10 \(name): blend mode", value.text == "/Normal") }
                if key == "/SMask" { check("6.2.10 \(name): transparency", value == .null || value.text == "/None") }
                if key == "/S" {
                    check("6.2.10 \(name): transparency group", value.text != "/Transparency")
                    check("6.5.1 \(name): actions", !["/JavaScript", "/Launch", "/SubmitForm"].contains(value.text))
                }
                walk(value, at: name)
            }
        }
        for value in value.array ?? [] { walk(value, at: name) }
    }

    private mutating func checkImage(_ image: JSONTree, _ name: String) {
        check(
            "6.2.8 \(name): interpolation", image["/Interpolate"] == .null || image["/Interpolate"] == .boolean(false))
        let space = resolve(image["/ColorSpace"])
        let family = space.text ?? space.array?.first?.text ?? "none"
        check(
            "6.2.4 \(name): colour space \(family)",
            ["/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB", "/Lab", "/ICCBased", "/Indexed"].contains(family)
                || (family == "none"
                    && (image["/Filter"].text == "/JPXDecode" || image["/ImageMask"] == .boolean(true)))
        )
        if family == "/ICCBased", let profile = space.array?.last {
            let count = resolve(profile)["/N"]
            let bytes = content(profile)
            check("6.2.4.2 \(name): profile", Self.components(ofProfile: bytes).map { .number(Double($0)) } == count)
        }
    }

    /// Colours of an ICC profile that may be used; nil for what is none.
    private static func components(ofProfile bytes: [UInt8]) -> Int? {
        guard bytes.count > 132, bytes[36..<40].elementsEqual("acsp".utf8), bytes[8] < 5,
            bytes.prefix(4).reduce(0, { $0 << 8 | Int($1) }) == bytes.count
        else { return nil }
        switch String(decoding: bytes[16..<20], as: UTF8.self) {
        case "GRAY": return 1
        case "RGB ": return 3
        case "CMYK": return 4
        default: return nil
        }
    }

    // MARK: The document

    private mutating func checkMetadata(_ catalog: JSONTree, _ information: JSONTree) {
        let stream = resolve(catalog["/Metadata"])
        check("6.6.2.1 XMP metadata", stream["/Subtype"].text == "/XML")
        let packet = String(decoding: content(catalog["/Metadata"]), as: UTF8.self)
        check(
            "6.6.2.1 the packet's head",
            packet.hasPrefix("<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"))
        check(
            "6.6.2.1 the packet's end",
            packet.hasSuffix("<?xpacket end=\"r\"?>") || packet.hasSuffix("<?xpacket end=\"w\"?>"))
        check("6.6.2.1 the packet is XML", XMLCheck.isWellFormed(packet))
        part = Self.element("pdfaid:part", in: packet).flatMap(Int.init)
        if part != nil { check("6.6.4 level B", Self.element("pdfaid:conformance", in: packet) == "B") }
        let title = Self.element("dc:title", in: packet).flatMap { Self.element("rdf:li", in: $0) }
        check("6.6.3 one title", Self.text(information["/Title"]) == title.map(Self.unescaped))
        check(
            "6.6.3 one producer",
            Self.text(information["/Producer"]) == Self.element("pdf:Producer", in: packet).map(Self.unescaped))
        let date = Self.text(information["/CreationDate"])?.filter(\.isNumber)
        check("6.6.3 one date", date == Self.element("xmp:CreateDate", in: packet)?.filter(\.isNumber))
    }

    private mutating func checkIntent(_ catalog: JSONTree) {
        let intents = (catalog["/OutputIntents"].array ?? []).map { resolve($0) }
        let ours = intents.filter { $0["/S"].text == "/GTS_PDFA1" }
        check("6.2.3 one output intent", ours.count == 1)
        guard let intent = ours.first else { return }
        check("6.2.3 the intent is named", intent["/OutputConditionIdentifier"].text != nil)
        let profile = content(intent["/DestOutputProfile"])
        check("6.2.3 an RGB profile", Self.components(ofProfile: profile) == 3)
        let kind = profile.count > 16 ? String(decoding: profile[12..<16], as: UTF8.self) : ""
        check("6.2.3 a display's or printer's profile", kind == "mntr" || kind == "prtr")
    }

    private mutating func checkPages(_ catalog: JSONTree) {
        let pages = objects.values.map { $0["value"] }.filter { $0["/Type"].text == "/Page" }
        pageCount = pages.count
        check("pages are counted", resolve(catalog["/Pages"])["/Count"] == .number(Double(pages.count)))
        for page in pages {
            let box = page["/MediaBox"].array?.compactMap(\.number) ?? []
            let isSized =
                box.count == 4 && (3...14_400).contains(box[2] - box[0]) && (3...14_400).contains(box[3] - box[1])
            check("6.1.13 page size", isSized)
            check("6.2.10 page group", page["/Group"] == .null)
            check("6.3 annotations", page["/Annots"] == .null)
            for (_, font) in resolve(page["/Resources"])["/Font"].members ?? [:] { checkFont(resolve(font)) }
            let streams: [JSONTree] = page["/Contents"].array ?? [page["/Contents"]]
            let text = streams.map { content($0) }.joined(separator: [0x0a])
            checkContent(String(decoding: Array(text), as: UTF8.self))
        }
    }

    private mutating func checkFont(_ font: JSONTree) {
        check("6.2.11.3 composite fonts only", font["/Subtype"].text == "/Type0")
        check("6.2.11.7 ToUnicode", !content(font["/ToUnicode"]).isEmpty)
        check("6.2.11.3.3 encoding", font["/Encoding"].text == "/Identity-H")
        let descendant = resolve(font["/DescendantFonts"].array?.first ?? .null)
        check("6.2.11.3.2 CIDToGIDMap", descendant["/CIDToGIDMap"] != .null)
        check("6.2.11.3.1 CIDSystemInfo", descendant["/CIDSystemInfo"]["/Ordering"].text == "u:Identity")
        let descriptor = resolve(descendant["/FontDescriptor"])
        let file = content(descriptor["/FontFile2"])
        check("6.2.11.4 embedded", file.starts(with: [0, 1, 0, 0]))
        check(
            "6.2.11.4 one name",
            descriptor["/FontName"] == font["/BaseFont"] && descendant["/BaseFont"] == font["/BaseFont"])
        if let map = descendant["/W"].array { checkWidths(map, file) }
    }

    /// 6.2.11.5: the widths stated are those of the font, to a thousandth of the em.
    private mutating func checkWidths(_ stated: [JSONTree], _ file: [UInt8]) {
        func number(_ place: Int, _ count: Int) -> Int {
            place + count <= file.count ? file[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) } : 0
        }
        var tables: [String: Int] = [:]
        for index in 0..<number(4, 2) where 28 + 16 * index <= file.count {
            tables[String(decoding: file[(12 + 16 * index)..<(16 + 16 * index)], as: UTF8.self)] = number(
                20 + 16 * index, 4)
        }
        guard let head = tables["head"], let hmtx = tables["hmtx"], let hhea = tables["hhea"] else {
            faults.append("6.2.11.4 the font's tables")
            return
        }
        let (em, wide) = (Double(number(head + 18, 2)), number(hhea + 34, 2))
        for index in stride(from: 0, to: stated.count - 1, by: 2) {
            for (step, width) in (stated[index + 1].array ?? []).enumerated() {
                let glyph = Int(stated[index].number ?? 0) + step
                let real = Double(number(hmtx + 4 * min(glyph, wide - 1), 2)) * 1000 / em
                check("6.2.11.5 width of \(glyph)", abs(real - (width.number ?? -1)) <= 1)
            }
        }
    }

    /// 6.2.2: operators of ISO 32000 only, balanced, and no glyph 0 (6.2.11.8).
    private mutating func checkContent(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        check("6.1.13 q and Q are balanced", words.count { $0 == "q" } == words.count { $0 == "Q" })
        check("6.2.2 BT and ET are balanced", words.count { $0 == "BT" } == words.count { $0 == "ET" })
        for word in words where word.hasPrefix("<") && word.hasSuffix(">") && !word.hasPrefix("<<") {
            let digits = Array(word.dropFirst().dropLast())
            let codes = stride(from: 0, to: digits.count - digits.count % 4, by: 4).map {
                String(digits[$0..<($0 + 4)])
            }
            check("6.2.11.8 no glyph is missing", !codes.contains("0000"))
        }
    }

    private mutating func checkAttachments(_ catalog: JSONTree) {
        let names = resolve(resolve(catalog["/Names"])["/EmbeddedFiles"])["/Names"].array ?? []
        let files = stride(from: 1, to: names.count, by: 2).map { resolve(names[$0]) }
        guard !files.isEmpty else { return }
        check("19005-3 attachments of any kind", part == 3)
        check("19005-3 6.8 associated files", catalog["/AF"].array?.count == files.count)
        for file in files {
            let stream = resolve(file["/EF"]["/F"])
            check("19005-3 6.8 the relation is stated", file["/AFRelationship"].text != nil)
            check("19005-3 6.8 names", file["/F"].text != nil && file["/UF"].text != nil)
            check("19005-3 6.8 media type", stream["/Subtype"].text != nil)
        }
    }

    // MARK: Texts

    private static func element(_ name: String, in packet: String) -> String? {
        guard let start = packet.range(of: "<\(name)"),
            let open = packet[start.upperBound...].firstIndex(of: ">"),
            let end = packet.range(of: "</\(name)>", range: open..<packet.endIndex)
        else { return nil }
        return String(packet[packet.index(after: open)..<end.lowerBound])
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
            .reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }

    /// As qpdf writes texts: `u:` and UTF-8.
    private static func text(_ value: JSONTree) -> String? {
        value.text.map { $0.hasPrefix("u:") ? String($0.dropFirst(2)) : $0 }
    }
}

/// Any JSON.
enum JSONTree: Hashable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case list([JSONTree])
    case object([String: JSONTree])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let truth = try? value.decode(Bool.self) {
            // Each attempt but one fails: that is how a decoder is asked what it has.
            self = .boolean(truth)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let list = try? value.decode([JSONTree].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONTree].self))
        }
    }

    subscript(key: String) -> JSONTree { members?[key] ?? .null }

    var members: [String: JSONTree]? { if case .object(let members) = self { members } else { nil } }
    var array: [JSONTree]? { if case .list(let list) = self { list } else { nil } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
}

/// Whether tags open and close in order: as much of XML as an XMP packet of ours has.
private enum XMLCheck {
    static func isWellFormed(_ text: String) -> Bool {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            guard let end = rest[start...].firstIndex(of: ">") else { return false }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("?") || tag.hasSuffix("/") { continue }
            let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace }
            if tag.hasPrefix("/") {
                guard open.popLast() == name else { return false }
            } else {
                open.append(name)
            }
        }
        return open.isEmpty
    }
}
