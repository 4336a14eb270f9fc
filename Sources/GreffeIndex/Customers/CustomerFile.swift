import Glibc
import GreffeCore

/// A customer export being read: encoding and separator found out, columns named, rows turned into customers.
struct CustomerFile {
    /// Columns we know, each by its name in the file.
    private enum Column: Int, CaseIterable {
        case customerNumber, kind, title, firstName, lastName, birthName, companyName, legalForm, site, address,
            postcode
        case city, phone, email, contracts, iban, siren, siret, vatId

        static let names = [
            "customer_number", "kind", "title", "first_name", "last_name", "birth_name", "company_name", "legal_form",
            "site", "address", "postcode", "city", "phone", "email", "contracts", "iban", "siren", "siret", "vat_id",
        ]
    }

    /// The longest company name a register allows is far shorter.
    private static let fieldBytesMax = 2_000
    private static let contractsMax = 500

    /// A row of the file: a customer with what unknown columns said, or what is wrong with it.
    enum Row {
        /// `aside` is a JSON object of the unknown columns, empty for none.
        case customer(Customer, aside: String, line: Int)
        case fault(CustomerImport.Fault)
    }

    let encoding: CustomerImport.Encoding
    let separator: Character
    /// Columns kept aside.
    let unknownColumns: [String]
    private let header: [String]
    /// The column each field belongs to; nil for one kept aside.
    private let places: [Column?]
    private var values: SeparatedValues

    /// - Throws: `.failed` where the file cannot be read, `.notCustomers` where its first line names no
    ///   `customer_number`.
    init(bytes: [UInt8]) throws(IndexError) {
        try self.init(name: "customers") { () throws(IndexError) in ByteSource(bytes: bytes) }
    }

    init(path: String) throws(IndexError) {
        try self.init(name: path) { () throws(IndexError) in try ByteSource(path: path) }
    }

    private init(name: String, open: () throws(IndexError) -> ByteSource) throws(IndexError) {
        var survey = EncodingSurvey()
        let first = try open()
        while case let chunk = try first.read(1 << 20), !chunk.isEmpty { survey.look(at: chunk) }
        guard let encoding = survey.encoding else {
            throw .notCustomers(path: name, detail: "the file is UTF-16; save it as UTF-8")
        }
        self.encoding = encoding
        let second = try open()
        let separator = survey.separator
        self.separator = Character(Unicode.Scalar(separator))
        values = SeparatedValues(separator: separator) { count throws(IndexError) in try second.read(count) }
        guard case .record(let record) = try values.next() else {
            throw .notCustomers(path: name, detail: "there is no header line")
        }
        header = record.fields.map { field in
            Self.text(field, encoding)?.folded.split { $0 == " " || $0 == "-" }.joined(separator: "_") ?? ""
        }
        guard header.contains("customer_number") else {
            throw .notCustomers(path: name, detail: "the first line names no column customer_number")
        }
        guard Set(header).count == header.count else {
            throw .notCustomers(path: name, detail: "the first line names a column twice")
        }
        places = header.map { Column.names.firstIndex(of: $0).flatMap(Column.init(rawValue:)) }
        unknownColumns = header.filter { !Column.names.contains($0) }
    }

    mutating func next() throws(IndexError) -> Row? {
        switch try values.next() {
        case nil: nil
        case .fault(let line, let reason): .fault(.init(line: line, reason: reason))
        case .record(let record): row(record)
        }
    }

    private func row(_ record: SeparatedValues.Record) -> Row {
        func fault(_ reason: String) -> Row { .fault(.init(line: record.line, reason: reason)) }
        guard record.fields.count == header.count else {
            return fault("\(record.fields.count) fields where the header has \(header.count)")
        }
        var texts = [String](repeating: "", count: Column.allCases.count)
        var aside: [String: CanonicalJSON] = [:]
        for (index, field) in record.fields.enumerated() where !field.isEmpty {
            guard field.count <= Self.fieldBytesMax else { return fault("\(header[index]) is too long") }
            guard !field.contains(where: Self.isControl) else {
                return fault("\(header[index]) holds a control character")
            }
            guard let text = Self.text(field, encoding) else {
                return fault("\(header[index]) is not \(encoding.rawValue)")
            }
            let trimmed = Self.trimmed(text)
            if trimmed.isEmpty { continue }
            if let column = places[index] {
                texts[column.rawValue] = trimmed
            } else {
                aside[header[index]] = .string(trimmed)
            }
        }
        texts[Column.customerNumber.rawValue].removeAll(where: \.isWhitespace)
        texts[Column.postcode.rawValue].removeAll(where: \.isWhitespace)
        guard !IdentifierForm.alphanumeric(texts[Column.customerNumber.rawValue]).isEmpty else {
            return fault("no customer_number")
        }
        let kind: Customer.Kind
        switch texts[Column.kind.rawValue].folded {
        case "person": kind = .person
        case "company": kind = .company
        case "": kind = texts[Column.lastName.rawValue].isEmpty ? .company : .person
        case let other: return fault("kind is neither person nor company: \(other.prefix(40))")
        }
        let name = kind == .person ? Column.lastName : .companyName
        guard !texts[name.rawValue].isEmpty else {
            return fault(kind == .person ? "a person without last_name" : "a company without company_name")
        }
        let customer = Self.customer(kind, texts)
        guard customer.contracts.count <= Self.contractsMax else {
            return fault("more than \(Self.contractsMax) contracts")
        }
        let json = aside.isEmpty ? "" : String(decoding: CanonicalJSON.object(aside).bytes, as: UTF8.self)
        return .customer(customer, aside: json, line: record.line)
    }

    private static func customer(_ kind: Customer.Kind, _ texts: [String]) -> Customer {
        func text(_ column: Column) -> String { texts[column.rawValue] }
        var customer = Customer(number: CustomerNumber(text(.customerNumber)), kind: kind)
        customer.title = text(.title)
        customer.firstName = text(.firstName)
        customer.lastName = text(.lastName)
        customer.birthName = text(.birthName)
        customer.companyName = text(.companyName)
        customer.legalForm = text(.legalForm)
        customer.site = text(.site)
        customer.address = text(.address)
        customer.postcode = text(.postcode)
        customer.city = text(.city)
        customer.phone = text(.phone)
        customer.email = text(.email)
        customer.contracts = text(.contracts).split(separator: " ").map(String.init)
        customer.iban = text(.iban)
        customer.siren = text(.siren)
        customer.siret = text(.siret)
        customer.vatId = text(.vatId)
        return customer
    }

    /// Line ends and tabs may stand inside a quoted field.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09 || byte == 0x7f
    }

    private static func text(_ field: ArraySlice<UInt8>, _ encoding: CustomerImport.Encoding) -> String? {
        if field.allSatisfy({ $0 < 0x80 }) { return String(decoding: field, as: UTF8.self) }
        switch encoding {
        case .utf8: return String(validating: field, as: UTF8.self)?.nfc
        case .windows1252: return Windows1252.text(field)
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isPlain = text.utf8.first != 0x20 && text.utf8.last != 0x20 && !text.utf8.contains { $0 < 0x20 }
        if isPlain { return text }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// Windows-1252, the superset of Latin-1 that spreadsheets write.
enum Windows1252 {
    /// 0x80 to 0x9F; the five bytes the code page leaves open are nil.
    private static let high: [Unicode.Scalar?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]

    /// Nil where a byte stands for nothing.
    static func text(_ bytes: some Sequence<UInt8>) -> String? {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            guard (0x80...0x9f).contains(byte) else {
                scalars.append(Unicode.Scalar(byte))
                continue
            }
            guard let scalar = high[Int(byte - 0x80)] else { return nil }
            scalars.append(scalar)
        }
        return String(scalars)
    }
}

/// One look over a file: is it UTF-8, and what parts its columns.
private struct EncodingSurvey {
    private var head: [UInt8] = []
    /// Multi-byte sequences of UTF-8 that are whole, and bytes that are part of none.
    private var sound = 0
    private var broken = 0
    private var pending = 0

    mutating func look(at chunk: [UInt8]) {
        if head.count < SeparatedValues.recordBytesMax {
            head += chunk.prefix(SeparatedValues.recordBytesMax - head.count)
        }
        for byte in chunk {
            if byte < 0x80 {
                if pending > 0 { broken += 1 }
                pending = 0
            } else if byte < 0xc0 {
                guard pending > 0 else {
                    broken += 1
                    continue
                }
                pending -= 1
                if pending == 0 { sound += 1 }
            } else {
                if pending > 0 { broken += 1 }
                pending = byte >= 0xf5 ? 0 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1
                if byte >= 0xf5 || byte < 0xc2 { broken += 1 }
            }
        }
    }

    /// Nil for UTF-16. A few broken bytes in a file of many sound sequences are faults of their rows, not another
    /// encoding.
    var encoding: CustomerImport.Encoding? {
        if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) { return nil }
        return broken == 0 || sound > broken * 10 ? .utf8 : .windows1252
    }

    /// The commonest of `;`, `,` and tab in the header line.
    var separator: UInt8 {
        let line = head.prefix { $0 != 0x0a }
        let counts = [UInt8(ascii: ";"), UInt8(ascii: ","), 0x09].map { sign in (sign, line.count { $0 == sign }) }
        return counts.max { $0.1 < $1.1 }.flatMap { $0.1 > 0 ? $0.0 : nil } ?? UInt8(ascii: ";")
    }
}

/// Bytes of a file, or given ones, in order.
private final class ByteSource {
    private let path: String
    private let file: UnsafeMutablePointer<FILE>?
    private var rest: ArraySlice<UInt8>

    init(bytes: [UInt8]) { (path, file, rest) = ("", nil, bytes[...]) }

    init(path: String) throws(IndexError) {
        guard let file = fopen(path, "re") else {
            throw .failed(path: path, detail: String(cString: strerror(errno)))
        }
        (self.path, self.file, rest) = (path, file, [])
    }

    deinit { if let file { fclose(file) } }

    func read(_ count: Int) throws(IndexError) -> [UInt8] {
        guard let file else {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let chunk = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = fread(buffer.baseAddress, 1, count, file)
        }
        guard chunk.count == count || ferror(file) == 0 else {
            throw .failed(path: path, detail: String(cString: strerror(errno)))
        }
        return chunk
    }
}
