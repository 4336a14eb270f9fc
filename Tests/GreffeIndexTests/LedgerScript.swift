import GreffeCore
import GreffeIndex

/// Writes ledgers for tests: entries as the registry makes them, with bodies of the same form.
struct LedgerScript {
    private(set) var entries: [ProjectedEntry] = []
    private var time = Timestamp(millisecondsSince1970: 1_793_000_000_000)
    private var prev = Sha256Digest.zero

    var size: UInt64 { UInt64(entries.count) }
    /// Stands for the tree's root; the index keeps it and does not look into it.
    var root: Sha256Digest { .of(Array("root \(entries.count)".utf8)) }

    typealias Body = [String: CanonicalJSON]

    @discardableResult
    mutating func add(
        _ kind: EntryKind, _ body: Body? = [:], refs: [LeafIndex] = [], texts: [String]? = nil
    ) -> LeafIndex {
        let seq = LeafIndex(size)
        time = time.adding(milliseconds: 1_000)
        let entry = Entry(
            seq: seq, time: time, kind: kind, object: nil, body: .of(Array("\(seq)".utf8)), prev: prev, refs: refs)
        prev = entry.leafHash
        entries.append(
            ProjectedEntry(
                entry: entry, body: body.map { .object($0) }, readingTexts: texts,
                folder: VaultLayout.folder(home: entry.home, time: time)))
        return seq
    }

    func number(_ leaf: LeafIndex) -> AccessionNumber { AccessionNumber(year: 2026, leaf: leaf) }

    @discardableResult
    mutating func accession(
        _ name: String = "0001.tif", channel: String = "letters", received: String? = nil, batch: String? = nil,
        pages: Int64? = nil, envelopes: Int64? = nil
    ) -> LeafIndex {
        var body: Body = [
            "originalName": .string(name), "channel": .string(channel), "bytes": .integer(1234),
            "mediaType": .string("image/tiff"), "sha256": .string(Self.digest(name).hex),
            "received": .string(received ?? time.description), "watchFolder": .string("inbox"),
            "dropToken": .string("token of \(name)"),
        ]
        body["batch"] = batch.map { .string($0) }
        body["declaredPages"] = pages.map { .integer($0) }
        body["declaredEnvelopes"] = envelopes.map { .integer($0) }
        return add(.accessioned, body)
    }

    /// A reading in which only the pages' kinds matter.
    mutating func read(_ letter: LeafIndex, pages: Int64, separators: [Int64] = [], blank: [Int64] = []) {
        add(
            .read,
            [
                "pages": .integer(pages), "separatorPages": .array(separators.map { .integer($0) }),
                "blankPages": .array(blank.map { .integer($0) }),
            ], refs: [letter], texts: (0..<Int(pages) - separators.count).map { "page \($0)" })
    }

    mutating func close(_ batch: String, files: Int64, pages: Int64) {
        add(
            .batchClosed,
            [
                "batch": .string(batch), "by": .string("person:anna"), "differences": .array([]),
                "declared": .object(["pages": .integer(pages)]),
                "received": .object(["files": .integer(files), "pages": .integer(pages)]),
            ])
    }

    mutating func read(_ letter: LeafIndex, _ texts: [String], language: String = "fr") {
        add(
            .read,
            [
                "pages": .integer(Int64(texts.count)), "language": .string(language), "meanConfidence": .integer(9340),
                "blankPages": .array([]), "engine": .string("tesseract 5.3.0"),
            ], refs: [letter], texts: texts)
    }

    mutating func classify(
        _ letter: LeafIndex, _ letterClass: LetterClass, confidence: Int64 = 9900, fields: [String: String] = [:],
        customer: String? = nil, customerConfidence: Int64 = 9800, outcome: CustomerMatch.Outcome? = nil,
        review: [String] = []
    ) {
        let candidates = customer.map {
            [
                CanonicalJSON.object([
                    "number": .string($0), "confidence": .integer(customerConfidence),
                    "because": .array([.string("contract number"), .string("name and postcode")]),
                ])
            ]
        }
        add(
            .classified,
            [
                "class": .string(letterClass.rawValue), "confidence": .integer(confidence), "model": .string("v1 3fa9"),
                "language": .string("fr"), "workflow": .string("\(letterClass.rawValue) 1"),
                "fields": .object(
                    fields.mapValues {
                        .object(["value": .string($0), "confidence": .integer(9700), "page": .integer(1)])
                    }),
                "customer": .object([
                    "outcome": .string((outcome ?? (customer == nil ? .unknown : .matched)).rawValue),
                    "candidates": .array(candidates ?? []),
                ]),
                "review": .array(review.map { .string($0) }),
            ], refs: [letter])
    }

    mutating func file(
        _ letter: LeafIndex, _ letterClass: LetterClass, customer: String? = nil, fields: [String: String] = [:],
        by: String = "workflow claim 1"
    ) {
        var body: Body = [
            "class": .string(letterClass.rawValue), "department": .string("claims"), "deadline": .string("2026-12-01"),
            "by": .string(by), "fields": .object(fields.mapValues { .string($0) }),
            "retention": .object([
                "rule": .string("claim-10"), "start": .string("end-of-matter"), "years": .integer(10),
                "basis": .string("L114-1"),
            ]),
        ]
        body["customer"] = customer.map { .string($0) }
        add(.filed, body, refs: [letter])
    }

    static func digest(_ name: String) -> Sha256Digest { .of(Array(name.utf8)) }

    /// The same ledger after the openings of these letters were erased, as a rebuild finds it.
    func withoutOpenings(of letters: Set<LeafIndex>, before seq: LeafIndex) -> [ProjectedEntry] {
        entries.map { projected in
            guard letters.contains(projected.entry.home), projected.entry.seq < seq else { return projected }
            var erased = projected
            (erased.body, erased.readingTexts) = (nil, nil)
            return erased
        }
    }
}
