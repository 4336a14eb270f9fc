import GreffeCore

extension VerificationReport {
    /// The report for people, lines ended by LF; the same from `greffe verify` and `greffe-verify`.
    package var text: String { (head + table + findings + conclusion).map { $0 + "\n" }.joined() }

    private var head: [String] {
        var lines = ["archive   \(archive)"]
        if !origin.isEmpty { lines.append("log       \(origin)") }
        if let firstTime, let lastTime {
            lines.append("entries   \(size), from \(firstTime) to \(lastTime)")
        } else {
            lines.append("entries   \(size)")
        }
        if !root.isEmpty { lines.append("root      \(root)") }
        switch key {
        case .given(let name): lines.append("key       \(name), as given")
        case .unknown(let name):
            lines.append("key       UNKNOWN KEY \(name)")
            lines.append(
                "          It lies in the archive itself: whoever could rewrite the archive could have replaced it.")
            lines.append("          Give the key you were handed: --log-key FILE")
        case nil: break
        }
        return lines + [""]
    }

    private var table: [String] {
        var lines = [Self.row("layer", "checked", "faults", "")]
        for layer in layers {
            switch layer.state {
            case .checked:
                lines.append(
                    Self.row(
                        layer.name.rawValue, "\(layer.checked)", layer.faults == 0 ? "-" : "\(layer.faults)", layer.note
                    ))
            case .absent: lines.append(Self.row(layer.name.rawValue, "absent", "", layer.note))
            case .unchecked: lines.append(Self.row(layer.name.rawValue, "not checked", "", layer.note))
            }
        }
        return lines
    }

    private static func row(_ name: String, _ checked: String, _ faults: String, _ note: String) -> String {
        let columns = [
            name + pad(name, 10), pad(checked, 12) + checked, pad(faults, 8) + faults, note.isEmpty ? "" : "  " + note,
        ]
        var line = columns.joined(separator: " ")
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    private var findings: [String] {
        var lines: [String] = []
        for kind in FaultKind.allCases {
            guard let count = faultCounts[kind], count > 0 else { continue }
            let shown = faults.filter { $0.kind == kind }.prefix(Self.faultsShownMax)
            lines.append("")
            lines.append("fault \(kind.rawValue): \(count)")
            for fault in shown { lines += Self.lines(of: fault) }
            if count > shown.count { lines.append("  and \(count - shown.count) more") }
        }
        if noticeCount > 0 {
            lines.append("")
            lines.append("notice: \(noticeCount) in the vault that no entry names")
            for notice in notices.prefix(Self.noticesShownMax) {
                lines.append("  \(notice.kind.rawValue) \(notice.path.printable)")
            }
            if noticeCount > Self.noticesShownMax { lines.append("  and \(noticeCount - Self.noticesShownMax) more") }
        }
        return lines
    }

    /// The JSON form has more; a page has not.
    private static let faultsShownMax = 5
    private static let noticesShownMax = 10

    private static func lines(of fault: VerificationFault) -> [String] {
        var place: [String] = []
        if let seq = fault.seq { place.append("entry \(seq)") }
        if let accession = fault.accession { place.append("letter \(accession)") }
        if let path = fault.path { place.append(path.printable) }
        var lines = ["  " + (place + [fault.detail.printable]).joined(separator: ", ")]
        if let good = fault.lastGood { lines.append("    last known good: entry \(good.seq), \(good.time)") }
        return lines
    }

    private var conclusion: [String] {
        let names = { (state: Layer.State) in
            self.layers.filter { $0.state == state }.map(\.name.rawValue).joined(separator: ", ")
        }
        var lines = [""]
        let kinds = faultCounts.values.filter { $0 > 0 }.count
        lines.append(
            isFaultFound
                ? "FAULT: \(faultCount) found, of \(kinds) kind\(kinds == 1 ? "" : "s")."
                : "No fault was found in the layers that were checked.")
        lines.append("Checked: \(names(.checked)).")
        if !names(.absent).isEmpty { lines.append("Absent: \(names(.absent)).") }
        if !names(.unchecked).isEmpty { lines.append("Not checked: \(names(.unchecked)).") }
        if case .unknown = key { lines.append("UNKNOWN KEY: nobody outside vouches for the key.") }
        if let sealedBefore {
            lines.append("T is \(sealedBefore), the time-stamp of the last seal.")
        } else {
            lines.append("T: no time-stamp seal is present, so the dates are our own clock's.")
        }
        if isFaultFound {
            lines.append("Apart from the faults above: \(Self.proves)")
        } else {
            lines.append(Self.proves)
        }
        return lines
    }
}

extension String {
    /// File names come from a disk that anybody may have written to: nothing in them commands a terminal.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isPrintable ? $0 : "?" }))
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
        default: true
        }
    }
}
