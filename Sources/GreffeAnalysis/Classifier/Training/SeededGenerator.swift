/// SplitMix64: the same numbers for the same seed on every machine, so that a model can be made again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator of its own for one letter, whatever letters stand before it.
    init(seed: UInt64, name: String) {
        state = seed ^ FeatureHash(text: name).value
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// 0 up to, not including, 1.
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
    mutating func chance(_ probability: Double) -> Bool { share() < probability }
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    /// The standard library does not promise its order of shuffling; this one stays.
    mutating func shuffle<Element>(_ list: inout [Element]) {
        for index in stride(from: list.count - 1, to: 0, by: -1) { list.swapAt(index, below(index + 1)) }
    }
}
