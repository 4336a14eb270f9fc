import GreffeCore
import GreffeStorage

/// What ledger and vault themselves say about letters that are to be destroyed. The index says it too, and faster; but
/// it is a file that anybody with rights on it can change, and what it allows here cannot be undone. So the whole
/// ledger is read once before an entry gives leave.
struct LedgerKeeping {
    private struct Hold {
        var customer: String?
        var caseFile: String?
        var reached: Set<LeafIndex>
        /// Its opening is missing: nobody knows what it reaches.
        var isUnknown = false
    }

    private let letters: Set<LeafIndex>
    private var holds: [LeafIndex: Hold] = [:]
    private var customers: [LeafIndex: String] = [:]
    private var cases: [LeafIndex: String] = [:]
    private var terms: [LeafIndex: CalendarDate] = [:]
    private var filed: Set<LeafIndex> = []
    private var kept: Set<LeafIndex> = []
    /// Scans of several letters, and letters whose pages are others' now.
    private var separated: Set<LeafIndex> = []
    /// A letter that shares a scan with one of these, and is not among them.
    private var stranger: LeafIndex?

    init(_ custody: Custody, letters: Set<LeafIndex>) throws {
        self.letters = letters
        let ledger = custody.ledger
        try ledger.forEachEntry(in: 0..<ledger.size) { entry in
            switch entry.kind {
            case .held: try put(entry, body: try custody.opening(of: entry)?.body)
            case .released: if let first = entry.refs.first { holds[first] = nil }
            case .separated: separate(entry)
            case .classified, .filed, .corrected:
                guard letters.contains(entry.home) else { return }
                follow(entry, body: try custody.opening(of: entry)?.body)
            default: break
            }
        }
    }

    /// - Throws: `indexDisagrees` for the first letter that must be kept.
    func check(today: CalendarDate, isErasure: Bool) throws {
        for (seq, hold) in holds.sorted(by: { $0.key < $1.key }) {
            if hold.isUnknown {
                throw KeepingError.indexDisagrees(seq, "its opening is missing, so that it may hold anything")
            }
            if let letter = hold.reached.min() {
                throw KeepingError.indexDisagrees(letter, "the hold of entry \(seq) reaches it")
            }
        }
        if let stranger { throw KeepingError.indexDisagrees(stranger, "its pages are in the same scan") }
        for letter in letters.subtracting(separated).sorted() where filed.contains(letter) || !isErasure {
            if kept.contains(letter) { throw KeepingError.indexDisagrees(letter, "its rule keeps it for ever") }
            guard let term = terms[letter], term <= today else {
                throw KeepingError.indexDisagrees(letter, "its term has not come")
            }
        }
    }

    private mutating func put(_ entry: Entry, body: CanonicalJSON?) throws {
        guard let body else {
            holds[entry.seq] = Hold(customer: nil, reached: [], isUnknown: true)
            return
        }
        let named = (body["letters"]?.array ?? []).compactMap { $0.string.flatMap { AccessionNumber($0) }?.leaf }
        var reached = Set(named).union(entry.refs).intersection(letters)
        let customer = body["customer"]?.string
        if let customer { reached.formUnion(customers.filter { $0.value == customer }.keys) }
        let caseFile = body["case"]?.string
        if let caseFile { reached.formUnion(cases.filter { $0.value == caseFile }.keys) }
        holds[entry.seq] = Hold(customer: customer, caseFile: caseFile, reached: reached)
    }

    /// The first of the references is the scan, the others are letters whose pages go over.
    private mutating func separate(_ entry: Entry) {
        guard let scan = entry.refs.first, letters.contains(scan) || letters.contains(entry.seq) else { return }
        if !letters.contains(scan) { stranger = stranger ?? scan }
        if !letters.contains(entry.seq) { stranger = stranger ?? entry.seq }
        for letter in entry.refs {
            separated.insert(letter)
            customers[letter] = nil
            cases[letter] = nil
        }
    }

    private mutating func follow(_ entry: Entry, body: CanonicalJSON?) {
        guard let body else { return }
        let letter = entry.home
        switch entry.kind {
        case .classified:
            let match = body["customer"]
            let isMatched = match?["outcome"]?.string == CustomerMatch.Outcome.matched.rawValue
            customers[letter] = isMatched ? match?["candidates"]?.array?.first?["number"]?.string : nil
        case .filed:
            filed.insert(letter)
            customers[letter] = body["customer"]?.string
        default:
            if let customer = body["customer"]?.string { customers[letter] = customer.isEmpty ? nil : customer }
            if let caseFile = body["case"]?.string { cases[letter] = caseFile.isEmpty ? nil : caseFile }
        }
        if let retention = body["retention"] {
            terms[letter] = retention["term"]?.string.flatMap { CalendarDate($0) }
            if retention["then"]?.string == Disposition.keep.rawValue {
                kept.insert(letter)
            } else {
                kept.remove(letter)
            }
        }
        if let customer = customers[letter] {
            for seq in holds.keys where holds[seq]?.customer == customer { holds[seq]?.reached.insert(letter) }
        }
        if let caseFile = cases[letter] {
            for seq in holds.keys where holds[seq]?.caseFile == caseFile { holds[seq]?.reached.insert(letter) }
        }
    }
}
