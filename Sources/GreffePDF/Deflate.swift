import CZlib

/// Compression by zlib, at its best level, as `FlateDecode` undoes it.
package enum Deflate {
    package static func compress(_ bytes: [UInt8]) throws(PDFError) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
        var count = uLong(room.count)
        guard compress2(&room, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION) == Z_OK else {
            throw .compression
        }
        room.removeSubrange(Int(count)...)
        return room
    }
}
