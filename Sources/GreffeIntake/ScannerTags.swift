import GreffeCore

/// What the first page of a TIFF says of itself: the machine that made it and, in a fax, what its receiver knows of the
/// call. HylaFAX and other servers write it (TIFF 6.0, section 8; tags 326 to 328 of TIFF class F; 34908 to 34911 of
/// libtiff). Taken as said: whoever can write into the watch folder can write this too.
struct ScannerTags: Hashable {
    /// Maker and model, and in brackets the computer it was attached to.
    var device: String?
    /// Digits, with a plus: the number the sending machine gave (TSI), else the caller's line.
    var faxNumber: String?
    /// By the server's clock, ISO 8601 without a zone.
    var faxReceived: String?
    /// What the sender dialled behind the number, to reach one desk (ITU-T T.30, SUB).
    var faxSubaddress: String?

    /// No text of these tags is longer; what is longer is none of theirs.
    private static let textBytesMax: UInt64 = 1_024

    private enum Tag {
        static let description: UInt64 = 270, make: UInt64 = 271, model: UInt64 = 272, dateTime: UInt64 = 306
        static let hostComputer: UInt64 = 316, badLines: UInt64 = 326, badLinesInARow: UInt64 = 328
        static let receptionParameters: UInt64 = 34_908, subaddress: UInt64 = 34_909, sessionParameters: UInt64 = 34_911
        static let texts = [description, make, model, dateTime, hostComputer, subaddress]
    }

    /// Nil for what is no TIFF, cannot be read, or says nothing.
    init?(descriptor: Int32, size: Int64) {
        var bytes = ScanBytes(descriptor: descriptor, size: size)
        // A file that cannot be read is told of where it is examined; here nothing is learnt from it.
        guard let (texts, isFax) = try? Self.entries(&bytes) else { return nil }
        device = Self.device(make: texts[Tag.make], model: texts[Tag.model], host: texts[Tag.hostComputer])
        if isFax {
            // HylaFAX: the sender's number, then the caller's, each on its line.
            let lines = (texts[Tag.description] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            faxNumber = lines.prefix(2).lazy.compactMap { FaxFile.number(String($0)) }.first
            faxReceived = texts[Tag.dateTime].flatMap(FaxFile.time)
            faxSubaddress = texts[Tag.subaddress].flatMap(FaxFile.subaddress)
        }
        if self == Self() { return nil }
    }

    private init() {}

    /// The server's own record counts before a name made of it; what the site says of its machines counts before what
    /// they say.
    func complete(_ provenance: inout Provenance) {
        provenance.device = provenance.device ?? device
        provenance.faxNumber = faxNumber ?? provenance.faxNumber
        provenance.faxReceived = faxReceived ?? provenance.faxReceived
        provenance.faxSubaddress = faxSubaddress ?? provenance.faxSubaddress
    }

    // MARK: The directory

    /// The texts of the first directory, and whether it has a tag that only receivers of faxes write.
    private static func entries(
        _ bytes: inout ScanBytes
    ) throws(SystemError) -> (texts: [UInt64: String], isFax: Bool)? {
        guard let head = try bytes.exactly(4, at: 0).map(Array.init), head[0] == head[1],
            head[0] == 0x49 || head[0] == 0x4d
        else { return nil }
        let bigEndian = head[0] == 0x4d
        let version = ScanBytes.number(head[2..<4], bigEndian: bigEndian)
        guard version == 42 || version == 43 else { return nil }
        let (wide, entrySize): (Int, UInt64) = version == 43 ? (8, 20) : (4, 12)
        guard let start = try bytes.number(wide, at: version == 43 ? 8 : 4, bigEndian: bigEndian),
            start <= UInt64(bytes.size),
            let count = try bytes.number(version == 43 ? 8 : 2, at: start, bigEndian: bigEndian),
            count <= TIFFWalk.tagsMax
        else { return nil }
        let first = start + (version == 43 ? 8 : 2)
        var texts: [UInt64: String] = [:]
        var isFax = false
        for index in 0..<count {
            let entry = first + index * entrySize
            guard let tag = try bytes.number(2, at: entry, bigEndian: bigEndian),
                let type = try bytes.number(2, at: entry + 2, bigEndian: bigEndian),
                let length = try bytes.number(wide, at: entry + 4, bigEndian: bigEndian)
            else { return nil }
            isFax =
                isFax || (Tag.badLines...Tag.badLinesInARow).contains(tag)
                || (Tag.receptionParameters...Tag.sessionParameters).contains(tag)
            guard type == 2, Tag.texts.contains(tag), texts[tag] == nil, (1...textBytesMax).contains(length) else {
                continue
            }
            let place = entry + 4 + UInt64(wide)
            let isInline = length <= UInt64(wide)
            guard let offset = isInline ? place : try bytes.number(wide, at: place, bigEndian: bigEndian),
                let raw = try bytes.exactly(Int(length), at: offset)
            else { continue }
            texts[tag] = text(raw)
        }
        return (texts, isFax)
    }

    /// Up to the first zero; nil for what is no plain text.
    private static func text(_ raw: ArraySlice<UInt8>) -> String? {
        guard let text = String(validating: raw.prefix { $0 != 0 }, as: UTF8.self) else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy {
            $0 == "\n" || ($0.properties.generalCategory != .control && $0.properties.generalCategory != .format)
        }
        guard isPlain else { return nil }
        var trimmed = Substring(text)
        while let last = trimmed.last, last.isWhitespace { trimmed.removeLast() }
        while let first = trimmed.first, first == " " { trimmed.removeFirst() }
        return trimmed.isEmpty ? nil : String(trimmed).nfc
    }

    private static func device(make: String?, model: String?, host: String?) -> String? {
        let names = [make, model].compactMap { $0 }.filter { !$0.contains("\n") }
        guard let last = names.last else { return nil }
        // "Canon", "Canon DR-C225".
        var device = last.hasPrefix(names[0]) ? last : names.joined(separator: " ")
        if let host, !host.contains("\n") { device += " (\(host))" }
        return device.unicodeScalars.count <= Slip.textMax ? device : nil
    }
}
