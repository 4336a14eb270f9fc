/// The one normal form identifiers are compared in: upper-case letters and digits only, accents gone; phone numbers as
/// national digits (`+33 6 39 98 64 95` and `06.39.98.64.95` are the same), e-mail addresses lower-case whole.
package enum IdentifierForm {
    package static func normalise(_ text: some StringProtocol, as kind: IdentifierKind) -> String {
        switch kind {
        case .email: String(text).folded.filter { !$0.isWhitespace }
        case .phone: phone(String(text))
        default: alphanumeric(String(text))
        }
    }

    package static func alphanumeric(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.folded.utf8 {
            switch byte {
            case 0x30...0x39: output.append(byte)
            case 0x61...0x7a: output.append(byte - 0x20)
            default: break
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The normal form's shape: letters as `A`, digits as `9`.
    package static func shape(_ normalised: String) -> String { shape(normalised, keepingPrefix: 0) }

    /// The shape with up to `keepingPrefix` leading letters as they are: `MRH99999999`.
    package static func shape(_ normalised: String, keepingPrefix: Int) -> String {
        var output: [UInt8] = []
        var isPrefix = true
        for byte in normalised.utf8 {
            let isLetter = (0x41...0x5a).contains(byte)
            if !isLetter || output.count >= keepingPrefix { isPrefix = false }
            if isPrefix || !(isLetter || (0x30...0x39).contains(byte)) {
                output.append(byte)
            } else {
                output.append(isLetter ? 0x41 : 0x39)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Customers' numbers of each kind in normal form, empty ones left out.
    package static func all(of customer: Customer) -> [(kind: IdentifierKind, value: String)] {
        let columns: [(IdentifierKind, [String])] = [
            (.customerNumber, [customer.number.value]), (.contract, customer.contracts), (.phone, [customer.phone]),
            (.email, [customer.email]), (.iban, [customer.iban]), (.siren, [customer.siren]),
            (.siret, [customer.siret]), (.vatId, [customer.vatId]),
        ]
        return columns.flatMap { kind, values in
            values.map { (kind: kind, value: normalise($0, as: kind)) }.filter { !$0.value.isEmpty }
        }
    }

    private static func phone(_ text: String) -> String {
        var digits = text.utf8.filter { (0x30...0x39).contains($0) }
        let hasPlus = text.utf8.first { $0 != 0x20 } == UInt8(ascii: "+")
        let isInternational = hasPlus || digits.starts(with: [0x30, 0x30])
        if digits.starts(with: [0x30, 0x30]) { digits.removeFirst(2) }
        guard isInternational else { return String(decoding: digits, as: UTF8.self) }
        guard digits.starts(with: [0x33, 0x33]) else { return String(decoding: digits, as: UTF8.self) }
        digits.removeFirst(2)
        if digits.first != 0x30 { digits.insert(0x30, at: 0) }
        return String(decoding: digits, as: UTF8.self)
    }
}
