package import GreffeCore

/// What checking a dossier of evidence came to (docs/format/dossier.md).
package struct DossierReport: Sendable {
    package enum Verdict: Hashable, Sendable {
        /// All is right, and an authority the caller trusts certifies that it was there before this instant.
        case timeStamped(before: Timestamp)
        /// All is right; the time is the register's own word.
        case notTimeStamped
        /// The letter was destroyed; what is left of it is right.
        case erased
        /// A key that only the caller can have is missing: its option.
        case unknownKey(String)
        /// Something does not match: where.
        case fault(String)
    }

    package var verdict: Verdict
    /// Nil when even the entry could not be read.
    package var letter: AccessionNumber?
    /// What was proven, one line each, in the order it was.
    package var proven: [String] = []

    /// As `verify.sh` ends: 0, 1, 3 or 4.
    package var status: Int32 {
        switch verdict {
        case .timeStamped: 0
        case .unknownKey: 1
        case .notTimeStamped, .erased: 3
        case .fault: 4
        }
    }

    package var verdictWord: String {
        switch verdict {
        case .timeStamped: "TIME-STAMPED"
        case .notTimeStamped: "NOT TIME-STAMPED"
        case .erased: "ERASED"
        case .unknownKey: "UNKNOWN KEY"
        case .fault: "FAULT"
        }
    }

    package var text: String {
        var lines = proven.map { "proven: \($0)" }
        switch verdict {
        case .timeStamped(let before):
            lines.append("\(verdictWord): before \(before)")
            lines.append("T is \(before).")
        case .notTimeStamped:
            lines.append(verdictWord)
            lines.append("T: no time-stamp is present, so the dates are the register's own clock's.")
        case .erased: lines.append("\(verdictWord): the letter was destroyed; what is left of it is proven")
        case .unknownKey(let option): lines.append("\(verdictWord): give \(option), from elsewhere than the dossier")
        case .fault(let place): lines.append("\(verdictWord): \(place.printable)")
        }
        switch verdict {
        case .timeStamped, .notTimeStamped: lines.append(VerificationReport.proves)
        case .erased, .unknownKey, .fault: break
        }
        return lines.map { $0 + "\n" }.joined()
    }

    package var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "proven": .array(proven.map { .string($0) }), "verdict": .string(verdictWord),
        ]
        members["letter"] = letter.map { .string("\($0)") }
        switch verdict {
        case .timeStamped(let before): members["before"] = .string("\(before)")
        case .unknownKey(let option): members["missing"] = .string(option)
        case .fault(let place): members["fault"] = .string(place.printable)
        case .notTimeStamped, .erased: break
        }
        return .object(members)
    }
}
