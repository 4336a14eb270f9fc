import GreffeCore
import GreffeIndex

/// Batches for people.
enum BatchText {
    static func state(_ batch: BatchRow) -> String {
        switch batch.state {
        case .open where batch.received.due > 0: "open, being read"
        case .open: batch.addsUp ? "open, adds up" : "open, does not add up"
        case .closed: batch.closing?.reason == nil ? "closed" : "closed with a reason"
        case .late: "closed, then \(batch.lateFiles) came"
        }
    }

    /// `11 of 12`; the received number alone where nothing is declared.
    static func compared(_ received: Int, _ declared: ClosedRange<Int>?) -> String {
        guard let declared else { return "\(received)" }
        let low = declared.lowerBound
        return "\(received) of \(low)" + (declared.upperBound == low ? "" : "-\(declared.upperBound)")
    }

    static func show(_ batch: BatchRow, _ terminal: Terminal) {
        print(terminal.bold("batch  \(Table.printable(batch.name))  ") + state(batch))
        let received = batch.received
        LetterTable.facts(
            [
                ("first file", batch.first.map { "\($0)" }), ("last file", batch.last.map { "\($0)" }),
                ("envelopes", compared(received.envelopes, batch.declared.envelopes)),
                ("pages", compared(received.pages, batch.declared.pages)),
                (
                    "files",
                    "\(received.files): \(received.letters) taken in, \(received.duplicates) duplicates, "
                        + "\(received.refused) refused"
                ),
                ("still due", received.due == 0 ? nil : "\(received.due)"),
                ("closed", batch.closing.map { "\($0.time) by \($0.by ?? "?")" }), ("reason", batch.closing?.reason),
            ], terminal)
        for difference in batch.closing?.differences ?? [] { print("  then: \(Table.printable(difference))") }
        if batch.state != .closed {
            for difference in batch.differences { print("  \(terminal.red(Table.printable(difference)))") }
        }
        for remark in batch.remarks { print("  note: \(remark)") }
    }
}

/// `greffe batch … --json`.
struct BatchJSON: Encodable {
    struct Counts: Encodable {
        var pages: Int?
        var envelopes: Int?
    }

    struct Received: Encodable {
        var files, letters, envelopes, pages, blankPages, duplicates, refused, due, unread: Int

        private enum CodingKeys: String, CodingKey {
            case files, letters, envelopes, pages, duplicates, refused, due, unread
            case blankPages = "blank_pages"
        }

        init(_ received: BatchRow.Received) {
            (files, letters, envelopes) = (received.files, received.letters, received.envelopes)
            (pages, blankPages) = (received.pages, received.blankPages)
            (duplicates, refused) = (received.duplicates, received.refused)
            (due, unread) = (received.due, received.unread)
        }
    }

    struct Closed: Encodable {
        var time: String
        var by: String?
        var reason: String?
        var differences: [String]
    }

    var batch: String
    var state: String
    var addsUp: Bool
    /// A number the slips contradict each other about is absent, and named among the differences.
    var declared: Counts
    var received: Received
    var differences: [String]
    var remarks: [String]
    var first: String?
    var last: String?
    var lateFiles: Int
    var closed: Closed?
    var files: [DropJSON]?

    private enum CodingKeys: String, CodingKey {
        case batch, state, declared, received, differences, remarks, first, last, closed, files
        case addsUp = "adds_up"
        case lateFiles = "late_files"
    }

    init(_ batch: BatchRow, files: [DropJSON]? = nil) {
        (self.batch, state, addsUp) = (batch.name, batch.state.rawValue, batch.addsUp)
        declared = Counts(pages: Self.agreed(batch.declared.pages), envelopes: Self.agreed(batch.declared.envelopes))
        received = Received(batch.received)
        (differences, remarks) = (batch.differences, batch.remarks)
        (first, last) = (batch.first.map { "\($0)" }, batch.last.map { "\($0)" })
        lateFiles = batch.lateFiles
        closed = batch.closing.map {
            Closed(time: "\($0.time)", by: $0.by, reason: $0.reason, differences: $0.differences)
        }
        self.files = files
    }

    private static func agreed(_ range: ClosedRange<Int>?) -> Int? {
        range.flatMap { $0.lowerBound == $0.upperBound ? $0.lowerBound : nil }
    }
}
