import GreffeCore

/// In which month's folder each entry's home lies. Times never go back, so one step a month tells it for every entry.
struct HomeMonths {
    private var steps: [LedgerMoment] = []

    /// Entries are noted in order.
    mutating func note(_ entry: Entry) {
        let date = entry.time.date
        if let last = steps.last?.time.date, last.year == date.year, last.month == date.month { return }
        steps.append(LedgerMoment(seq: entry.seq, time: entry.time))
    }

    /// The vault folder of a home noted before; nil when it lies before the first entry that could be read.
    func folder(home: LeafIndex) -> String? {
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].seq <= home { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? VaultLayout.folder(home: home, time: steps[low - 1].time) : nil
    }

    /// The number the home would have as a letter.
    func accession(home: LeafIndex) -> AccessionNumber? {
        folder(home: home).flatMap { AccessionNumber($0.split(separator: "/").last ?? "") }
    }
}
