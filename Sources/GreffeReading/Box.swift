import GreffeCore

/// Leptonica has a `Box` too; in this room the word means ours.
typealias Box = GreffeCore.Box
