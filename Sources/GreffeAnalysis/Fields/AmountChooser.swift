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
        /// The sum that is not on the paper, or not readable there.
        var isComputed: LabelledAmount.Kind?
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
            fields[.amountNet] = value(net.cents, at: sums.isComputed == .net ? nil : net.from, confidence(net.from))
        }
        if let total = sums.total {
            fields[.amountTotal] = value(
                total.cents, at: sums.isComputed == .total ? nil : total.from, confidence(total.from))
        }
        if let vat = sums.vat {
            if let from = vat.from {
                fields[.amountVat] = FieldValue(
                    Self.text(vat.cents), confidence: sums.isProven ? 0.98 : 0.7, at: from.place,
                    isProven: sums.isProven)
            } else {
                fields[.amountVat] = FieldValue(value: Self.text(vat.cents), confidence: 0.9)
            }
        }
        if let anchor = sums.total?.from ?? sums.net?.from, let currency = currency(near: anchor) {
            fields[.amountCurrency] = FieldValue(
                currency.code, confidence: currency.isBeside ? 0.98 : 0.85, at: anchor.place, isProven: sums.isProven)
        }
        return fields
    }

    private func value(_ cents: Int, at amount: LabelledAmount?, _ confidence: Double) -> FieldValue {
        guard let amount else { return FieldValue(value: Self.text(cents), confidence: 0.8) }
        return FieldValue(
            Self.text(cents), confidence: cents == amount.amount.cents ? confidence : 0.88, at: amount.place,
            isProven: confidence > 0.95)
    }

    static func text(_ cents: Int) -> String {
        (cents < 0 ? "-" : "") + "\(abs(cents) / 100)." + padded(abs(cents) % 100, 2)
    }

    // MARK: Arithmetic

    private func sums(page: Int) -> Sums? {
        let found = AmountTable(evidence).amounts(page: page)
        let nets = found.filter { $0.kind == .net }
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
        if let best, best.isProven { return best }
        return mended(nets: nets, vats: vats, totals: totals, rates: rates)
            ?? completed(nets: nets, vats: vats, totals: totals, rates: rates, page: page)
            ?? best ?? unproven(nets: nets, vats: vats, totals: totals, page: page)
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
        if let last = Self.parts(of: tax, among: vats) {
            sums.vat = (sign * tax, last)
            sums.score += 2.5
            return sums
        }
        // The tax misread or not printed: its rate is.
        if isTax(tax, of: abs(net.cents), rates), min(total.from.strength, net.from.strength) >= 1.5 {
            if !vats.isEmpty || hasTaxLine(page: total.from.place.page) { sums.vat = (sign * tax, vats.first) }
            sums.score += 1
            return sums
        }
        // Several rates, one of their lines misread: the difference lies where such a mixture would.
        if let part = vats.first(where: { (1..<tax).contains(abs($0.amount.cents)) && $0.strength >= 2 }),
            part.place.line > net.from.place.line,
            total.from.strength >= 2, net.from.strength >= 2, tax * 1000 >= abs(net.cents) * 21,
            tax * 1000 <= abs(net.cents) * 201
        {
            sums.isProven = false
            return sums
        }
        return nil
    }

    /// One of the three sums is missing or misread; the other two and a printed rate give it.
    private func completed(
        nets: [LabelledAmount], vats: [LabelledAmount], totals: [LabelledAmount], rates: [Double], page: Int
    ) -> Sums? {
        var best: Sums?
        func consider(_ sums: Sums) { if sums.score > best?.score ?? 0 { best = sums } }
        for vat in vats {
            for tax in vat.readings.map(abs) where tax > 0 {
                for net in nets where net.strength >= 1.5 {
                    for cents in net.readings.map(abs) where isTax(tax, of: cents, rates) {
                        let end = max(net.place.line, vat.place.line)
                        guard
                            let total = fitting(
                                cents + tax, totals, isNegative: net.amount.cents < 0, after: end, page: page)
                        else {
                            continue
                        }
                        consider(
                            Sums(
                                net: (net.amount.cents < 0 ? -cents : cents, net),
                                vat: (vat.amount.cents < 0 ? -tax : tax, vat),
                                total: (total.cents, total.from ?? net), isProven: true, isComputed: .total,
                                score: net.strength + vat.strength))
                    }
                }
                for total in totals where total.strength >= 1.6 {
                    let net = abs(total.amount.cents) - tax
                    guard net > 0, isTax(tax, of: net, rates) else { continue }
                    var sums = Sums(
                        net: nil, vat: (vat.amount.cents, vat), total: (total.amount.cents, total), isProven: true,
                        score: total.strength + vat.strength)
                    if let read = nets.first(where: { Self.isOneDigitOff(abs($0.amount.cents), net) }) {
                        sums.net = (total.amount.cents < 0 ? -net : net, read)
                    } else if let printed = AmountTable(evidence).amount(
                        net, page: page, from: vat.place.line - 4, through: vat.place.line)
                    {
                        sums.net = (printed.amount.cents, printed)
                    } else if saysNet(page: page) {
                        (sums.net, sums.isComputed) = ((total.amount.cents < 0 ? -net : net, total), .net)
                    }
                    consider(sums)
                }
            }
        }
        return best
    }

    /// The last of two to five tax lines that sum up to a tax, one amount of each line (a line may also give the base).
    private static func parts(of tax: Int, among vats: [LabelledAmount]) -> LabelledAmount? {
        let lines = Dictionary(grouping: vats.filter { (1..<tax).contains(abs($0.amount.cents)) }, by: \.place.line)
            .sorted { $0.key < $1.key }.map(\.value)
        guard (2...5).contains(lines.count) else { return nil }
        var partial: [Int] = [0]
        for line in lines {
            partial = partial.flatMap { sum in line.prefix(3).map { sum + abs($0.amount.cents) } }
        }
        return partial.contains { abs($0 - tax) <= 2 } ? lines.last?.last : nil
    }

    /// Net and tax as the total and a printed rate make them, where both were read with a slip.
    private func mended(
        nets: [LabelledAmount], vats: [LabelledAmount], totals: [LabelledAmount], rates: [Double]
    ) -> Sums? {
        for total in totals where total.strength >= 1.6 {
            let gross = abs(total.amount.cents)
            for rate in rates where rate > 0 {
                let net = Int((Double(gross) * 100 / (100 + rate)).rounded())
                let tax = gross - net
                guard
                    let readNet = nets.first(where: {
                        $0.amount.cents == net || Self.isOneDigitOff(abs($0.amount.cents), net)
                    }),
                    let readTax = vats.first(where: {
                        abs(abs($0.amount.cents) - tax) <= 1 || Self.isOneDigitOff(abs($0.amount.cents), tax)
                    })
                else { continue }
                // Net and tax as read agree with each other: then the total is misread, not they.
                if readNet.amount.cents != net, isTax(abs(readTax.amount.cents), of: abs(readNet.amount.cents), rates) {
                    continue
                }
                let sign = total.amount.cents < 0 ? -1 : 1
                return Sums(
                    net: (sign * net, readNet), vat: (sign * tax, readTax), total: (total.amount.cents, total),
                    isProven: true,
                    score: total.strength + readNet.strength)
            }
        }
        return nil
    }

    private func isTax(_ tax: Int, of net: Int, _ rates: [Double]) -> Bool {
        rates.contains { abs(Double(net) * $0 / 100 - Double(tax)) <= 1.5 }
    }

    /// The total a net and a tax ask for: read with one figure wrong, or not read at all; nil where a plain total says
    /// otherwise.
    private func fitting(
        _ cents: Int, _ totals: [LabelledAmount], isNegative: Bool, after line: Int, page: Int
    ) -> (
        cents: Int, from: LabelledAmount?
    )? {
        let signed = isNegative ? -cents : cents
        if let near = totals.first(where: { Self.isOneDigitOff(abs($0.amount.cents), cents) }) { return (signed, near) }
        // Other sums below: the paper goes on to something else.
        let hasMore = evidence.pages[page].lines.dropFirst(line + 1).contains {
            !AmountScanner.amounts(in: $0.tokens).isEmpty
        }
        return hasMore || totals.contains { $0.strength >= 1.6 } ? nil : (signed, nil)
    }

    private static func isOneDigitOff(_ one: Int, _ other: Int) -> Bool {
        let (left, right) = (String(one), String(other))
        return left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).filter { $0 != $1 }.count == 1
    }

    /// A line, not a column's head, announces a net sum.
    private func saysNet(page: Int) -> Bool {
        evidence.pages[page].lines.contains { line in
            guard let cell = line.cells.first, line.cells.count <= 2 else { return false }
            let terms = evidence.pages[page].terms(of: cell)
            return terms.count <= 5
                && AmountWords.kind(of: terms).map { $0.kind == .net && $0.strength >= 1.5 } ?? false
        }
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
        // Sums that contradict each other: one is misread, nobody knows which.
        if total != nil, net != nil, !vats.isEmpty { net = nil }
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
