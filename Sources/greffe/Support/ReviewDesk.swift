import GreffeCore
import GreffeIndex
import GreffeRegistry

/// One letter in front of a person: what is proposed and why, and the keys.
struct ReviewDesk {
    enum Outcome { case decided, passed, quit }

    let registrar: Registrar
    let keyboard: Keyboard
    let terminal: Terminal
    private var decided = 0
    private var passed = 0

    init(registrar: Registrar, keyboard: Keyboard, terminal: Terminal) {
        (self.registrar, self.keyboard, self.terminal) = (registrar, keyboard, terminal)
    }

    var summary: String { "Decided \(decided), passed over \(passed)." }

    /// Customers one key can choose.
    private static let choices = 9
    private static let keys =
        "a accept  1-9 customer  0 nobody  k find customer  c class  f field  t text  s skip  r reject  q quit"

    mutating func work(on number: AccessionNumber) async throws -> Outcome {
        let detail = try registrar.archive.letter("\(number)")
        // Decided by somebody else since the list was made.
        guard detail.letter.phase == .review else { return .passed }
        var decision = PersonDecision(by: Account.current)
        var candidates = Array(detail.candidates.map(\.number).prefix(Self.choices))
        try show(detail)
        while true {
            print(terminal.bold(Self.keys))
            switch keyboard.key() {
            case "a", "\n", "\r":
                do {
                    try await registrar.decide(number, decision)
                } catch let error as any GreffeError {
                    print(error.message + " " + error.hint)
                    continue
                }
                decided += 1
                let letter = try registrar.archive.letter("\(number)").letter
                print(
                    "\(number) filed: \(letter.letterClass?.rawValue ?? "?"), "
                        + (letter.customer.map { "customer \($0)" } ?? "no customer"))
                return .decided
            case "s", "n", "\t":
                passed += 1
                return .passed
            case "q", nil: return .quit
            case "0":
                decision.customer = .nobody
                print("customer: nobody")
            case .some(let key) where key.isASCII && key.isNumber:
                let place = (key.wholeNumberValue ?? 0) - 1
                guard candidates.indices.contains(place) else {
                    print("There is no customer \(key) on the list.")
                    continue
                }
                decision.customer = .number(candidates[place])
                print("customer: \(try line(of: candidates[place]))")
            case "k": try findCustomer(&decision, &candidates)
            case "c": chooseClass(&decision)
            case "f": setField(&decision)
            case "t": try showText(number)
            case "r":
                guard let reason = keyboard.line("Reason (empty: not rejected): "), !reason.isEmpty else { continue }
                try await registrar.reject(number, reason: reason, by: Account.current)
                decided += 1
                print("\(number) rejected.")
                return .decided
            default: print("No such key.")
            }
        }
    }

    private func show(_ detail: LetterDetail) throws {
        print("")
        try LetterFacts(archive: registrar.archive, detail: detail).show(terminal)
        if let body = try registrar.archive.body(of: detail.letter.accession, last: .classified) {
            let reasons = (body["reasons"]?.array ?? []).compactMap(\.string).map(Table.printable)
            if !reasons.isEmpty { print("class because of: " + reasons.joined(separator: ", ")) }
        }
        for (index, candidate) in detail.candidates.prefix(Self.choices).enumerated() {
            print(
                "  \(index + 1)  \(try line(of: candidate.number))  \(Percent.text(candidate.confidence))  ("
                    + Table.printable(candidate.because.joined(separator: ", ")) + ")")
        }
    }

    private func line(of number: CustomerNumber) throws -> String {
        guard let customer = try registrar.archive.customers.customer(number) else { return "\(number)" }
        let place = [customer.address, customer.postcode + " " + customer.city].filter { $0 != " " && !$0.isEmpty }
        return Table.printable("\(number)  \(customer.displayName)  \(place.joined(separator: ", "))")
    }

    private func findCustomer(_ decision: inout PersonDecision, _ candidates: inout [CustomerNumber]) throws {
        guard let words = keyboard.line("Number or name: "), !words.isEmpty else { return }
        if try registrar.archive.customers.customer(CustomerNumber(words)) != nil {
            decision.customer = .number(CustomerNumber(words))
            print("customer: \(try line(of: CustomerNumber(words)))")
            return
        }
        let found = try registrar.archive.customers.find(words, limit: Self.choices)
        guard !found.isEmpty else {
            print("Nobody of that name.")
            return
        }
        candidates = found.map(\.number)
        for (index, customer) in found.enumerated() { print("  \(index + 1)  \(try line(of: customer.number))") }
    }

    private func chooseClass(_ decision: inout PersonDecision) {
        let classes = LetterClass.allCases
        print(classes.map { "\($0.rawValue.prefix(2)) \($0.rawValue)" }.joined(separator: "  "))
        guard let text = keyboard.line("Class: "), !text.isEmpty else { return }
        let fitting = classes.filter { $0.rawValue.hasPrefix(text.lowercased()) }
        guard fitting.count == 1 else {
            print("Not a class: \(text)")
            return
        }
        decision.letterClass = fitting[0]
        print("class: \(fitting[0].rawValue)")
    }

    private func setField(_ decision: inout PersonDecision) {
        guard let text = keyboard.line("Field (name=value, empty value takes it away): "), !text.isEmpty else { return }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let name = FieldName(rawValue: parts[0]) else {
            print("Names: " + FieldName.allCases.map(\.rawValue).joined(separator: ", "))
            return
        }
        decision.fields[name] = parts[1]
        print("\(name.rawValue): \(parts[1].isEmpty ? "taken away" : parts[1])")
    }

    private func showText(_ number: AccessionNumber) throws {
        for page in try registrar.archive.index.texts(of: number) {
            for line in page.split(separator: "\n") { print("  | " + Table.printable(String(line))) }
        }
    }
}
