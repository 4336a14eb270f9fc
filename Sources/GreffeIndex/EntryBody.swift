import Foundation
import GreffeCore

/// A body as projection reads it: what is absent, of another type or erased is nil, never an error, so that an index
/// can always be built from a ledger that verifies.
struct EntryBody {
    var json: CanonicalJSON?

    init(json: CanonicalJSON?) { self.json = json }

    subscript(key: String) -> String? { json?[key]?.string }

    func integer(_ key: String) -> Int64? { json?[key]?.integer }

    func digest(_ key: String) -> Data? { self[key].flatMap(Sha256Digest.init(hex:)).map { Data($0.bytes) } }

    func timestamp(_ key: String) -> Timestamp? { self[key].flatMap(Timestamp.init(_:)) }

    func strings(_ key: String) -> [String] { (json?[key]?.array ?? []).compactMap(\.string) }

    func integers(_ key: String) -> [Int64] { (json?[key]?.array ?? []).compactMap(\.integer) }

    /// Letters named by their numbers.
    func letters(_ key: String) -> [Int64] {
        strings(key).compactMap { AccessionNumber($0).map { Int64(bitPattern: $0.leaf.value) } }
    }

    /// Members of the object at `key`, by name, so that rows come in one order.
    func members(_ key: String) -> [(key: String, value: CanonicalJSON)] {
        (json?[key]?.object ?? [:]).sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }

    /// A few words for the letter's history.
    func note(of kind: EntryKind) -> String? {
        switch kind {
        case .accessioned, .duplicate: self["originalName"]
        case .read: integer("pages").map { "\($0) pages" }
        case .classified, .filed: self["class"]
        case .corrected: self["note"] ?? self["class"]
        case .separated:
            json == nil ? nil : "pages " + integers("pages").map(String.init).joined(separator: " ")
        case .batchClosed: self["batch"]
        case .sealed, .renewed: self["folder"]
        case .caseOpened: self["title"]
        case .consulted:
            self["day"].map { day in
                let ways = ["shown", "opened"].compactMap { way in integer(way).map { "\(way) \($0)" } }
                return "\(day): \(ways.joined(separator: ", "))"
            }
        case .interaction, .acknowledged: self["channel"].map { $0 + (self["reference"].map { " \($0)" } ?? "") }
        default: self["reason"] ?? self["code"] ?? self["note"]
        }
    }
}
