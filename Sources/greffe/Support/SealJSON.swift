import GreffeCore

/// A seal as `--json` shows it.
struct SealJSON: Encodable {
    struct Token: Encodable {
        var authority: String
        var time: String
        var policy: String
        var serial: String
        var qualified: String
    }

    var folder: String
    var size: UInt64
    var tokens: [Token]

    init(_ record: SealRecord) {
        (folder, size) = (record.folder.path, record.size)
        tokens = record.tokens.map {
            Token(
                authority: $0.authority, time: "\($0.time)", policy: $0.policy, serial: $0.serial,
                qualified: $0.isDeclaredQualified ? "declared" : "no")
        }
    }
}
