import GreffeCore
import Testing

@testable import GreffeWorkerLink

struct WorkerMessageTests {
    static let page = PageReading(
        number: 1, width: 100, height: 200, dpiX: 300, dpiY: 300, language: "fr",
        lines: [
            TextLine(
                block: 0, paragraph: 0, box: Box(left: 1, top: 1, right: 50, bottom: 20),
                words: [Word(text: "dégât", box: Box(left: 1, top: 1, right: 50, bottom: 20), confidence: 91)])
        ])

    static let replies: [WorkerReply] = [
        .wanted(page: 3), .bytes(count: 1_000), .copied(part: 2), .copied(part: 0),
        .opened(pages: 3), .page(page), .failed(.encrypted), .failed(.tooManyPixels(page: 2, limit: 5)),
        .failed(.modelMissing(language: "fra")),
        .finished(
            engine: EngineFingerprint(engine: "e", imaging: "i", models: [:], preparation: "p"),
            seconds: ReadingSeconds(decode: 1, prepare: 2, recognise: 3)),
    ]

    @Test(arguments: replies) func `a reply survives the wire`(reply: WorkerReply) throws {
        let bytes = try #require(WorkerCoding.bytes(reply))
        #expect(WorkerCoding.message(WorkerReply.self, from: bytes) == reply)
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"failed":{"code":"reading.something-new"}}"#,
        #"{"failed":{"code":"reading.model-missing","language":"../../etc"}}"#, #"{"opened":"3"}"#, #"{"page":{}}"#,
    ])
    func `what is no reply is not decoded`(text: String) {
        #expect(WorkerCoding.message(WorkerReply.self, from: Array(text.utf8)) == nil)
    }

    @Test func `an honest page is within the bounds`() {
        #expect(ReplyBounds.hold(Self.page, number: 1, limits: ReadingLimits()))
    }

    static let impossible: [(String, @Sendable (inout PageReading) -> Void)] = [
        ("another number", { $0.number = 2 }), ("no width", { $0.width = 0 }),
        ("a vast height", { $0.height = 1 << 40 }),
        ("an odd turn", { $0.rotation = 45 }), ("more ink than there is", { $0.uncoveredInk = 1.5 }),
        ("ink that is no number", { $0.uncoveredInk = .nan }),
        ("negative time", { $0.seconds.decode = -1 }),
        ("a long header", { $0.faxHeader = String(repeating: "x", count: 600) }),
        ("a word beyond the edge", { $0.lines[0].words[0].box.right = 101 }),
        ("a word inside out", { $0.lines[0].words[0].box.right = 0 }),
        ("certainty over 100", { $0.lines[0].words[0].confidence = 101 }),
        ("an empty word", { $0.lines[0].words[0].text = "" }), ("an empty line", { $0.lines[0].words = [] }),
        ("an endless word", { $0.lines[0].words[0].text = String(repeating: "x", count: 2000) }),
        ("a line beyond the edge", { $0.lines[0].box.bottom = 201 }),
    ]

    @Test(arguments: impossible.indices) func `a page with impossible figures is refused`(index: Int) {
        var page = Self.page
        Self.impossible[index].1(&page)
        #expect(!ReplyBounds.hold(page, number: 1, limits: ReadingLimits()), "\(Self.impossible[index].0)")
    }

    @Test func `more words than asked for are refused`() {
        var limits = ReadingLimits()
        limits.wordsPerPageMax = 0
        #expect(!ReplyBounds.hold(Self.page, number: 1, limits: limits))
    }
}
