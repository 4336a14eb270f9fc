import Testing

/// A rule broken at a place; the message says what to do.
struct Fault {
    let path: String
    /// From 1; nil where the whole file is meant.
    var line: Int?
    let message: String

    static func expectNone(_ faults: [Fault]) {
        for fault in faults {
            let place = fault.line.map { "\(fault.path):\($0)" } ?? fault.path
            Issue.record("\(place): \(fault.message)")
        }
    }
}
