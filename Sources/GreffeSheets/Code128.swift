/// Code 128 (ISO/IEC 15417), code set B: ASCII as bars and gaps.
package enum Code128 {
    /// Thicknesses in modules, a bar first, bars and gaps in turn; nil for text that is not printable ASCII.
    package static func modules(of text: String) -> [Int]? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else { return nil }
        let values = [startB] + text.utf8.map { Int($0) - 0x20 }
        // The start counts once, each character as often as its place says.
        let check = values.enumerated().reduce(0) { $0 + max(1, $1.offset) * $1.element } % 103
        return (values + [check]).flatMap { widths(of: patterns[$0]) } + widths(of: stop)
    }

    private static let startB = 104
    private static let stop = 2_331_112

    private static func widths(of pattern: Int) -> [Int] { String(pattern).compactMap(\.wholeNumberValue) }

    /// By value, 0 to 105: three bars and three gaps of eleven modules.
    private static let patterns = [
        212222, 222122, 222221, 121223, 121322, 131222, 122213, 122312, 132212, 221213, 221312, 231212, 112232, 122132,
        122231, 113222, 123122, 123221, 223211, 221132, 221231, 213212, 223112, 312131, 311222, 321122, 321221, 312212,
        322112, 322211, 212123, 212321, 232121, 111323, 131123, 131321, 112313, 132113, 132311, 211313, 231113, 231311,
        112133, 112331, 132131, 113123, 113321, 133121, 313121, 211331, 231131, 213113, 213311, 213131, 311123, 311321,
        331121, 312113, 312311, 332111, 314111, 221411, 431111, 111224, 111422, 121124, 121421, 141122, 141221, 112214,
        112412, 122114, 122411, 142112, 142211, 241211, 221114, 413111, 241112, 134111, 111242, 121142, 121241, 114212,
        124112, 124211, 411212, 421112, 421211, 212141, 214121, 412121, 111143, 111341, 131141, 114113, 114311, 411113,
        411311, 113141, 114131, 311141, 411131, 211412, 211214, 211232,
    ]
}
