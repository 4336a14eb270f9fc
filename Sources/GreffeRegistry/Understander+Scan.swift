import GreffeAnalysis
package import GreffeCore

/// What the machine makes of a whole scan: its letters, in the order of their pages, each with its decision.
package struct ScanDecision: Sendable {
    package struct Letter: Sendable {
        /// Numbers of its pages in the scan.
        package var pages: [Int]
        package var ticket: SeparatorTicket?
        package var reading: Reading
        package var decision: Decision

        package init(pages: [Int], ticket: SeparatorTicket? = nil, reading: Reading, decision: Decision) {
            (self.pages, self.ticket, self.reading, self.decision) = (pages, ticket, reading, decision)
        }
    }

    package var letters: [Letter]

    package var isOfSeveral: Bool { letters.count > 1 }

    package init(letters: [Letter]) { self.letters = letters }

    /// A scan that is one letter.
    package init(_ reading: Reading, _ decision: Decision) {
        self.init(letters: [Letter(pages: reading.pages.map(\.number), reading: reading, decision: decision)])
    }
}

extension Understander {
    /// Cuts the scan into letters and decides on each.
    package func decide(scan reading: Reading) throws -> ScanDecision {
        let cut = LetterCutter.cut(reading)
        var letters: [ScanDecision.Letter] = []
        for piece in cut.pieces {
            // A scan that is one letter keeps what was read of all its pages.
            let own = cut.isOfSeveral ? reading.restricted(to: piece.pages) : reading
            var decision = try decide(own)
            try apply(piece.ticket, to: &decision)
            decision.reviewReasons.insert(contentsOf: piece.doubts.map { .cutDoubtful($0) }, at: 0)
            // Filed as one, the letters behind the first would be lost to everybody who looks for them.
            if !cut.isOfSeveral, !cut.proposedStarts.isEmpty { decision.reviewReasons.insert(.severalLetters, at: 0) }
            decision.proposedStarts = cut.proposedStarts.filter(Set(piece.pages).contains)
            letters.append(.init(pages: piece.pages, ticket: piece.ticket, reading: own, decision: decision))
        }
        return ScanDecision(letters: letters)
    }

    /// The mailroom's word on a sheet settles what the machine was not sure of; where the machine was sure of something
    /// else, one of them is wrong, and a person looks.
    private func apply(_ ticket: SeparatorTicket?, to decision: inout Decision) throws {
        guard let ticket else { return }
        let understanding = decision.understanding
        if let said = ticket.letterClass, said != understanding.classification.letterClass {
            contradict(&decision)
        } else if ticket.letterClass != nil {
            decision.reviewReasons.removeAll { $0 == .classUnsure }
        }
        guard let said = ticket.customer else { return }
        switch understanding.customer.outcome {
        case .matched:
            if understanding.customer.customer?.number != said {
                contradict(&decision)
            } else {
                decision.reviewReasons.removeAll { $0 == .customerUnsure }
            }
        case .ambiguous, .unknown:
            guard try isKnown(said) else { return contradict(&decision) }
            let candidate = CustomerCandidate(number: said, confidence: 1, because: ["separator sheet"])
            let others = understanding.customer.candidates.filter { $0.number != said }
            decision.understanding.customer = CustomerMatch(outcome: .matched, candidates: [candidate] + others)
            decision.reviewReasons.removeAll { $0 == .customerAmbiguous || $0 == .customerUnknown }
        }
    }

    private func contradict(_ decision: inout Decision) {
        if !decision.reviewReasons.contains(.sheetContradicted) { decision.reviewReasons.append(.sheetContradicted) }
    }
}
