package import GreffeCore

extension VerificationReport {
    /// The report for programs: one canonical JSON object (docs/format/archive.md).
    package var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "archive": .string(archive),
            "faultCount": .integer(Int64(faultCount)),
            "faultCounts": .object(
                Dictionary(uniqueKeysWithValues: faultCounts.map { ($0.key.rawValue, .integer(Int64($0.value))) })),
            "faults": .array(faults.map(Self.json)),
            "layers": .array(layers.map(Self.json)),
            "noticeCount": .integer(Int64(noticeCount)),
            "notices": .array(
                notices.map { .object(["kind": .string($0.kind.rawValue), "path": .string($0.path)]) }),
            "origin": .string(origin),
            "proves": .string(Self.proves),
            "root": .string(root),
            "size": .integer(Int64(clamping: size)),
        ]
        switch key {
        case .given(let name): members["key"] = .object(["name": .string(name), "trust": .string("given")])
        case .unknown(let name): members["key"] = .object(["name": .string(name), "trust": .string("unknown")])
        case nil: break
        }
        if let sealedBefore { members["sealedBefore"] = .string("\(sealedBefore)") }
        if let firstTime { members["firstTime"] = .string("\(firstTime)") }
        if let lastTime { members["lastTime"] = .string("\(lastTime)") }
        return .object(members)
    }

    private static func json(_ fault: VerificationFault) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "detail": .string(fault.detail), "kind": .string(fault.kind.rawValue),
            "layer": .string(fault.layer.rawValue),
        ]
        if let seq = fault.seq { members["entry"] = .integer(Int64(clamping: seq.value)) }
        if let accession = fault.accession { members["accession"] = .string("\(accession)") }
        if let path = fault.path { members["path"] = .string(path) }
        if let good = fault.lastGood {
            members["lastGood"] = .object([
                "entry": .integer(Int64(clamping: good.seq.value)), "time": .string("\(good.time)"),
            ])
        }
        return .object(members)
    }

    private static func json(_ layer: Layer) -> CanonicalJSON {
        .object([
            "checked": .integer(Int64(clamping: layer.checked)), "faults": .integer(Int64(layer.faults)),
            "name": .string(layer.name.rawValue), "note": .string(layer.note), "state": .string(layer.state.rawValue),
        ])
    }
}
