import GreffeCore

/// A scan that is read in parts, so that its pages are spread over the workers and a box of paper holds up no letter:
/// first a short part, which tells how many pages there are and in which language; then the rest, each part as soon as
/// a worker is free and the scans before it have had their turn.
struct ScanParts {
    /// Most letters have no more pages, and are read at once.
    static let pagesFirst = 2
    /// A part of so many pages takes some five seconds: that long a letter waits for each long scan before it. The scan
    /// is opened anew for each part, which takes milliseconds.
    static let pagesEach = 8

    private let request: ReadingRequest
    private var pageCount: Int?
    private var next = 1
    private var inHand = 0
    /// What was read, each part under its first page.
    private var readings: [Int: Reading] = [:]
    /// Of the first part: with it the others begin, so that the same scan is read alike each time.
    private var language: String?

    init(_ request: ReadingRequest) { self.request = request }

    var hasBegun: Bool { next > 1 }
    var isInHand: Bool { inHand > 0 }
    /// Whether there is, or may be, another part to begin.
    var mayGoOn: Bool { pageCount.map { next <= $0 } ?? true }

    /// The request for the next part; nil when there is none, or it is not known yet.
    mutating func begin() -> ReadingRequest? {
        guard mayGoOn, pageCount != nil || !hasBegun else { return nil }
        var part = request
        part.firstPage = next
        part.pagesWanted = hasBegun ? Self.pagesEach : Self.pagesFirst
        part.language = language
        next += part.pagesWanted ?? 0
        inHand += 1
        return part
    }

    /// - Returns: the whole reading, with the last part.
    mutating func take(_ part: Reading, first: Int, of pageCount: Int) -> Reading? {
        inHand -= 1
        if self.pageCount == nil {
            self.pageCount = pageCount
            language = part.pages.last { $0.language != nil }?.language
        }
        readings[first] = part
        guard !mayGoOn, inHand == 0 else { return nil }
        let parts = readings.sorted { $0.key < $1.key }.map(\.value)
        guard var whole = parts.first else { return nil }
        for part in parts.dropFirst() {
            whole.pages += part.pages
            whole.seconds = whole.seconds + part.seconds
            whole.engine.models.merge(part.engine.models) { first, _ in first }
        }
        return whole
    }
}
