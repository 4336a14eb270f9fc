package import GreffeCore
package import GreffeIndex
import GreffeStorage

/// A contact by another way than mail, as somebody notes it.
package struct InteractionRequest: Sendable, Hashable {
    package var customer: CustomerNumber
    package var channel: ContactChannel
    package var summary: String
    /// Who spoke or wrote for us; nil: whoever notes it.
    package var author: String?
    /// Nil: now.
    package var time: Timestamp?
    /// What the customer thought of it, 0 to 10.
    package var score: Int?
    package var letter: AccessionNumber?
    package var caseFile: AccessionNumber?
    package var by: String

    package init(customer: CustomerNumber, channel: ContactChannel, summary: String, by: String) {
        (self.customer, self.channel, self.summary, self.by) = (customer, channel, summary, by)
    }
}

/// What is kept of customers besides their letters, and what is decided of the customers themselves.
extension Registrar {
    /// A page of a notebook; a report belongs into a letter.
    package static let summaryMax = 4_000
    /// What one merger moves: each letter is an entry, and all of them are one batch of the ledger.
    package static let movedMax = 9_000

    /// Notes a contact. The entry has a home of its own, so that its words can go with the customer.
    package func note(_ request: InteractionRequest) throws -> InteractionRow {
        try Self.check(request)
        let appended = try append { index in
            try self.checkKnown(request.customer, index)
            let now = self.clock.now()
            if let time = request.time, time > now { throw KeepingError.eventAhead(time.date) }
            if let letter = request.letter, try index.letter(letter) == nil {
                throw RegistryError.letterUnknown("\(letter)")
            }
            if let caseFile = request.caseFile, try index.caseFile(caseFile) == nil {
                throw KeepingError.caseUnknown("\(caseFile)")
            }
            var body: [String: CanonicalJSON] = [
                "by": .string(request.by.nfc), "customer": .string(request.customer.value.nfc),
                "channel": .string(request.channel.rawValue), "summary": .string(request.summary.nfc),
                "author": .string((request.author ?? request.by).nfc), "time": .string("\(request.time ?? now)"),
            ]
            body["score"] = request.score.map { .integer(Int64($0)) }
            body["letter"] = request.letter.map { .string("\($0)") }
            body["case"] = request.caseFile.map { .string("\($0)") }
            return [Act(kind: .interaction, body: .object(body))]
        }
        guard let number = appended.first?.accession, let row = try archive.index.interaction(number) else {
            throw RegistryError.customerUnknown(request.customer)
        }
        return row
    }

    private static func check(_ request: InteractionRequest) throws {
        let isPlain = request.summary.unicodeScalars.allSatisfy {
            $0 == "\n" || $0.properties.generalCategory != .control
        }
        guard isPlain, request.summary.contains(where: { !$0.isWhitespace }) else {
            throw KeepingError.interactionUnfit("the summary is empty, or holds control characters")
        }
        guard request.summary.unicodeScalars.count <= summaryMax else {
            throw KeepingError.interactionUnfit("the summary has more than \(summaryMax) characters")
        }
        if let author = request.author { try checkReason(author) }
        if let score = request.score, !(0...10).contains(score) {
            throw KeepingError.interactionUnfit("a score is from 0 to 10, not \(score)")
        }
    }

    // MARK: Merging and splitting

    /// Two numbers are one customer: everything under `from` goes to `into`. Each letter, case and interaction gets an
    /// entry of its own that says so, so that where it was filed before is never lost.
    package func mergeCustomers(
        _ from: CustomerNumber, into customer: CustomerNumber, reason: String, by: String
    ) throws -> CustomerMoveRow {
        try Self.checkReason(reason)
        guard from != customer else { throw KeepingError.moveUnfit("\(from) and \(customer) are one number") }
        return try move(.merged, from, to: customer, reason: reason, by: by) { index in
            try index.items(of: from, limit: Self.movedMax + 1)
        }
    }

    /// One number is two customers: what is named goes to the other.
    /// - Parameter ids: letters, cases and interactions of the customer; none: all that the last merger of the other
    ///   into this one brought and that is still here.
    package func splitCustomer(
        _ customer: CustomerNumber, to other: CustomerNumber, _ ids: [String], reason: String, by: String
    ) throws -> CustomerMoveRow {
        try Self.checkReason(reason)
        guard other != customer else { throw KeepingError.moveUnfit("\(other) and \(customer) are one number") }
        return try move(.split, customer, to: other, reason: reason, by: by) { index in
            if ids.isEmpty {
                let merger = try index.moves(of: customer, limit: Self.movedMax).first {
                    $0.kind == .merged && $0.from == other && $0.to == customer
                }
                guard let merger else {
                    throw KeepingError.moveUnfit("\(other) was never merged into \(customer): name what goes to it")
                }
                return try index.items(of: customer, movedBy: merger.number, limit: Self.movedMax + 1)
            }
            return try ids.map { id in
                guard let item = try AccessionNumber(id).flatMap({ try index.item($0) }), item.customer == customer
                else { throw KeepingError.notOfCustomer(id, customer) }
                return item
            }
        }
    }

    private func move(
        _ kind: CustomerMoveRow.Kind, _ from: CustomerNumber, to: CustomerNumber, reason: String, by: String,
        _ items: (LetterIndex) throws -> [CustomerItem]
    ) throws -> CustomerMoveRow {
        let appended = try append { index in
            try self.checkKnown(from, index)
            try self.checkKnown(to, index)
            let items = try items(index)
            guard items.count <= Self.movedMax else { throw KeepingError.tooMany(items.count, max: Self.movedMax) }
            let decision = Act(
                kind: .corrected,
                body: .object([
                    "by": .string(by.nfc), "from": .string(from.value.nfc), "reason": .string(reason.nfc),
                    "to": .string(to.value.nfc), "what": .string(kind.rawValue),
                ]))
            return [decision]
                + items.map { item in
                    Act(
                        kind: .corrected,
                        body: .object([
                            "by": .string(by.nfc), "customer": .string(to.value.nfc),
                            "note": .string("customer \(from.value.nfc) \(kind.rawValue)"),
                        ]), refs: [.entry(item.number.leaf), .act(0)])
                }
        }
        guard let number = appended.first?.accession, let row = try archive.index.move(number) else {
            throw RegistryError.customerUnknown(from)
        }
        return row
    }
}
