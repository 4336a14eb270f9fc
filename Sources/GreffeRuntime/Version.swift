/// The version of the programs, written by hand when one is released (CHANGELOG.md).
package enum Version {
    package static let text = "0.1.0"
}
