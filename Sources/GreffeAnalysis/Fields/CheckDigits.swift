import GreffeCore

/// Identifiers that carry their own proof.
enum CheckDigits {
    /// ISO 7064 mod 97-10 over an IBAN's rearranged text; also that its country has that length (SWIFT's registry).
    static func isIBAN(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 15, bytes.count <= 34, let length = ibanLengths[String(text.prefix(2))],
            length == bytes.count
        else { return false }
        var remainder = 0
        for byte in bytes[4...] + bytes[..<4] {
            switch byte {
            case 0x30...0x39: remainder = (remainder * 10 + Int(byte - 0x30)) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(byte - 0x41) + 10) % 97
            default: return false
            }
        }
        return remainder == 1
    }

    /// Length by country of the IBANs that letters in our languages carry.
    static let ibanLengths: [String: Int] = [
        "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
        "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
        "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24,
        "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26,
    ]

    /// The Luhn sum of SIREN and SIRET (INSEE); La Poste's establishments have a sum of digits divisible by five.
    static func isLuhn(_ digits: String) -> Bool {
        var sum = 0
        var plain = 0
        for (index, byte) in digits.utf8.reversed().enumerated() {
            guard (0x30...0x39).contains(byte) else { return false }
            let digit = Int(byte - 0x30)
            plain += digit
            let doubled = index.isMultiple(of: 2) ? digit : digit * 2
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        if sum.isMultiple(of: 10) { return digits.utf8.contains { $0 != 0x30 } }
        return digits.hasPrefix("356000000") && digits.utf8.count == 14 && plain.isMultiple(of: 5)
    }

    /// The two-digit key of a French VAT number over its SIREN.
    static func frenchKey(siren: String) -> String? {
        guard siren.utf8.count == 9, let number = Int(siren) else { return nil }
        return padded((12 + 3 * (number % 97)) % 97, 2)
    }

    /// What a VAT number proves about itself: true or false where its country's rule is known here, nil otherwise.
    static func vatProof(_ text: String) -> Bool? {
        let body = String(text.dropFirst(2))
        let digits = body.utf8.compactMap { (0x30...0x39).contains($0) ? Int($0 - 0x30) : nil }
        let isNumber = digits.count == body.utf8.count
        switch text.prefix(2) {
        case "FR":
            let siren = String(body.dropFirst(2))
            guard body.utf8.count == 11, siren.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
            // Keys with letters exist for the newest numbers; only the SIREN can then be checked.
            guard Int(body.prefix(2)) != nil else { return isLuhn(siren) }
            return isLuhn(siren) && frenchKey(siren: siren) == String(body.prefix(2))
        case "DE":
            guard isNumber, digits.count == 9 else { return false }
            var product = 10
            for digit in digits.prefix(8) {
                let sum = (digit + product) % 10
                product = (2 * (sum == 0 ? 10 : sum)) % 11
            }
            return (11 - product) % 10 == digits[8]
        case "BE":
            guard isNumber, digits.count == 10, let number = Int(body) else { return false }
            return 97 - (number / 100) % 97 == number % 100
        case "LU":
            guard isNumber, digits.count == 8, let number = Int(body) else { return false }
            return (number / 100) % 89 == number % 100
        case "IT": return isNumber && digits.count == 11 && isLuhn(body)
        default: return nil
        }
    }

    /// Whether a text has the form of a VAT number of a country whose mail we expect.
    static func hasVATForm(_ text: String) -> Bool {
        let body = text.dropFirst(2)
        let isNumber = body.utf8.allSatisfy { (0x30...0x39).contains($0) }
        switch text.prefix(2) {
        case "FR": return body.utf8.count == 11 && body.dropFirst(2).utf8.allSatisfy { (0x30...0x39).contains($0) }
        case "DE", "PT", "EL": return isNumber && body.utf8.count == 9
        case "BE": return isNumber && body.utf8.count == 10
        case "LU": return isNumber && body.utf8.count == 8
        case "IT": return isNumber && body.utf8.count == 11
        case "GB": return isNumber && (body.utf8.count == 9 || body.utf8.count == 12)
        case "AT": return body.hasPrefix("U") && body.utf8.count == 9
        case "NL": return body.utf8.count == 12 && body.dropFirst(9).hasPrefix("B")
        case "ES": return body.utf8.count == 9 && body.utf8.filter { (0x30...0x39).contains($0) }.count >= 7
        case "PL": return isNumber && body.utf8.count == 10
        case "IE":
            return (8...9).contains(body.utf8.count) && body.utf8.filter { (0x30...0x39).contains($0) }.count >= 6
        default: return false
        }
    }
}
