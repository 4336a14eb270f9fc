@_spi(_Unicode) import Swift

// The standard library normalises without Foundation and its 41 MB of ICU, through this SPI; a toolchain that drops it
// fails the build, not the archive.

extension String {
    /// Unicode Normalization Form C, the form bodies are written in.
    package var nfc: String {
        var scalars = UnicodeScalarView()
        scalars.append(contentsOf: _nfc)
        return String(scalars)
    }

    /// The form text is compared and searched in: lower case, no accents, `œ` as `oe`, `ß` as `ss`, ligatures and
    /// typographic quotes and dashes spelled out. `dégât`, `DEGAT` and `degât` fold to the same; so do `œuvre` and
    /// `oeuvre`.
    package var folded: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return lowercased() }
        return foldedByTable ?? foldedByRule
    }

    /// Western European text, folded letter by letter: a scalar of these folds by itself to the same, whatever stands
    /// beside it, since none combines with another and no lower case depends on a neighbour. Ten times as fast.
    private var foldedByTable: String? {
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x41...0x5a: output.append(UInt8(scalar.value + 0x20))
            case 0..<0x80: output.append(UInt8(scalar.value))
            case 0x80..<0x250: output += Self.folds[Int(scalar.value) - 0x80]
            case 0x2000..<0x20D0: output += Self.folds[Int(scalar.value) - 0x2000 + 0x1D0]
            default: return nil
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Latin up to U+024F, then punctuation, currencies and letter-like signs from U+2000 to U+20CF.
    private static let folds: [[UInt8]] = [0x80..<0x250, 0x2000..<0x20D0].flatMap { (values: Range<UInt32>) in
        values.map { value in
            Unicode.Scalar(value).map { Array(String($0).foldedByRule.utf8) } ?? []
        }
    }

    private var foldedByRule: String {
        var output = UnicodeScalarView()
        for scalar in lowercased()._nfd {
            if let spelled = Self.spelledOut[scalar] {
                output.append(contentsOf: spelled.unicodeScalars)
            } else if scalar.properties.generalCategory != .nonspacingMark {
                output.append(scalar)
            }
        }
        return String(output)
    }

    private static let spelledOut: [Unicode.Scalar: String] = [
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "\u{FB00}": "ff", "\u{FB01}": "fi", "\u{FB02}": "fl", "\u{FB03}": "ffi", "\u{FB04}": "ffl",
        "\u{2018}": "'", "\u{2019}": "'", "\u{201A}": "'", "\u{00B4}": "'", "\u{02BC}": "'",
        "\u{201C}": "\"", "\u{201D}": "\"", "\u{201E}": "\"", "\u{00AB}": "\"", "\u{00BB}": "\"",
        "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-", "\u{2014}": "-", "\u{2212}": "-",
        "\u{00AD}": "", "\u{00A0}": " ", "\u{202F}": " ", "\u{2009}": " ",
    ]
}
