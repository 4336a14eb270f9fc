/// The repository's own folders, for tests that read its fixtures.
package enum Repository {
    /// Absolute path of the repository's root, without a trailing slash.
    package static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    package static let fixtures = root + "/fixtures"
}
