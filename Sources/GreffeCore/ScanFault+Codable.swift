/// As a flat object: `{"code":"reading.too-many-pixels","page":3,"limit":140000000}`.
extension ScanFault: Codable {
    private enum Key: String, CodingKey {
        case code, page, limit, language
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(code, forKey: .code)
        switch self {
        case .tooManyPages(let limit): try members.encode(limit, forKey: .limit)
        case .tooManyPixels(let page, let limit), .tooManyWords(let page, let limit):
            try members.encode(page, forKey: .page)
            try members.encode(limit, forKey: .limit)
        case .damaged(let page), .unsupported(let page): try members.encode(page, forKey: .page)
        case .modelMissing(let language): try members.encode(language, forKey: .language)
        case .encrypted, .portfolio, .noPages, .empty, .rasteriserMissing: break
        }
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        let code = try members.decode(String.self, forKey: .code)
        switch code {
        case "reading.encrypted": self = .encrypted
        case "reading.portfolio": self = .portfolio
        case "reading.no-pages": self = .noPages
        case "reading.empty": self = .empty
        case "reading.rasteriser-missing": self = .rasteriserMissing
        case "reading.too-many-pages": self = .tooManyPages(limit: try members.decode(Int.self, forKey: .limit))
        case "reading.too-many-pixels":
            self = .tooManyPixels(
                page: try members.decode(Int.self, forKey: .page), limit: try members.decode(Int.self, forKey: .limit))
        case "reading.too-many-words":
            self = .tooManyWords(
                page: try members.decode(Int.self, forKey: .page), limit: try members.decode(Int.self, forKey: .limit))
        case "reading.damaged": self = .damaged(page: try members.decode(Int.self, forKey: .page))
        case "reading.unsupported": self = .unsupported(page: try members.decode(Int.self, forKey: .page))
        case "reading.model-missing":
            let language = try members.decode(String.self, forKey: .language)
            guard (1...16).contains(language.utf8.count), language.utf8.allSatisfy({ (0x61...0x7a).contains($0) })
            else {
                throw DecodingError.dataCorruptedError(forKey: .language, in: members, debugDescription: "language")
            }
            self = .modelMissing(language: language)
        default:
            throw DecodingError.dataCorruptedError(forKey: .code, in: members, debugDescription: "unknown code")
        }
    }
}
