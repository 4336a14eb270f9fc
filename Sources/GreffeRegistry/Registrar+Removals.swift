package import GreffeCore
package import GreffeIndex
import GreffeStorage

/// What a person may be told when letters were proposed: the proposal, and what was left out of it.
package struct RemovalProposal: Sendable, Hashable {
    package var row: RemovalRow
    /// Letters that were asked for and must be kept, with the reasons; empty unless part of them was enough.
    package var leftOut: [Obstacle]
}

/// Who asks for the erasure of what, and on which ground.
package struct ErasureRequest: Sendable, Hashable {
    package enum Scope: Sendable, Hashable {
        case letters([AccessionNumber])
        /// The customer's entry in the directory and all their letters.
        case customer(CustomerNumber)
    }

    package var scope: Scope
    /// The person's request: when, how, by whom it was checked that it was theirs. It goes with the letters.
    package var reason: String
    /// Whether to go on with what may be erased, where the law keeps the rest.
    package var partly: Bool
    package var by: String

    package init(scope: Scope, reason: String, partly: Bool = false, by: String) {
        (self.scope, self.reason, self.partly, self.by) = (scope, reason, partly, by)
    }
}

/// Destruction is proposed by one person, approved by another, and then done. Holds and terms are looked at each time,
/// under the archive's lock.
extension Registrar {
    /// Letters of one proposal: the entry that gives leave refers to all of them, and to the request itself.
    package static let removedLettersMax = Entry.refsMax - 96

    /// Proposes letters for destruction at the end of their term.
    /// - Parameter letters: named by a person; nil: all whose term has come and that nothing keeps, at most
    ///   `removedLettersMax`.
    /// - Throws: `obstacles` when one of the letters named must be kept.
    package func proposeDisposal(of letters: [AccessionNumber]?, by: String) throws -> RemovalRow {
        _ = try PersonName(by: by)
        return try removal { index in
            let rules = self.keepingRules(index)
            let numbers = try self.checked(
                try letters ?? self.disposable(rules), rules, letters == nil ? .disposal : .namedDisposal)
            return Act(
                kind: .disposalProposed,
                body: .object(["by": .string(by.nfc), "grounds": try Self.grounds(numbers, index)]))
        }
    }

    /// Asks for the erasure of letters, or of everything about a customer.
    /// - Throws: `obstacles` when the law or a hold keeps a letter (any, or with `partly` all of them).
    package func requestErasure(_ request: ErasureRequest) throws -> RemovalProposal {
        _ = try PersonName(by: request.by)
        try Self.checkReason(request.reason)
        var leftOut: [Obstacle] = []
        let row = try removal { index in
            let rules = self.keepingRules(index)
            var numbers: [AccessionNumber] = []
            var customer: CustomerNumber?
            switch request.scope {
            case .letters(let named): numbers = named
            case .customer(let number):
                customer = number
                try self.checkCustomer(number, index)
                let homes = try index.homes(of: number, limit: Self.removedLettersMax + 1)
                numbers = homes.letters
                let isKnown = try self.archive.customers.customer(number) != nil
                guard !numbers.isEmpty || !homes.others.isEmpty || isKnown else {
                    throw RegistryError.customerUnknown(number)
                }
            }
            if request.partly {
                let asked = numbers.count
                var kept: Set<AccessionNumber> = []
                for number in numbers {
                    let obstacles = try rules.families(of: [number]).flatMap {
                        try rules.obstacles(to: $0, for: .erasure)
                    }
                    leftOut += obstacles.filter { !leftOut.contains($0) }
                    if !obstacles.isEmpty { kept.insert(number) }
                }
                numbers.removeAll { kept.contains($0) }
                if numbers.isEmpty, asked > 0 { throw KeepingError.obstacles(leftOut, asked: asked) }
                // The directory goes on naming whom the law still keeps letters of.
                if !kept.isEmpty { customer = nil }
            }
            if !numbers.isEmpty || customer == nil { numbers = try self.checked(numbers, rules, .erasure) }
            var body: [String: CanonicalJSON] = [
                "by": .string(request.by.nfc), "reason": .string(request.reason.nfc),
                "grounds": .array([
                    .object(["basis": .string(Self.erasureBasis), "letters": Self.numbers(numbers)])
                ]),
            ]
            body["customer"] = customer.map { .string($0.value.nfc) }
            return Act(kind: .erasureRequested, body: .object(body))
        }
        return RemovalProposal(row: row, leftOut: leftOut)
    }

    static let erasureBasis = "GDPR, art. 17"

    /// A second person agrees; whoever proposed cannot.
    package func approveRemoval(_ id: String, kind: RemovalRow.Kind, by: String) throws -> RemovalRow {
        let person = try PersonName(by: by)
        return try changeRemoval(id, kind, from: [.proposed]) { row, index in
            guard let proposer = row.by, try PersonName(by: proposer) != person else {
                throw KeepingError.secondPerson(person.name)
            }
            if let customer = row.customer { try self.checkCustomer(customer, index) }
            try self.checkStill(try index.letters(of: row.number), row, index)
            return Act(
                kind: .disposalApproved, body: .object(["by": .string(by.nfc)]), refs: [.entry(row.number.leaf)])
        }
    }

    /// Somebody takes a proposal back; its letters may be proposed again.
    package func withdrawRemoval(_ id: String, kind: RemovalRow.Kind, by: String) throws -> RemovalRow {
        _ = try PersonName(by: by)
        return try changeRemoval(id, kind, from: [.proposed, .approved]) { row, _ in
            Act(kind: .released, body: .object(["by": .string(by.nfc)]), refs: [.entry(row.number.leaf)])
        }
    }

    // MARK: Steps

    /// What is due, without what shares a scan with a letter that must be kept.
    private func disposable(_ rules: KeepingRules) throws -> [AccessionNumber] {
        var found: [AccessionNumber] = []
        for number in try rules.index.disposable(on: rules.today, limit: Self.removedLettersMax) {
            let family = try rules.families(of: [number])
            guard found.count + family.count <= Self.removedLettersMax else { break }
            let obstacles = try family.flatMap { try rules.obstacles(to: $0, for: .disposal) }
            if obstacles.isEmpty { found += family }
        }
        return found
    }

    /// A hold on a customer keeps the customer, with or without letters.
    func checkCustomer(_ customer: CustomerNumber, _ index: LetterIndex) throws {
        if let hold = try index.holds(on: customer).first { throw KeepingError.customerHeld(customer, hold) }
    }

    func keepingRules(_ index: LetterIndex) -> KeepingRules {
        KeepingRules(index: index, workflows: archive.settings.workflows, today: today)
    }

    /// What was approved had been named by the proposal.
    static func purpose(_ kind: RemovalRow.Kind) -> KeepingRules.Purpose {
        kind == .erasure ? .erasure : .namedDisposal
    }

    /// Whether letters that were named may still go, and are still all that would.
    func checkStill(_ named: [AccessionNumber], _ row: RemovalRow, _ index: LetterIndex) throws {
        let now = try checked(named, keepingRules(index), Self.purpose(row.kind), mayBeNone: true)
        let since = Set(now).subtracting(named).sorted()
        guard since.isEmpty else { throw KeepingError.lettersSince(row.number, since) }
    }

    func checked(
        _ numbers: [AccessionNumber], _ rules: KeepingRules, _ purpose: KeepingRules.Purpose, mayBeNone: Bool = false
    ) throws -> [AccessionNumber] {
        let numbers = try rules.families(of: numbers)
        guard mayBeNone || !numbers.isEmpty else { throw KeepingError.nothingToRemove }
        guard numbers.count <= Self.removedLettersMax else {
            throw KeepingError.tooMany(numbers.count, max: Self.removedLettersMax)
        }
        let obstacles = try numbers.flatMap { try rules.obstacles(to: $0, for: purpose) }
        guard obstacles.isEmpty else { throw KeepingError.obstacles(obstacles, asked: numbers.count) }
        return numbers
    }

    /// The letters by rule and term, so that the proposal says for ever why they could go; it names nobody.
    private static func grounds(_ numbers: [AccessionNumber], _ index: LetterIndex) throws -> CanonicalJSON {
        var grounds: [[String]: [AccessionNumber]] = [:]
        for number in numbers {
            let retention = try index.letter(number)?.letter.retention
            let key = [retention?.rule ?? "", retention?.basis ?? "", retention?.term.map { "\($0)" } ?? ""]
            grounds[key, default: []].append(number)
        }
        return .array(
            grounds.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, letters in
                .object([
                    "rule": .string(key[0].nfc), "basis": .string(key[1].nfc), "term": .string(key[2]),
                    "letters": Self.numbers(letters),
                ])
            })
    }

    private func removal(_ act: (LetterIndex) throws -> Act) throws -> RemovalRow {
        let appended = try append { index in [try act(index)] }
        guard let number = appended.first?.accession, let row = try archive.index.removal(number) else {
            throw KeepingError.nothingToRemove
        }
        return row
    }

    func changeRemoval(
        _ id: String, _ kind: RemovalRow.Kind, from states: [RemovalRow.State],
        _ act: (RemovalRow, LetterIndex) throws -> Act
    ) throws -> RemovalRow {
        guard let number = AccessionNumber(id) else { throw KeepingError.removalUnknown(id) }
        try append { index in
            guard let row = try index.removal(number), row.kind == kind else { throw KeepingError.removalUnknown(id) }
            guard states.contains(row.state) else {
                throw KeepingError.removalState(number, row.state, wanted: states)
            }
            return [try act(row, index)]
        }
        guard let row = try archive.index.removal(number) else { throw KeepingError.removalUnknown(id) }
        return row
    }
}
