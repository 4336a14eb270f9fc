import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

/// What happens to a model file that was cut, altered or made by somebody else.
@Suite struct ModelFileTests {
    private typealias Model = ModelUnderTest

    @Test func `the committed model is read, and written again byte for byte`() throws {
        let model = try ClassifierModel(bytes: Model.bytes)
        #expect(model.bytes == Model.bytes)
        #expect(Model.bytes.count <= 1_500_000, "a model is carried in every program")
    }

    @Test(arguments: ["date", "training", "letters", "hands", "accuracy", "threshold", "accepted", "languages"])
    func `the header of the model says what it was made from and what was measured`(fact: String) throws {
        #expect(try ClassifierModel(bytes: Model.bytes).fact(fact)?.isEmpty == false)
    }

    @Test(arguments: [0, 1, 31, 32, 33, 100, ModelUnderTest.tables, ModelUnderTest.tables + 5, 200_000])
    func `a model cut short is refused, with its digest made again or not`(length: Int) {
        #expect(Model.refusal(Array(Model.bytes.prefix(length)))?.contains("classifier.model-damaged") == true)
        let cut = Model.sealed(Array(Model.body.prefix(length)))
        #expect(Model.refusal(cut)?.contains("classifier.model-damaged") == true)
    }

    @Test func `one flipped bit anywhere is refused`() {
        for position in stride(from: 0, to: Model.bytes.count, by: 40_009) {
            var bytes = Model.bytes
            bytes[position] ^= 0x10
            #expect(Model.refusal(bytes) != nil, "byte \(position)")
        }
    }

    @Test func `a model for other features is told apart from a damaged one`() {
        var body = Model.body
        body[Model.tables] &+= 1
        #expect(Model.refusal(Model.sealed(body))?.contains("classifier.model-version") == true)
    }

    @Test func `a model with classes of another program is refused`() {
        var body = Model.body
        body[Model.tables + 4] = UInt8(ascii: "k")
        #expect(Model.refusal(Model.sealed(body))?.contains("classes of another program") == true)
    }

    @Test(arguments: [UInt32.max, 0x8000_0000, 16 << 20, 1 << 20])
    func `a count of features that the file cannot hold is refused before anything is allocated`(count: UInt32) {
        var body = Model.body
        let place = Model.tables + 4 + "claim order invoice other\n".utf8.count
        for byte in 0..<4 { body[place + byte] = UInt8(truncatingIfNeeded: count >> (8 * byte)) }
        #expect(Model.refusal(Model.sealed(body))?.contains("classifier.model-damaged") == true)
    }

    @Test func `a number that is none is refused`() {
        var body = Model.body
        let place = Model.tables + 4 + "claim order invoice other\n".utf8.count + 8
        body.replaceSubrange(place..<place + 4, with: [0x00, 0x00, 0xC0, 0x7F])
        #expect(Model.refusal(Model.sealed(body))?.contains("not finite") == true)
    }

    @Test func `bytes behind the tables are refused`() {
        #expect(Model.refusal(Model.sealed(Model.body + [0]))?.contains("longer than its tables") == true)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `no altered model makes the program trap`(seed: UInt64) {
        var dice = Dice(seed: seed)
        var body = Array(Model.body.prefix(Model.tables + 400 + dice.below(4000)))
        for _ in 0..<(1 + dice.below(8)) { body[dice.below(body.count)] = UInt8(dice.below(256)) }
        #expect(Model.refusal(Model.sealed(body)) != nil)
    }
}
