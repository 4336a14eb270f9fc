/// What an import of customers did, for the person who ran it.
package struct CustomerImport: Hashable, Sendable {
    package enum Encoding: String, Sendable {
        case utf8 = "UTF-8"
        case windows1252 = "Windows-1252"
    }

    /// A row left out: nothing of it was taken.
    package struct Fault: Hashable, Sendable {
        /// Line of the file the row begins on, from 1.
        package var line: Int
        package var reason: String
    }

    /// A file with more bad rows is the wrong file; the count goes on.
    package static let faultsKept = 1_000

    package var encoding: Encoding
    package var separator: Character
    /// Columns we do not know, kept with the customers.
    package var unknownColumns: [String]
    package var rows = 0
    package var added = 0
    package var updated = 0
    package var unchanged = 0
    /// Customers of earlier imports who were not in this one.
    package var gone = 0
    package var faults: [Fault] = []
    package var faultCount = 0

    init(encoding: Encoding, separator: Character, unknownColumns: [String]) {
        (self.encoding, self.separator, self.unknownColumns) = (encoding, separator, unknownColumns)
    }

    mutating func add(_ fault: Fault) {
        faultCount += 1
        if faults.count < Self.faultsKept { faults.append(fault) }
    }
}
