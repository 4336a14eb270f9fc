/// FNV-1a over 64 bits: the identity of a feature. A model holds hashes instead of spellings, so that it stays small,
/// says nothing of the letters it was made from, and is looked up without making a string. Not a defence against an
/// adversary.
struct FeatureHash: Hashable {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    init(_ kind: FeatureKind) { mix(kind.rawValue) }

    /// The hash of bare text, for the lexicon's tables.
    init() {}

    init(text: some StringProtocol) {
        for byte in text.utf8 { mix(byte) }
    }

    mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }

    mutating func mix(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes { mix(byte) }
    }

    mutating func mix(_ number: Int) {
        mix(UInt8(truncatingIfNeeded: number))
        mix(UInt8(truncatingIfNeeded: number >> 8))
    }
}

/// What a feature looks at; the raw value goes into its hash. A model made with other kinds has another recipe version.
enum FeatureKind: UInt8 {
    /// One to three words in a row, anywhere on the page.
    case words = 1
    /// One or two words in a row in a title or the subject line.
    case titleWords = 2
    /// The word a line begins with.
    case lineStart = 3
    /// Characters inside a word.
    case characters = 4
    /// A notion of the lexicon, anywhere.
    case notion = 5
    /// A notion in a title or the subject line.
    case titleNotion = 6
    /// Two notions a few words apart.
    case notionPair = 7
    /// A measure of the layout.
    case cue = 8
    /// A notion in the first sentences, where a letter says what it wants.
    case openingNotion = 9
    /// Two notions in one title.
    case titlePair = 10
}
