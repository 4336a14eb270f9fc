package import GreffeCore

/// What can be wrong with an archive; the raw value is a stable code for scripts (docs/format/archive.md lists them).
package enum FaultKind: String, CaseIterable, Sendable {
    // The checkpoint.
    case checkpointMissing = "checkpoint-missing"
    case checkpointInvalid = "checkpoint-invalid"
    case keyMismatch = "key-mismatch"
    case rolledBack = "rolled-back"
    case forked
    // The ledger.
    case entriesMissing = "entries-missing"
    case bundleAltered = "bundle-altered"
    case entryRewritten = "entry-rewritten"
    case entryMalformed = "entry-malformed"
    case chainBroken = "chain-broken"
    case timeWentBack = "time-went-back"
    case treeMismatch = "tree-mismatch"
    case tileMissing = "tile-missing"
    case tileAltered = "tile-altered"
    // The vault.
    case openingMissing = "opening-missing"
    case openingAltered = "opening-altered"
    case letterMissing = "letter-missing"
    case letterAltered = "letter-altered"
    case objectMissing = "object-missing"
    case objectAltered = "object-altered"
    case accessionMismatch = "accession-mismatch"
    case fileUnreadable = "file-unreadable"
    case indexMismatch = "index-mismatch"
    // The seals.
    case sealInvalid = "seal-invalid"
    case cosignatureInvalid = "cosignature-invalid"
    /// A layer that the policy requires.
    case layerAbsent = "layer-absent"
    case sealMismatch = "seal-mismatch"
    case sealMissing = "seal-missing"
    case sealAltered = "seal-altered"
    case sealUnnamed = "seal-unnamed"
    case sealForked = "seal-forked"
    case sealLate = "seal-late"
    case sealGap = "seal-gap"
    case sealTimeBack = "seal-time-back"
    case sealBackdated = "seal-backdated"
}

/// One thing that is wrong: what, where, and since when it was last known to be good.
package struct VerificationFault: Hashable, Sendable {
    package var kind: FaultKind
    /// The layer it was found in.
    package var layer: LayerName
    package var seq: LeafIndex?
    package var accession: AccessionNumber?
    /// Relative to the archive.
    package var path: String?
    package var detail: String
    /// The entry at whose time the thing still was what the ledger says.
    package var lastGood: LedgerMoment?

    package init(
        _ kind: FaultKind, in layer: LayerName, seq: LeafIndex? = nil, accession: AccessionNumber? = nil,
        path: String? = nil, detail: String, lastGood: LedgerMoment? = nil
    ) {
        (self.kind, self.layer, self.seq, self.accession) = (kind, layer, seq, accession)
        (self.path, self.detail, self.lastGood) = (path, detail, lastGood)
    }
}

/// A place in the ledger with its time.
package struct LedgerMoment: Hashable, Sendable {
    package var seq: LeafIndex
    package var time: Timestamp
    package init(seq: LeafIndex, time: Timestamp) { (self.seq, self.time) = (seq, time) }
}

/// Something worth knowing that is no fault: files the ledger does not name.
package struct VerificationNotice: Hashable, Sendable {
    package enum Kind: String, Sendable {
        /// A file in the vault that no entry names: an uncommitted leftover, or put there by hand.
        case strayFile = "stray-file"
        case strayFolder = "stray-folder"
        /// A folder numbered beyond the ledger, as an append leaves it that was never committed.
        case uncommittedFolder = "uncommitted-folder"
    }

    package var kind: Kind
    package var path: String

    package init(_ kind: Kind, path: String) { (self.kind, self.path) = (kind, path) }
}

/// The layers of an archive, each checked for itself.
package enum LayerName: String, CaseIterable, Sendable {
    case checkpoint, memory, entries, chain, times, tree, tiles, openings, letters, objects, strays, seals, witnesses,
        index
}
