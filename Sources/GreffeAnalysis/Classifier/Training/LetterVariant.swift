/// The ways one training letter is shown to the model: as written, as scanned, without its head, cut short.
enum LetterVariant: String, CaseIterable {
    case written, light, fax, heavy, headless, cut, leading

    /// What a scanner delivers on an ordinary day is learnt from. The others are measured only: learning from torn and
    /// unreadable letters made the sure ones less sure.
    var isLearnt: Bool { self == .written || self == .light || self == .fax }

    func pages(of letter: TrainingLetter, seed: UInt64) -> [[String]] {
        var generator = SeededGenerator(seed: seed, name: "\(rawValue) \(letter.name)")
        let pages = letter.pages.map { page in
            page.split(separator: "\n").map(String.init).filter { $0.contains { $0 != " " } }
        }
        switch self {
        case .written: return pages
        case .light: return pages.map { ScanNoise.light.applied(to: $0, &generator) }
        case .fax: return pages.map { ScanNoise.fax.applied(to: $0, &generator) }
        case .heavy: return pages.map { ScanNoise.heavy.applied(to: $0, &generator) }
        case .leading: return pages.prefix(1).map { ScanNoise.light.applied(to: $0, &generator) }
        case .headless:
            guard let first = pages.first else { return pages }
            let lost = Int(Double(first.count) * (0.15 + 0.3 * generator.share()))
            return [ScanNoise.light.applied(to: Array(first.dropFirst(lost)), &generator)] + pages.dropFirst()
        case .cut:
            guard let first = pages.first else { return pages }
            let kept = max(2, Int(Double(first.count) * (0.4 + 0.4 * generator.share())))
            return [ScanNoise.light.applied(to: Array(first.prefix(kept)), &generator)]
        }
    }
}
