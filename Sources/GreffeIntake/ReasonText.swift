import GreffeCore

/// The note beside a rejected file, for whoever looks into `rejected/`: what, why, what to do, and which bytes.
struct ReasonText {
    let bytes: [UInt8]

    init(drop: Drop, refusal: Refusal, now: Timestamp) {
        let digest: String
        do { digest = try drop.digest()?.hex ?? "not taken: the file is too large" } catch {
            digest = "not taken: \(error.message)"
        }
        let isSlip = if case .slip = refusal { true } else { false }
        var lines: [(String, String)] = [
            ("File", drop.place.name.display), ("Why", refusal.message), ("What to do", refusal.hint),
            ("Code", refusal.code), ("When", "\(now) (UTC)"),
            ("Last written", "\(drop.identity.modified.timestamp) (UTC)"), ("Size", "\(drop.identity.size) bytes"),
            ("SHA-256", digest),
        ]
        if let hex = drop.place.name.hexIfNotDisplayed { lines.append(("Name's bytes", hex)) }
        let width = lines.map(\.0.count).max() ?? 0
        let title = isSlip ? "This slip was not used." : "This file was not taken into the register."
        let body = lines.map { "\($0.0):\(String(repeating: " ", count: width - $0.0.count + 1))\($0.1)\n" }
        bytes = Array("\(title)\n\n\(body.joined())".utf8)
    }
}
