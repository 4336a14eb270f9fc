import GreffeCore

/// Picks net, tax and total so that they add up.
struct AmountChooser {
    private let evidence: LetterEvidence
    private let letterClass: LetterClass

    init(_ evidence: LetterEvidence, letterClass: LetterClass) {
        (self.evidence, self.letterClass) = (evidence, letterClass)
    }

    /// Net, tax and total as chosen from one page, in cents.
    private struct Sums {
        var net: (cents: Int, from: LabelledAmount)?
        var vat: (cents: Int, from: LabelledAmount?)?
        var total: (cents: Int, from: LabelledAmount)?
        /// The arithmetic holds.
        var isProven = false
        var score = 0.0
    }

    func amounts() -> [FieldName: FieldValue] {
        var best: Sums?
        for page in evidence.pages.indices {
            guard var sums = sums(page: page) else { continue }
            // Bills and orders state their sums; elsewhere only a bill enclosed counts, and only when it adds up.
            if letterClass == .claim || letterClass == .other, !sums.isProven { continue }
            sums.score -= Double(page) * 0.6
            if sums.score > best?.score ?? 0 { best = sums }
        }
        guard let best else { return [:] }
        return fields(best)
    }

    private func fields(_ sums: Sums) -> [FieldName: FieldValue] {
        var fields: [FieldName: FieldValue] = [:]
        func confidence(_ amount: LabelledAmount) -> Double {
            if sums.isProven { return 0.98 }
            return amount.strength >= 2.5 ? 0.82 : 0.66
        }
        if let net = sums.net {
            fields[.amountNet] = FieldValue(Self.text(net.cents), confidence: confidence(net.from), at: net.from.place)
        }
        if let total = sums.total {
            fields[.amountTotal] = FieldValue(
                Self.text(total.cents), confidence: confidence(total.from), at: total.from.place)
        }
        if let vat = sums.vat {
            if let from = vat.from {
                fields[.amountVat] = FieldValue(
                    Self.text(vat.cents), confidence: sums.isProven ? 0.98 : 0.7, at: from.place)
            } else {
                fields[.amountVat] = FieldValue(value: Self.text(vat.cents), confidence: 0.9)
            }
        }
        if let anchor = sums.total?.from ?? sums.net?.from, let currency = currency(near: anchor) {
            fields[.amountCurrency] = FieldValue(
                currency.code, confidence: currency.isBeside ? 0.98 : 0.85, at: anchor.place)
        }
        return fields
    }

    static func text(_ cents: Int) -> String {
        (cents < 0 ? "-" : "") + "\(abs(cents) / 100)." + padded(abs(cents) % 100, 2)
    }

    // MARK: Arithmetic

    private func sums(page: Int) -> Sums? {
        let found = AmountTable(evidence).amounts(page: page)
        let nets = found.filter { $0.kind == .net && !$0.amount.isRepaired || $0.kind == .net }
        let vats = found.filter { $0.kind == .vat }
        let totals = found.filter { $0.kind == .total }
        let rates = rates(page: page)
        var best: Sums?
        for total in totals.prefix(40) {
            for net in nets.prefix(40) {
                for totalCents in total.readings {
                    for netCents in net.readings {
                        guard
                            let sums = check(total: (totalCents, total), net: (netCents, net), vats: vats, rates: rates)
                        else { continue }
                        if sums.score > best?.score ?? 0 { best = sums }
                    }
                }
            }
        }
        if let best { return best }
        return totalWithTax(totals, vats: vats, rates: rates)
            ?? unproven(nets: nets, vats: vats, totals: totals, page: page)
    }

    /// A pair of total and net whose difference is a tax on the paper, or a usual rate of the net.
    private func check(
        total: (cents: Int, from: LabelledAmount), net: (cents: Int, from: LabelledAmount), vats: [LabelledAmount],
        rates: [Double]
    ) -> Sums? {
        guard total.from.place != net.from.place, (total.cents < 0) == (net.cents < 0) else { return nil }
        let tax = abs(total.cents) - abs(net.cents)
        var sums = Sums(
            net: net, vat: nil, total: total, isProven: true, score: total.from.strength + net.from.strength)
        // Read without its comma, or repaired: less likely than what was read plainly.
        if total.from.amount.cents != total.cents || total.from.amount.isRepaired { sums.score -= 0.5 }
        if net.from.amount.cents != net.cents || net.from.amount.isRepaired { sums.score -= 0.5 }
        sums.score += min(0.5, Double(total.from.place.line) * 0.002)
        if tax == 0 {
            // No tax: only where the paper says so.
            let zero = vats.first { $0.amount.cents == 0 }
            guard zero != nil || isExempt(page: total.from.place.page) else { return nil }
            if let zero { sums.vat = (0, zero) }
            return sums
        }
        guard tax > 0, tax * 10 <= abs(net.cents) * 3 else { return nil }
        let sign = total.cents < 0 ? -1 : 1
        if let vat = vats.first(where: { $0.readings.contains { abs(abs($0) - tax) <= 1 } }) {
            sums.vat = (sign * tax, vat)
            sums.score += 2 + vat.strength * 0.3
            return sums
        }
        // Several rates: their taxes sum up.
        var seen: Set<Int> = []
        let parts = vats.filter { abs($0.amount.cents) < tax && seen.insert($0.place.line).inserted }
        if (2...5).contains(parts.count), abs(parts.reduce(0) { $0 + abs($1.amount.cents) } - tax) <= 2 {
            sums.vat = (sign * tax, parts.last)
            sums.score += 2.5
            return sums
        }
        // The tax misread or not printed: its rate is.
        if rates.contains(where: { abs(Double(abs(net.cents)) * $0 / 100 - Double(tax)) <= 1.5 }) {
            if !vats.isEmpty || hasTaxLine(page: total.from.place.page) { sums.vat = (sign * tax, vats.first) }
            sums.score += 1
            return sums
        }
        return nil
    }

    /// A total that says how much tax is in it: `Total TTC 120,00 dont TVA 20,00`.
    private func totalWithTax(_ totals: [LabelledAmount], vats: [LabelledAmount], rates: [Double]) -> Sums? {
        var best: Sums?
        for total in totals where total.strength >= 1.6 {
            for vat in vats {
                let (gross, tax) = (abs(total.amount.cents), abs(vat.amount.cents))
                guard tax > 0, tax < gross,
                    rates.contains(where: { abs(Double(gross) * $0 / (100 + $0) - Double(tax)) <= 1.5 })
                else { continue }
                let sums = Sums(
                    net: nil, vat: (vat.amount.cents, vat), total: (total.amount.cents, total), isProven: true,
                    score: total.strength + vat.strength)
                if sums.score > best?.score ?? 0 { best = sums }
            }
        }
        return best
    }

    /// What the words alone say, where nothing adds up.
    private func unproven(nets: [LabelledAmount], vats: [LabelledAmount], totals: [LabelledAmount], page: Int) -> Sums?
    {
        func strongest(_ amounts: [LabelledAmount], bar: Double) -> LabelledAmount? {
            amounts.filter { $0.strength >= bar && !$0.amount.isRepaired }.max {
                ($0.strength, $0.place.line) < ($1.strength, $1.place.line)
            }
        }
        let total = strongest(totals, bar: letterClass == .invoice ? 1.6 : 1.9)
        var net = strongest(nets, bar: 2)
        if let total, let candidate = net, abs(candidate.amount.cents) >= abs(total.amount.cents) { net = nil }
        guard total != nil || net != nil else { return nil }
        var sums = Sums(score: (total?.strength ?? 0) + (net?.strength ?? 0) * 0.5)
        sums.net = net.map { ($0.amount.cents, $0) }
        sums.total = total.map { ($0.amount.cents, $0) }
        // Only a net, and no tax is charged: that is what is to be paid.
        if total == nil, let net, vats.allSatisfy({ $0.amount.cents == 0 }), isExempt(page: page) {
            sums.total = (net.amount.cents, net)
        }
        return sums
    }

    // MARK: What the page says

    /// The tax rates printed on the page; the usual ones where none is.
    private func rates(page: Int) -> [Double] {
        var rates: Set<Double> = []
        for line in evidence.pages[page].lines {
            for (index, token) in line.tokens.enumerated() where token.folded == "%" && index > 0 {
                guard let last = Double(line.tokens[index - 1].text) else { continue }
                if index >= 3, [",", "."].contains(line.tokens[index - 2].folded),
                    let whole = Double(line.tokens[index - 3].text)
                {
                    rates.insert(whole + last / (line.tokens[index - 1].text.utf8.count == 2 ? 100 : 10))
                } else {
                    rates.insert(last)
                }
            }
        }
        let printed = rates.filter { Self.usualRates.contains($0) }
        return printed.isEmpty ? [20, 10, 5.5, 19, 7] : Array(printed)
    }

    /// Rates of value added tax in France, Germany, Britain, Belgium, Luxembourg, Switzerland, Austria, Spain, Italy.
    private static let usualRates: Set<Double> = [
        20, 19.6, 10, 8.5, 5.5, 2.1, 19, 16, 7, 5, 21, 12, 6, 17, 8, 3, 8.1, 7.7, 2.5, 2.6, 13, 22,
    ]

    private func hasTaxLine(page: Int) -> Bool {
        evidence.pages[page].lines.contains { line in
            line.terms.contains { ["tva", "vat", "mwst", "ust", "umsatzsteuer"].contains($0.folded) }
        }
    }

    /// The page says that no tax is charged.
    private func isExempt(page: Int) -> Bool {
        evidence.pages[page].lines.contains { line in
            let words = line.terms.map(\.folded)
            let hasTax = words.contains {
                ["tva", "vat", "mwst", "ust", "umsatzsteuer", "mehrwertsteuer", "steuer"].contains($0)
            }
            if hasTax, words.contains(where: Self.exemptions.contains) { return true }
            return words.contains {
                [
                    "autoliquidation", "293", "steuerfrei", "steuerfreie", "umsatzsteuerfrei", "kleinunternehmer",
                    "steuerschuldnerschaft", "steuerbefreit",
                ].contains($0)
            }
                || words.contains("reverse") && words.contains("charge")
        }
    }

    private static let exemptions: Set<String> = [
        "applicable", "exonere", "exoneree", "exoneration", "exempt", "exempted", "franchise", "autoliquidation",
        "zero", "frei", "keine", "ausgewiesen", "exonerees", "exoneres", "outside",
    ]

    private func currency(near amount: LabelledAmount) -> (code: String, isBeside: Bool)? {
        if let code = amount.amount.currency { return (code, true) }
        let page = evidence.pages[amount.place.page]
        let own = page.lines[amount.place.line].tokens.lazy.compactMap { AmountScanner.currency($0.folded) }.first
        if let own { return (own, true) }
        var counts: [String: Int] = [:]
        for line in page.lines {
            for token in line.tokens {
                if let code = AmountScanner.currency(token.folded) { counts[code, default: 0] += 1 }
            }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, false) }
    }
}
