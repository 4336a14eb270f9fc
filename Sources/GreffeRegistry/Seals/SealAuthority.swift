import GreffeCore
package import GreffeProof

/// An authority for time-stamps as `greffe.yaml` names it.
package struct SealAuthority: Sendable, Hashable {
    /// Names its files in a seal's folder.
    package var name: String
    package var url: String
    /// Where the path of its tokens must end.
    package var anchors: TrustAnchors
    /// The policy asked for and required; nil for the authority's own.
    package var policy: ObjectIdentifier?
    /// What the archive's owner says of it; recorded, never assumed.
    package var isDeclaredQualified: Bool
    package var algorithm: HashAlgorithm

    package init(
        name: String, url: String, anchors: TrustAnchors, policy: ObjectIdentifier? = nil,
        isDeclaredQualified: Bool = false, algorithm: HashAlgorithm = .sha256
    ) {
        (self.name, self.url, self.anchors, self.policy) = (name, url, anchors, policy)
        (self.isDeclaredQualified, self.algorithm) = (isDeclaredQualified, algorithm)
    }
}
