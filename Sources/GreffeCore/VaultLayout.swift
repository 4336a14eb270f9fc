/// Where a letter lies in the archive: pure path arithmetic, shared by the writer and both verifiers. Every path
/// follows from the entry alone, so the ledger can be checked and the index rebuilt in one pass, and a person finds a
/// letter by its number. Paths are relative to the archive's root.
package enum VaultLayout {
    package static let ledger = "ledger"
    package static let checkpoint = "ledger/checkpoint"
    package static let vault = "vault"
    package static let staging = "staging"
    package static let logPublicKey = "log.vkey"
    package static let logPrivateKey = "keys/log.key"
    package static let lock = "lock"
    package static let witnessed = "witnessed"
    package static let index = "index.sqlite"
    package static let customers = "customers.sqlite"
    package static let configuration = "greffe.yaml"
    package static let workflows = "workflows"

    /// `vault/2026/11/2026-000042`: year and month (UTC) and number of the entry that began the matter.
    package static func folder(home: LeafIndex, time: Timestamp) -> String {
        let date = time.date
        return
            "\(vault)/\(padded(date.year, 4))/\(padded(date.month, 2))/\(AccessionNumber(year: date.year, leaf: home))"
    }

    /// `000043.read.opening.json`, in the folder of the entry's home.
    package static func openingName(_ entry: Entry) -> String {
        "\(padded(entry.seq.value, 6)).\(entry.kind.rawValue).opening.json"
    }

    /// `original.tif` for an accession, `000043.read.json` for what an act produced, `000044.configured.model` for a
    /// classifier's model.
    package static func objectName(_ entry: Entry, mediaType: MediaType?) -> String {
        if entry.kind == .accessioned { return "original.\(mediaType?.fileExtension ?? "bin")" }
        return "\(padded(entry.seq.value, 6)).\(entry.kind.rawValue).\(entry.kind == .configured ? "model" : "json")"
    }
}

/// What a drop may be; decided by content, never by name.
package enum MediaType: String, CaseIterable, Sendable, Codable {
    case pdf = "application/pdf"
    case tiff = "image/tiff"
    case jpeg = "image/jpeg"
    case png = "image/png"

    package var fileExtension: String {
        switch self {
        case .pdf: "pdf"
        case .tiff: "tif"
        case .jpeg: "jpg"
        case .png: "png"
        }
    }
}
