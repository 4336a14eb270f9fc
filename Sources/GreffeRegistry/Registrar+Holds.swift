package import GreffeCore
package import GreffeIndex
import GreffeStorage

/// What a legal hold is asked for.
package struct HoldRequest: Sendable, Hashable {
    package enum Scope: Sendable, Hashable {
        case letters([AccessionNumber])
        /// All letters of the customer, those to come included.
        case customer(CustomerNumber)
        /// All letters of the case, those to come included.
        case caseFile(AccessionNumber)
        /// The letters a search finds now.
        case search(SearchQuery)
    }

    package var scope: Scope
    /// Why, one line.
    package var reason: String
    /// Nil: today.
    package var since: CalendarDate?
    package var until: CalendarDate?
    package var by: String

    package init(scope: Scope, reason: String, since: CalendarDate? = nil, until: CalendarDate? = nil, by: String) {
        (self.scope, self.reason, self.since, self.until, self.by) = (scope, reason, since, until, by)
    }
}

extension Registrar {
    /// Letters one hold may name: their numbers are in the body of one entry, which has at most a mebibyte.
    package static let heldLettersMax = 20_000

    /// Puts letters under a legal hold: from then on nothing of them is destroyed, whoever asks, until it is released.
    /// - Returns: the hold.
    package func hold(_ request: HoldRequest) throws -> HoldRow {
        try Self.checkReason(request.reason)
        let appended = try append { index in
            var body: [String: CanonicalJSON] = [
                "by": .string(request.by.nfc), "reason": .string(request.reason.nfc),
                "since": .string("\(request.since ?? self.today)"),
            ]
            body["until"] = request.until.map { .string("\($0)") }
            switch request.scope {
            case .letters(let numbers):
                body["letters"] = Self.numbers(try self.living(numbers, index))
            case .customer(let customer):
                // A number in the directory, or on a letter whose customer has left it.
                let isKnown = try self.archive.customers.customer(customer) != nil
                guard try isKnown || !index.timeline(of: customer, limit: 1).isEmpty else {
                    throw RegistryError.customerUnknown(customer)
                }
                body["customer"] = .string(customer.value.nfc)
            case .caseFile(let number):
                guard try index.caseFile(number) != nil else { throw KeepingError.caseUnknown("\(number)") }
                body["case"] = .string("\(number)")
            case .search(let query):
                let numbers = try self.found(query, index)
                guard !numbers.isEmpty else { throw KeepingError.nothingToHold }
                body["letters"] = Self.numbers(numbers)
                body["words"] = .string(query.words.nfc)
            }
            return [Act(kind: .held, body: .object(body))]
        }
        guard let number = appended.first?.accession, let hold = try archive.index.hold(number) else {
            throw KeepingError.nothingToHold
        }
        return hold
    }

    /// Releases a hold as a whole; other holds on the same letters stay.
    /// - Parameter by: a person (`PersonName`).
    package func releaseHold(_ id: String, reason: String, by: String) throws -> HoldRow {
        try Self.checkReason(reason)
        _ = try PersonName(by: by)
        guard let number = AccessionNumber(id) else { throw KeepingError.holdUnknown(id) }
        try append { index in
            guard let hold = try index.hold(number) else { throw KeepingError.holdUnknown(id) }
            if let release = hold.release { throw KeepingError.holdReleased(number, at: release.time) }
            return [
                Act(
                    kind: .released, body: .object(["by": .string(by.nfc), "reason": .string(reason.nfc)]),
                    refs: [.entry(number.leaf)])
            ]
        }
        guard let hold = try archive.index.hold(number) else { throw KeepingError.holdUnknown(id) }
        return hold
    }

    private func living(_ numbers: [AccessionNumber], _ index: LetterIndex) throws -> [AccessionNumber] {
        guard !numbers.isEmpty else { throw KeepingError.nothingToHold }
        guard numbers.count <= Self.heldLettersMax else {
            throw KeepingError.tooMany(numbers.count, max: Self.heldLettersMax)
        }
        for number in numbers {
            guard let letter = try index.letter(number)?.letter else { throw RegistryError.letterUnknown("\(number)") }
            if letter.isErased { throw KeepingError.gone(number) }
        }
        return numbers
    }

    /// The letters a search finds now that are still there; at most `heldLettersMax`.
    func found(_ query: SearchQuery, _ index: LetterIndex) throws -> [AccessionNumber] {
        var query = query
        (query.sort, query.limit, query.wantsSnippets) = (.received, LetterIndex.pageMax, false)
        query.countMax = Self.heldLettersMax + 1
        var numbers: [AccessionNumber] = []
        while true {
            let page = try index.letters(matching: query)
            guard page.total <= Self.heldLettersMax else {
                throw KeepingError.tooMany(page.total, max: Self.heldLettersMax)
            }
            numbers += page.hits.map(\.letter).filter { !$0.isErased }.map(\.accession)
            guard let next = page.next else { break }
            query.after = next
        }
        return numbers
    }

    static func numbers(_ letters: [AccessionNumber]) -> CanonicalJSON {
        .array(Set(letters).sorted().map { .string("\($0)") })
    }
}
