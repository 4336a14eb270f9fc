import GreffeCore

/// Follows the chunks of a PNG (ISO/IEC 15948, clause 5) to `IEND`.
struct PNGWalk {
    static let magic: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    /// A page of 100 MiB in the common 8 KiB chunks has 13,000.
    static let chunksMax = 200_000

    func verdict(_ bytes: inout ScanBytes, limits: ReadingLimits) throws(SystemError) -> ScanVerdict {
        var at = UInt64(Self.magic.count)
        for index in 0..<Self.chunksMax {
            guard let length = try bytes.number(4, at: at, bigEndian: true),
                let name = try bytes.exactly(4, at: at + 4).map({ String(decoding: $0, as: UTF8.self) })
            else { return .incomplete(.truncated(.png)) }
            guard length <= 0x7fff_ffff else { return .incomplete(.damaged(.png)) }
            if index == 0 {
                guard name == "IHDR", length == 13 else { return .incomplete(.damaged(.png)) }
                guard let width = try bytes.number(4, at: at + 8, bigEndian: true),
                    let height = try bytes.number(4, at: at + 12, bigEndian: true)
                else { return .incomplete(.truncated(.png)) }
                if width == 0 || height == 0 { return .incomplete(.damaged(.png)) }
                if ScanStructure.isBomb(width, height, limits: limits) {
                    return .refused(.bomb(page: 1, pixelsMax: limits.pixelsMax))
                }
            }
            // Length, name, content, checksum.
            let end = at + 12 + length
            guard end <= UInt64(bytes.size) else { return .incomplete(.truncated(.png)) }
            if name == "IEND" { return .complete(ScanShape(mediaType: .png, pages: 1)) }
            at = end
        }
        return .incomplete(.damaged(.png))
    }
}
