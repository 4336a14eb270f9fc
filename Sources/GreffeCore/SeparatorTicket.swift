/// What a separator sheet of ours says in its QR code and its Code 128: that it is one, perhaps what lies behind it,
/// and a check value over all of it. One line of ASCII:
///
///     greffe/sep/1 class=claim channel=letters customer=40718352 5f1c09aa
///
/// Any other code on any page is foreign and separates nothing.
package struct SeparatorTicket: Hashable, Sendable, Codable {
    package static let prefix = "greffe/sep/1"

    /// What the mailroom sorted the letters behind the sheet as.
    package var letterClass: LetterClass?
    package var channel: String?
    package var customer: CustomerNumber?

    /// Nil where channel or customer have signs a code cannot carry.
    package init?(letterClass: LetterClass? = nil, channel: String? = nil, customer: CustomerNumber? = nil) {
        guard [channel, customer?.value].allSatisfy({ $0.map(Self.isPlain) ?? true }) else { return nil }
        (self.letterClass, self.channel, self.customer) = (letterClass, channel, customer)
    }

    /// Nil unless it is exactly what `text` writes: one sign wrong, and it is no ticket of ours.
    package init?(text: String) {
        guard text.utf8.count <= Self.bytesMax else { return nil }
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 2, words.removeFirst() == Self.prefix else { return nil }
        words.removeLast()
        var said: [String: String] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, said.updateValue(parts[1], forKey: parts[0]) == nil else { return nil }
        }
        let letterClass = said["class"].flatMap(LetterClass.init(rawValue:))
        self.init(letterClass: letterClass, channel: said["channel"], customer: said["customer"].map { .init($0) })
        guard self.text == text else { return nil }
    }

    package var text: String {
        var words = [Self.prefix]
        if let letterClass { words.append("class=\(letterClass.rawValue)") }
        if let channel { words.append("channel=\(channel)") }
        if let customer { words.append("customer=\(customer)") }
        let said = words.joined(separator: " ")
        return said + " " + Self.check(said)
    }

    /// Longer, and the bars of a Code 128 across an A4 page are too fine for a fax.
    package static let bytesMax = 80
    private static let valueBytesMax = 24

    /// The first 32 bits of SHA-256: of four thousand million foreign codes that begin like ours, one would pass.
    private static func check(_ said: String) -> String {
        String(Sha256Digest.of(Array(said.utf8)).hex.prefix(8))
    }

    private static func isPlain(_ value: String) -> Bool {
        (1...valueBytesMax).contains(value.utf8.count)
            && value.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                    || [0x2d, 0x2e, 0x2f, 0x5f].contains(byte)
            }
    }
}

/// How a page was known as a separator sheet.
package struct SeparatorMark: Hashable, Sendable, Codable {
    package enum Sign: String, Hashable, Sendable, Codable, CaseIterable {
        /// The text of a sheet of ours, check value and all.
        case ticket
        /// A patch code, whichever: upside down, T looks like III.
        case patch
        /// The code `PATCHT`, which sheets of other programs carry.
        case code
        /// What is printed on it.
        case words
    }

    package var signs: [Sign]
    package var ticket: SeparatorTicket?
    /// A sheet of ours whose codes cannot be read: what it says of the letter behind it is not known.
    package var isDamaged: Bool

    package init(signs: [Sign], ticket: SeparatorTicket? = nil, isDamaged: Bool = false) {
        (self.signs, self.ticket, self.isDamaged) = (signs, ticket, isDamaged)
    }
}

/// Kodak's patch codes (A-61599): four bars across a sheet, two of them wide.
package enum PatchCode: String, Hashable, Sendable, CaseIterable {
    case one = "I"
    case two = "II"
    case three = "III"
    case four = "IV"
    case six = "VI"
    case transfer = "T"

    /// The bars from the leading edge on; true is a wide one.
    package var bars: [Bool] {
        switch self {
        case .one: [true, true, false, false]
        case .two: [true, false, false, true]
        case .three: [true, false, true, false]
        case .four: [false, true, true, false]
        case .six: [false, false, true, true]
        case .transfer: [false, true, false, true]
        }
    }
}
