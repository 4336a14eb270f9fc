package import GreffeCore

/// A batch as the index counts it: what its slips declared against what came in under its name.
package struct BatchRow: Hashable, Sendable {
    /// Sheets and envelopes the mailroom counted. Every slip of a batch that states them states them for the whole
    /// batch; nil where none does.
    package struct Declared: Hashable, Sendable {
        package var pages: ClosedRange<Int>?
        package var envelopes: ClosedRange<Int>?
    }

    package struct Received: Hashable, Sendable {
        /// Files seen at the door: letters, duplicates and refused ones.
        package var files = 0
        /// Scans taken in.
        package var letters = 0
        /// Letters found in them: a scan with separator sheets holds several.
        package var envelopes = 0
        /// Of the scans that were read; blank ones count, separator sheets do not.
        package var pages = 0
        package var blankPages = 0
        package var duplicates = 0
        package var refused = 0
        /// Letters the machine has not done with, whose pages may not be counted yet.
        package var due = 0
        /// Letters that cannot be read, so that nobody knows their pages.
        package var unread = 0

        package init() {}
    }

    /// The last entry `batch-closed` about it.
    package struct Closing: Hashable, Sendable {
        package var seq: LeafIndex
        package var time: Timestamp
        package var by: String?
        package var reason: String?
        /// What did not add up then, in words.
        package var differences: [String]
    }

    package enum State: String, Hashable, Sendable, CaseIterable {
        case open, closed
        /// Closed, and another file came in under its name afterwards.
        case late
    }

    package var name: String
    /// The first and the last file's time at the door; nil where nothing is known of them any more.
    package var first: Timestamp?
    package var last: Timestamp?
    package var declared = Declared()
    /// As they were at the closing, while nothing came since.
    package var received = Received()
    package var closing: Closing?
    /// Files that came after the closing.
    package var lateFiles = 0

    package var state: State { closing == nil ? .open : lateFiles == 0 ? .closed : .late }

    package var addsUp: Bool { differences.isEmpty }

    /// What does not add up, each a few words: too many, too few, unknown, contradictory.
    package var differences: [String] {
        var found: [String] = []
        if declared.pages == nil, declared.envelopes == nil {
            found.append("no slip declares pages or envelopes, so there is nothing to compare with")
        }
        if received.due > 0 {
            found.append(Self.count(received.due, "letter") + (received.due == 1 ? " is" : " are") + " still due")
        }
        if received.unread > 0 {
            found.append(Self.count(received.unread, "letter") + " could not be read, so their pages are not known")
        }
        found += compare(declared.pages, received.pages, "page")
        found += compare(declared.envelopes, received.envelopes, "envelope")
        return found
    }

    /// What is worth knowing though it adds up.
    package var remarks: [String] {
        var found: [String] = []
        if received.refused > 0 {
            found.append(Self.count(received.refused, "file") + " refused at the door; scanned again, it counts then")
        }
        if received.duplicates > 0 {
            found.append(
                Self.count(received.duplicates, "file") + " repeated a letter already here, and does not count")
        }
        if received.blankPages > 0 {
            found.append(Self.count(received.blankPages, "page") + " of those received blank")
        }
        if lateFiles > 0 { found.append(Self.count(lateFiles, "file") + " came after the batch was closed") }
        return found
    }

    private func compare(_ declared: ClosedRange<Int>?, _ received: Int, _ thing: String) -> [String] {
        guard let declared else { return [] }
        guard declared.lowerBound == declared.upperBound else {
            return ["the slips contradict each other: \(declared.lowerBound) and \(declared.upperBound) \(thing)s"]
        }
        let expected = declared.lowerBound
        if received > expected {
            return [
                "\(Self.count(received, thing)) received, \(expected) declared: \(received - expected) too many"
            ]
        }
        // What is not read yet may still hold what is missing.
        if received < expected, self.received.due == 0 {
            return ["\(Self.count(received, thing)) received, \(expected) declared: \(expected - received) missing"]
        }
        return []
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
}

/// How the batches stand, for `greffe status`.
package struct BatchCounts: Hashable, Sendable {
    package var open = 0
    /// Open ones that do not add up though nothing is due any more.
    package var differing = 0
    /// Open ones with letters still due.
    package var due = 0
    /// Closed ones that received another file.
    package var late = 0

    package init() {}
}
