import Glibc
import GreffeCore

/// What the mailroom wrote down about a scan, in a small YAML file beside it: `0042.tif.yaml`, or `0042.yaml`.
///
/// It supplements the folder's own particulars. A slip that cannot be used costs its particulars, never the scan.
struct Slip {
    /// A slip has seven short lines.
    static let bytesMax = 16_384
    /// Longer names of devices and batches are not names.
    static let textMax = 200
    /// A container of mail has fewer.
    static let countMax = 1_000_000

    /// Reads YAML's keys and values; throws when the text is anything else.
    typealias Parser = @Sendable ([UInt8]) throws -> [String: String]

    struct Entries: Hashable {
        var particulars = WatchFolder.Particulars()
        var pages: Int?
        var envelopes: Int?
        /// Out of what HylaFAX's `faxinfo` prints.
        var faxNumber: String?
        var faxReceived: String?
        var faxSubaddress: String?

        /// Adds what is said of the one scan; the folder's particulars are there already.
        func complete(_ provenance: inout Provenance) {
            (provenance.declaredPages, provenance.declaredEnvelopes) = (pages, envelopes)
            // What was written down of this scan counts before what the file says of itself.
            provenance.faxNumber = faxNumber ?? provenance.faxNumber
            provenance.faxReceived = faxReceived ?? provenance.faxReceived
            provenance.faxSubaddress = faxSubaddress ?? provenance.faxSubaddress
        }
    }

    enum Finding {
        case none
        /// It was written just now; its writer may not have finished.
        case unsettled
        case usable(Slip)
        case unusable(Slip?, problem: String)
    }

    /// The slip's own file, removed together with the scan.
    let file: Drop
    let entries: Entries
    /// Named after the stem, and so possibly meant for several scans (`0042.tif`, `0042.pdf`).
    let isShared: Bool

    /// Looks for the slip of a scan.
    static func find(for scan: Drop, quiet: Int64, now: Moment, parse: Parser) -> Finding {
        guard let folder = scan.folder else { return .none }
        for (name, isShared) in names(for: scan.place.name) {
            do throws(SystemError) {
                guard let status = try folder.status(name) else { continue }
                if isUnsettled(status.identity, quiet: quiet, now: now) { return .unsettled }
                guard status.kind == .regular else { return .unusable(nil, problem: "it is not a file") }
                let place = Drop.Place(
                    watchFolder: scan.place.watchFolder, subfolder: scan.place.subfolder, name: name)
                let file = Drop(
                    place: place, descriptor: try folder.openFile(name), identity: status.identity, folder: folder,
                    fileName: name)
                return read(file, isShared: isShared, parse: parse)
            } catch { return .unusable(nil, problem: error.reason) }
        }
        return .none
    }

    private static func read(_ file: Drop, isShared: Bool, parse: Parser) -> Finding {
        func unusable(_ problem: String) -> Finding {
            .unusable(Slip(file: file, entries: Entries(), isShared: isShared), problem: problem)
        }
        guard file.identity.size <= bytesMax else { return unusable("it is larger than \(bytesMax) bytes") }
        let bytes: [UInt8]
        do { bytes = try file.content(max: bytesMax) } catch { return unusable(error.message) }
        let values: [String: String]
        // The parser's own words may quote the slip, and with it personal data, into a log.
        do { values = try parse(bytes) } catch { return unusable("it is not a list of keys and values") }
        do {
            return .usable(Slip(file: file, entries: try entries(values), isShared: isShared))
        } catch { return unusable(error.problem) }
    }

    struct Unusable: Error { let problem: String }

    /// Takes the values that a slip may have.
    static func entries(_ values: [String: String]) throws(Unusable) -> Entries {
        var entries = Entries()
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            switch key {
            case "channel": entries.particulars.channel = try text(key, value)
            case "device": entries.particulars.device = try text(key, value)
            case "operator": entries.particulars.operatorName = try text(key, value)
            case "batch": entries.particulars.batch = try text(key, value)
            case "pages": entries.pages = try count(key, value)
            case "envelopes": entries.envelopes = try count(key, value)
            case "Pages": entries.pages = try count(key, value)
            // A machine may call itself by a name, or not at all: then the caller's line counts, which sorts before it.
            case "Sender", "CallID1": entries.faxNumber = FaxFile.number(value) ?? entries.faxNumber
            case "Subaddr": entries.faxSubaddress = FaxFile.subaddress(value)
            case "Received": entries.faxReceived = FaxFile.time(value)
            case _ where FaxFile.otherKeys.contains(key): break
            default: throw Unusable(problem: "the key `\(FileNameBytes(String(key.prefix(40))).display)` is not known")
            }
        }
        return entries
    }

    private static func text(_ key: String, _ value: String) throws(Unusable) -> String {
        let isPlain = value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard !value.isEmpty, value.unicodeScalars.count <= textMax, isPlain else {
            throw Unusable(problem: "`\(key)` is not one line of 1 to \(textMax) characters")
        }
        return value.nfc
    }

    private static func count(_ key: String, _ value: String) throws(Unusable) -> Int {
        guard let number = Int(value), (0...countMax).contains(number) else {
            throw Unusable(problem: "`\(key)` is not a whole number from 0 to \(countMax)")
        }
        return number
    }

    private static func isUnsettled(_ identity: FileIdentity, quiet: Int64, now: Moment) -> Bool {
        // A time ahead of ours, from a file server's clock, must not make it wait.
        [identity.modified, identity.changed].contains {
            (0..<quiet).contains(now.wall.millisecondsSince1970 - $0.timestamp.millisecondsSince1970)
        }
    }

    private static func names(for scan: FileNameBytes) -> [(name: FileNameBytes, isShared: Bool)] {
        let stem = scan.stemAndExtension.stem
        let own = NameRule.slipSuffixes.map { (FileNameBytes(bytes: scan.bytes + Array($0.utf8)), false) }
        let shared = NameRule.slipSuffixes.map { (FileNameBytes(bytes: stem + Array($0.utf8)), true) }
        return stem == scan.bytes ? own : own + shared
    }

    /// Whether a scan lies beside a slip of this name.
    static func hasScan(_ slip: FileNameBytes, in folder: Folder) -> Bool {
        let (stem, _) = slip.stemAndExtension
        return ([""] + NameRule.scanEndings).contains { ending in
            let name = FileNameBytes(bytes: stem + Array(ending.utf8))
            // A name that cannot be looked at may be there.
            return ((try? folder.status(name) != nil) ?? true)
        }
    }

    /// Whether another scan still needs the slip; asked when its own scan has left the folder.
    var isStillNeeded: Bool {
        guard isShared, let folder = file.folder else { return false }
        return Self.hasScan(file.place.name, in: folder)
    }
}
