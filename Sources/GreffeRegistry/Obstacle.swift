package import GreffeCore
package import GreffeIndex

/// Why a letter may not be destroyed.
package struct Obstacle: Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case held(HoldRow)
        /// The law keeps it until a day.
        case retained(until: CalendarDate, rule: String, basis: String)
        /// The term counts from an event nobody has noted.
        case eventMissing(start: String, rule: String, basis: String)
        /// Its class is to be kept for ever.
        case kept(rule: String, basis: String)
        /// A person must name such a letter.
        case needsLooking(rule: String)
        /// Nobody has filed it, so nobody knows which law keeps it.
        case undecided(LetterState.Phase)
        case gone
    }

    package var letter: AccessionNumber
    package var reason: Reason

    package var isHold: Bool { if case .held = reason { true } else { false } }

    package var description: String {
        switch reason {
        case .held(let hold):
            "letter \(letter) is under the legal hold \(hold.number) (\(hold.by ?? "?")"
                + (hold.since.map { ", since \($0)" } ?? "") + (hold.reason.map { ": \($0)" } ?? "") + ")"
        case .retained(let day, let rule, let basis): "letter \(letter) is kept until \(day) by \(rule) (\(basis))"
        case .eventMissing(let start, let rule, let basis):
            "letter \(letter) is kept by \(rule) (\(basis)), whose \(start) nobody has noted"
        case .kept(let rule, let basis): "letter \(letter) is kept for ever by \(rule) (\(basis))"
        case .needsLooking(let rule): "letter \(letter) is to be looked at and named (\(rule))"
        case .undecided(let phase): "letter \(letter) is \(phase.rawValue): nobody has decided what it is"
        case .gone: "letter \(letter) was destroyed already"
        }
    }
}

/// The one place that says whether a letter may be destroyed; disposal and erasure ask it, when somebody proposes, when
/// somebody else approves, and again under the archive's lock when it is done.
struct KeepingRules {
    let index: LetterIndex
    let workflows: [LetterClass: Workflow]
    let today: CalendarDate

    enum Purpose {
        /// At the end of the term.
        case disposal
        /// As above, the letter having been named by a person.
        case namedDisposal
        /// At the request of the person it is about.
        case erasure
    }

    /// The letters with all that share a scan with them: the image goes as a whole or not at all.
    func families(of numbers: [AccessionNumber]) throws -> [AccessionNumber] {
        var all = Set(numbers)
        for number in numbers { all.formUnion(try index.family(of: number)) }
        return all.sorted()
    }

    /// - Throws: `letterUnknown`.
    func obstacles(to number: AccessionNumber, for purpose: Purpose) throws -> [Obstacle] {
        guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
        if letter.isErased { return [Obstacle(letter: number, reason: .gone)] }
        let holds = try index.holds(on: number).map { Obstacle(letter: number, reason: .held($0)) }
        return holds + retention(letter, purpose).map { Obstacle(letter: number, reason: $0) }
    }

    private func retention(_ letter: LetterRow, _ purpose: Purpose) -> [Obstacle.Reason] {
        switch letter.phase {
        case .filed: break
        case .rejected, .quarantined:
            // No law keeps what is not mail, or cannot be read; only a person's wish takes it away before somebody
            // has filed it.
            return purpose == .erasure ? [] : [.undecided(letter.phase)]
        // A scan whose letters are others now, or a letter whose pages are: those say how long it is kept.
        case .separated: return []
        case .accessioned, .read, .review, .classified: return [.undecided(letter.phase)]
        }
        guard let retention = letter.retention else { return [.undecided(letter.phase)] }
        let (rule, basis) = (retention.rule, retention.basis)
        switch retention.disposition {
        case .keep: return [.kept(rule: rule, basis: basis)]
        case .review: if purpose == .disposal { return [.needsLooking(rule: rule)] }
        case .destroy: break
        }
        guard let term = retention.term else {
            return [.eventMissing(start: retention.start, rule: rule, basis: basis)]
        }
        if term > today { return [.retained(until: term, rule: rule, basis: basis)] }
        // A law that has become longer since the filing keeps what is still there.
        if let now = current(letter, retention),
            let later = now.term(received: letter.received.date, event: retention.from),
            later > today
        {
            return [.retained(until: later, rule: now.id, basis: now.basis)]
        }
        return []
    }

    /// The rule of the same name as it stands today; for a changed name, the one it now has is another rule.
    private func current(_ letter: LetterRow, _ retention: LetterRow.RetentionRow) -> RetentionRule? {
        letter.letterClass.flatMap { workflows[$0] }?.retentionRules.first { $0.id == retention.rule }
    }
}
