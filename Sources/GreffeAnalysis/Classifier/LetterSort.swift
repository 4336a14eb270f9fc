package import GreffeCore

/// A sort of mail inside a class: complaints about goods, cancellations, rent bills. The model learns sorts, because a
/// class such as `other` is no one thing; a class's probability is the sum of its sorts'.
package struct LetterSort: Hashable, Sendable {
    package var name: String
    package var letterClass: LetterClass

    package init(name: String, letterClass: LetterClass) { (self.name, self.letterClass) = (name, letterClass) }
}
