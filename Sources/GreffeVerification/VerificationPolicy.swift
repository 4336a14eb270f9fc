import GreffeCore
package import GreffeProof

/// Which layers an archive must have, said by whoever verifies and never by the archive (docs/format/archive.md):
///
///     greffe.policy/v1
///     log <vkey>
///     witness <vkey>
///     require seals
///     require witnesses 2
package struct VerificationPolicy: Sendable {
    package private(set) var logKey: VerifierKey?
    package private(set) var witnessKeys: [WitnessKey] = []
    package private(set) var required: [LayerName: Int] = [:]

    package static let version = "greffe.policy/v1"
    /// A policy is written by a person.
    package static let bytesMax = 1 << 16

    package init(bytes: [UInt8]) throws(VerificationError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard bytes.count <= Self.bytesMax, lines.first.map(String.init) == Self.version else {
            throw .policyInvalid(line: 1, reason: "it does not begin with \(Self.version)")
        }
        for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty && !line.hasPrefix("#") {
            do { try read(line.split(separator: " ").map(String.init)) } catch {
                throw .policyInvalid(line: index + 1, reason: error.reason)
            }
        }
    }

    private struct Mistake: Error { var reason: String }

    private mutating func read(_ words: [String]) throws(Mistake) {
        switch (words.first, words.count) {
        case ("log", 2):
            // The line is named in the error, which says enough.
            guard logKey == nil, let key = try? VerifierKey(words[1]) else {
                throw Mistake(reason: "not a log's key, or the second one")
            }
            logKey = key
        case ("witness", 2):
            // As above.
            guard let key = try? WitnessKey(words[1]) else { throw Mistake(reason: "not a witness's key") }
            witnessKeys.append(key)
        case ("require", 2), ("require", 3):
            guard let layer = LayerName(rawValue: words[1]), words.count == 2 || layer == .witnesses,
                let count = words.count == 3 ? Int(words[2]) : 1, count > 0
            else { throw Mistake(reason: "not a layer: \(LayerName.allCases.map(\.rawValue).joined(separator: ", "))") }
            required[layer] = count
        default: throw Mistake(reason: "not one of: log KEY, witness KEY, require LAYER")
        }
    }
}

extension VerificationReport {
    /// Makes a fault of each layer that the policy requires and that was not checked. To be asked last, when all layers
    /// are in.
    package mutating func apply(_ policy: VerificationPolicy) {
        for name in LayerName.allCases {
            guard let count = policy.required[name] else { continue }
            let layer = layers.first { $0.name == name }
            var problem: String?
            if layer?.state != .checked {
                problem = "the policy requires it, and it was not checked: \(layer?.state.rawValue ?? "absent")"
            } else if name == .witnesses, witnessesPresent < count {
                problem = "the policy requires \(count) witnesses, and \(witnessesPresent) cosigned"
            }
            guard let problem else { continue }
            faultCounts[.layerAbsent, default: 0] += 1
            faults.append(VerificationFault(.layerAbsent, in: name, detail: problem))
            if let place = layers.firstIndex(where: { $0.name == name }) { layers[place].faults += 1 }
        }
    }
}
