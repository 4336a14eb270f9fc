/// What becomes of the work when an error is met.
package enum Fate: Sendable {
    /// Try again: the world may have changed.
    case retry
    /// This letter cannot be processed; a person decides. The next one is not affected.
    case quarantine
    /// The archive can no longer be trusted to keep what it is given; stop taking letters in.
    case halt
}

/// An error as operators and scripts meet it: a stable code, a sentence, and what to do.
package protocol GreffeError: Error, Sendable {
    /// Stable, dotted: `storage.sync-failed`.
    var code: String { get }
    /// What happened, where, in plain words; no personal data.
    var message: String { get }
    /// What the operator does next.
    var hint: String { get }
    var fate: Fate { get }
}
