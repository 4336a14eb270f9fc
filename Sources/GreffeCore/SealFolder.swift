/// The folder of a seal, `seals/2026-11-22-42`: the day (UTC) it was made, and the size of the ledger it covers.
/// docs/format/seals.md says what lies in it.
package struct SealFolder: Hashable, Sendable, Comparable, CustomStringConvertible {
    package static let parent = "seals"
    /// The exact bytes that were time-stamped.
    package static let checkpoint = "checkpoint"
    /// Cosignatures of witnesses, which may come later and are part of no entry.
    package static let cosigned = "checkpoint.cosigned"

    package let date: CalendarDate
    package let size: UInt64

    package init(date: CalendarDate, size: UInt64) { (self.date, self.size) = (date, size) }

    /// Nil unless the text is a day, a hyphen and a size above 0 without leading zeros.
    package init?(_ name: some StringProtocol) {
        guard let date = CalendarDate(name.prefix(10)), let size = UInt64(name.dropFirst(11)), size > 0 else {
            return nil
        }
        self.init(date: date, size: size)
        guard description == name else { return nil }
    }

    package var description: String { "\(date)-\(size)" }
    package var path: String { "\(Self.parent)/\(self)" }

    package static func < (left: Self, right: Self) -> Bool { (left.size, left.date) < (right.size, right.date) }

    // Names of an authority's files.

    /// The answer as received: a TimeStampResp with its token.
    package static func answer(_ authority: String) -> String { "\(authority).tsr" }
    /// The answer over the root of the evidence leaves, as received.
    package static func evidenceAnswer(_ authority: String) -> String { "\(authority).evidence" }
    /// The anchors this authority was configured with that day.
    package static func anchors(_ authority: String) -> String { "\(authority).anchors.pem" }
    /// The path from the token's signer to its anchor, as it was checked that day.
    package static func certificates(_ authority: String) -> String { "\(authority).certificates.pem" }
    /// A revocation list of that day, from 0.
    package static func revocationList(_ authority: String, _ number: Int) -> String { "\(authority).\(number).crl" }

    /// Whether a file of a folder with time-stamps is an answer of an authority.
    package static func isAnswer(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let authority = parts.first, isAuthorityName(authority) else { return false }
        return name == answer(authority) || name == evidenceAnswer(authority)
    }

    /// What an authority may be called in an archive: it names files.
    package static func isAuthorityName(_ name: String) -> Bool {
        (1...authorityNameMax).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }

    /// Long enough for any name of a firm.
    package static let authorityNameMax = 32
}
