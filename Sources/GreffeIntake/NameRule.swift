/// What a name in a watch folder is for. The name never says what a file is; it only keeps a few kinds of files out.
enum NameRule: Hashable {
    case candidate
    /// A candidate whose removal was interrupted; the name it had.
    case leaving(FileNameBytes)
    case slip
    case skipped

    static let rejected = FileNameBytes("rejected")
    static let reasonSuffix = ".reason.txt"
    static let slipSuffixes = [".yaml", ".yml"]

    /// A file that is about to leave the folder is first renamed to a name that nobody else writes to. A crash in
    /// between leaves it under that name, from which it is taken up again.
    static let leavingPrefix = ".greffe-leaving-"

    /// Names that programs give to files they have not finished, and that systems strew about.
    private static let skippedSuffixes = [
        ".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".opdownload", ".swp", "~",
        reasonSuffix,
    ]
    private static let skippedNames = ["thumbs.db", "desktop.ini"]

    init(_ name: FileNameBytes) {
        if let original = Self.original(ofLeaving: name) {
            self = .leaving(original)
        } else if name.hasPrefix(".") || name.hasPrefix("~$") || Self.skippedSuffixes.contains(where: name.hasSuffix)
            || Self.skippedNames.contains(where: { name.bytes.count == $0.utf8.count && name.hasSuffix($0) })
        {
            self = .skipped
        } else if Self.slipSuffixes.contains(where: name.hasSuffix) {
            self = .slip
        } else {
            self = .candidate
        }
    }

    /// `.greffe-leaving-1-NAME`, cut to what a file system holds.
    static func leaving(_ name: FileNameBytes, number: Int) -> FileNameBytes {
        let bytes = Array("\(leavingPrefix)\(number)-".utf8) + name.bytes
        return FileNameBytes(bytes: FileNameBytes.cut(bytes, to: FileNameBytes.nameMax))
    }

    private static func original(ofLeaving name: FileNameBytes) -> FileNameBytes? {
        guard name.hasPrefix(leavingPrefix) else { return nil }
        let rest = name.bytes.dropFirst(leavingPrefix.utf8.count)
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        let original = rest[digits.endIndex...].dropFirst()
        guard !digits.isEmpty, rest[digits.endIndex...].first == UInt8(ascii: "-"), !original.isEmpty else {
            return nil
        }
        return FileNameBytes(bytes: original)
    }

    /// `NAME (2)` before the extension, cut to what a file system holds with `.reason.txt` behind it.
    static func numbered(_ name: FileNameBytes, _ number: Int) -> FileNameBytes {
        let (stem, ending) = name.stemAndExtension
        let mark = number > 1 ? Array(" (\(number))".utf8) : []
        let kept = FileNameBytes.cut(ending, to: 32)
        let room = FileNameBytes.nameMax - reasonSuffix.utf8.count - mark.count - kept.count
        return FileNameBytes(bytes: FileNameBytes.cut(stem, to: room) + mark + kept)
    }

    static func reason(for name: FileNameBytes) -> FileNameBytes {
        FileNameBytes(bytes: name.bytes + Array(reasonSuffix.utf8))
    }

    /// Endings under which a scan may lie beside a slip of the same stem.
    static let scanEndings = [
        ".tif", ".tiff", ".pdf", ".jpg", ".jpeg", ".png", ".TIF", ".TIFF", ".PDF", ".JPG", ".JPEG", ".PNG",
    ]

    static func looksLikeScan(_ name: FileNameBytes) -> Bool { scanEndings.contains(where: name.hasSuffix) }
}
