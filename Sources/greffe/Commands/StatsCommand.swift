import ArgumentParser
import GreffeCore
import GreffeIndex
import GreffeRegistry

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract:
            "Letters by class, channel and day; how many were filed without a person; whether confidence is right.")

    @OptionGroup var archive: ArchiveOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Received on or after this day.", valueName: "date"))
    var from: CalendarDate?

    @Option(help: ArgumentHelp("Received on or before this day.", valueName: "date"))
    var to: CalendarDate?

    func run() throws {
        let statistics = try archive.openForReading().index.statistics(from: from, to: to)
        if output.isJSON { try JSONLine.show(StatisticsJSON(statistics)) } else { show(statistics) }
    }

    private func show(_ statistics: IndexStatistics) {
        let terminal = Terminal()
        print("\(statistics.letters) letters")
        if let rate = statistics.straightThroughRate {
            print(
                "\(statistics.filed) filed, \(statistics.straightThrough) of them without a person (\(Percent.text(rate)))"
            )
        }
        for (title, counts) in [
            ("STATE", statistics.byPhase), ("CLASS", statistics.byClass), ("CHANNEL", statistics.byChannel),
            ("DAY", statistics.byDay), ("WAITS BECAUSE", statistics.reviewReasons),
        ] where !counts.isEmpty {
            print("")
            var table = Table([.init(title: title), .init(title: "LETTERS", alignment: .right)])
            for count in counts { table.add([count.key.isEmpty ? "(not yet)" : count.key, "\(count.letters)"]) }
            terminal.show(table)
        }
        show("CLASS CONFIDENCE", statistics.classReliability, terminal)
        show("CUSTOMER CONFIDENCE", statistics.customerReliability, terminal)
    }

    private func show(_ title: String, _ bands: [IndexStatistics.Reliability], _ terminal: Terminal) {
        guard bands.contains(where: { $0.letters > 0 }) else { return }
        print("")
        var table = Table([
            .init(title: title), .init(title: "LETTERS", alignment: .right),
            .init(title: "CORRECTED", alignment: .right),
            .init(title: "MEAN GIVEN", alignment: .right),
        ])
        for band in bands where band.letters > 0 {
            table.add([
                "\(Percent.text(band.from)) to \(Percent.text(band.to))", "\(band.letters)", "\(band.corrected)",
                Percent.text(band.meanConfidence),
            ])
        }
        terminal.show(table)
    }
}

/// `greffe stats --json`.
private struct StatisticsJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case letters, filed
        case straightThrough = "straight_through"
        case straightThroughRate = "straight_through_rate"
        case byState = "by_state"
        case byClass = "by_class"
        case byChannel = "by_channel"
        case byDay = "by_day"
        case reviewReasons = "review_reasons"
        case classReliability = "class_reliability"
        case customerReliability = "customer_reliability"
    }

    struct Band: Encodable {
        var from: Double
        var to: Double
        var letters: Int
        var corrected: Int
        var mean: Double
    }

    var letters: Int
    var filed: Int
    var straightThrough: Int
    var straightThroughRate: Double?
    var byState: [String: Int]
    var byClass: [String: Int]
    var byChannel: [String: Int]
    var byDay: [String: Int]
    var reviewReasons: [String: Int]
    var classReliability: [Band]
    var customerReliability: [Band]

    init(_ statistics: IndexStatistics) {
        (letters, filed, straightThrough) = (statistics.letters, statistics.filed, statistics.straightThrough)
        straightThroughRate = statistics.straightThroughRate
        byState = Self.counts(statistics.byPhase)
        byClass = Self.counts(statistics.byClass)
        byChannel = Self.counts(statistics.byChannel)
        byDay = Self.counts(statistics.byDay)
        reviewReasons = Self.counts(statistics.reviewReasons)
        classReliability = Self.bands(statistics.classReliability)
        customerReliability = Self.bands(statistics.customerReliability)
    }

    private static func counts(_ counts: [IndexStatistics.Count]) -> [String: Int] {
        Dictionary(counts.map { ($0.key, $0.letters) }) { $0 + $1 }
    }

    private static func bands(_ bands: [IndexStatistics.Reliability]) -> [Band] {
        bands.filter { $0.letters > 0 }.map {
            Band(from: $0.from, to: $0.to, letters: $0.letters, corrected: $0.corrected, mean: $0.meanConfidence)
        }
    }
}
