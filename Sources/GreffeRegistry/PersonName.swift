/// The person behind an act, whatever rights they acted with: `person:anna` and `person:anna as greffe` are one.
package struct PersonName: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    /// - Parameter by: as an entry's body names who acted.
    /// - Throws: `personUnknown` for what is not a person: a workflow, a service.
    package init(by: String) throws(KeepingError) {
        let prefix = "person:"
        guard by.hasPrefix(prefix) else { throw .personUnknown("\(by) is no person") }
        let account = by.dropFirst(prefix.count)
        // Account names have no spaces.
        guard let name = account.split(separator: " ", omittingEmptySubsequences: false).first, !name.isEmpty else {
            throw .personUnknown("no account is named")
        }
        self.name = String(name)
    }

    package var description: String { name }
}
