package import GreffeCore

/// What a verification checked and what it found. It never says that an archive is sound, only which layers were
/// checked and what they can prove.
package struct VerificationReport: Sendable {
    /// How one layer came out.
    package struct Layer: Hashable, Sendable {
        package enum State: String, Sendable {
            case checked
            /// The archive does not have this layer.
            case absent
            /// It is there, or should be, and was not checked.
            case unchecked
        }

        package var name: LayerName
        package var state: State
        package var checked: UInt64
        package var faults: Int
        /// What else there is to say: `42 erased`, `UNKNOWN KEY`.
        package var note: String

        package init(_ name: LayerName, _ state: State, checked: UInt64 = 0, faults: Int = 0, note: String = "") {
            (self.name, self.state, self.checked, self.faults, self.note) = (name, state, checked, faults, note)
        }
    }

    /// Whose key the checkpoint was checked with.
    package enum Key: Hashable, Sendable {
        /// One the caller was given by other means.
        case given(String)
        /// The archive's own: whoever could rewrite the archive could have replaced it.
        case unknown(String)
    }

    package var archive: String
    package var origin: String
    package var key: Key?
    package var size: UInt64
    /// Base64, as in the checkpoint; empty without one.
    package var root: String
    package var firstTime: Timestamp?
    package var lastTime: Timestamp?
    package var layers: [Layer] = []
    package var faults: [VerificationFault] = []
    package var faultCounts: [FaultKind: Int] = [:]
    package var notices: [VerificationNotice] = []
    package var noticeCount = 0
    /// The time-stamp of the last sound seal; nil when there is none, and all dates are then our own clock's.
    package var sealedBefore: Timestamp?
    /// How many of the witnesses whose keys were given cosigned a checkpoint that was checked.
    package var witnessesPresent = 0

    package var faultCount: Int { faultCounts.values.reduce(0, +) }
    package var isFaultFound: Bool { faultCount > 0 }

    /// Adds a layer that was checked elsewhere (the index, the seals), in the place of what the report had for it.
    package mutating func add(_ layer: Layer, faults found: [VerificationFault]) {
        if let place = layers.firstIndex(where: { $0.name == layer.name }) {
            layers[place] = layer
        } else {
            layers.append(layer)
        }
        for fault in found {
            faultCounts[fault.kind, default: 0] += 1
            faults.append(fault)
        }
    }

    /// The sentence every report ends with.
    package static let proves =
        "the register proves that these bytes existed before T, in this order, and have not changed; "
        + "it does not prove that the paper was genuine, nor that every paper received was scanned."
}
