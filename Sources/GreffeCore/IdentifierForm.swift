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
        text.folded.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    /// The normal form's shape: letters as `A`, digits as `9`.
    package static func shape(_ normalised: String) -> String {
        String(normalised.map { $0.isNumber ? "9" : $0.isLetter ? "A" : $0 })
    }

    private static func phone(_ text: String) -> String {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        let hasPlus = text.first { !$0.isWhitespace } == "+"
        for prefix in ["0033", "33"] where digits.hasPrefix(prefix) && (hasPlus || prefix == "0033") {
            let rest = digits.dropFirst(prefix.count)
            return rest.hasPrefix("0") ? String(rest) : "0" + rest
        }
        return digits
    }
}
