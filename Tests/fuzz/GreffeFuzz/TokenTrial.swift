import GreffeProof

/// What an authority for time-stamps may send. The first byte says what it is.
enum TokenTrial {
    static func attempt(_ bytes: [UInt8]) {
        let rest = Array(bytes.dropFirst())
        do throws(TimeStampError) {
            switch bytes.first {
            case UInt8(ascii: "c"): _ = try X509Certificate(bytes: rest)
            case UInt8(ascii: "l"): _ = try RevocationList(bytes: rest)
            case UInt8(ascii: "p"): _ = try TrustAnchors(pem: rest)
            default:
                let response = try TimeStampResponse(bytes: rest)
                let token = try response.granted()
                // Its own certificates as anchors: the path is then followed as far as it goes.
                let check = TimeStampCheck(anchors: TrustAnchors(token.certificates))
                try check.check(token, imprint: token.statement.imprint)
            }
        } catch { _ = error.description }
    }
}
