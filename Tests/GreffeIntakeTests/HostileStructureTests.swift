import Glibc
import GreffeCore
import Testing

@testable import GreffeIntake

/// Structures made to loop, overflow, or take for ever; each verdict must come at once.
@Suite(.timeLimit(.minutes(1))) struct HostileStructureTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    func verdict(_ bytes: [UInt8]) throws -> ScanVerdict {
        let drop = try Drop.open(path: try folder.write("hostile", bytes))
        let start = Self.processorSeconds()
        let verdict = try drop.examine()
        // Unoptimised; a tenth of this in a release.
        #expect(Self.processorSeconds() - start < 3)
        return verdict
    }

    /// Of this thread alone, so that a busy machine does not fail the test.
    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static let size: [(UInt32, UInt32, UInt32, UInt32)] = [(256, 4, 1, 8), (257, 4, 1, 8)]

    @Test func `a directory that leads to itself or to an earlier one is damaged`() throws {
        let strip: [(UInt32, UInt32, UInt32, UInt32)] = [(273, 4, 1, 8), (279, 4, 1, 8)]
        #expect(try verdict(Sample.tiff(tags: Self.size + strip, next: 8)) == .incomplete(.damaged(.tiff)))
        var three = Sample.tiff(pages: [Sample.Page(), Sample.Page(), Sample.Page()])
        Sample.patch(&three, at: three.count - 4, with: 16)
        #expect(try verdict(three) == .incomplete(.damaged(.tiff)))
    }

    @Test(
        arguments: [
            // Counts that overflow, arrays and strips beyond the end, a width of a strange type, no width at all.
            size + [(273, 16, .max, 8), (279, 16, .max, 8)], size + [(273, 4, .max, 8)],
            size + [(273, 4, 2, .max), (279, 4, 2, 8)], size + [(273, 4, 1, .max), (279, 4, 1, 8)],
            size + [(273, 4, 1, 8), (279, 4, 1, .max)], size + [(273, 4, 1, 8), (279, 4, 1000, .max - 3)],
            [(256, 12, 1, 8), (257, 4, 1, 8), (273, 4, 1, 8)], [(273, 4, 1, 8)], size,
            [(256, 4, 0, 8), (257, 4, 1, 8)],
            [(256, 4, 1, 0), (257, 4, 1, 8), (273, 4, 1, 8)],
        ] as [[(UInt32, UInt32, UInt32, UInt32)]])
    func `a directory that lies is never whole`(_ tags: [(UInt32, UInt32, UInt32, UInt32)]) throws {
        let verdict = try verdict(Sample.tiff(tags: tags))
        #expect(verdict == .incomplete(.damaged(.tiff)) || verdict == .incomplete(.truncated(.tiff)))
    }

    @Test func `many pages that share one long strip array end at the limit`() throws {
        // 2,000 directories of six tags, each naming the same 60,000 strips.
        var bytes: [UInt8] = [0x49, 0x49, 42, 0] + Sample.number(240_008, 4)
        bytes += [UInt8](repeating: 0, count: 240_000)
        for _ in 0..<1_999 {
            let at = bytes.count
            bytes += Sample.tiff(tags: Self.size + [(273, 4, 60_000, 8), (279, 4, 60_000, 8)]).dropFirst(8).dropLast(4)
            bytes += Sample.number(UInt32(at + 54), 4)
        }
        #expect(try verdict(bytes) == .incomplete(.damaged(.tiff)))
    }

    @Test func `a PNG of empty chunks and a JPEG of empty markers end at the limit`() throws {
        let png = Sample.png().dropLast(12) + Array(repeatElement(Sample.chunk("tEXt", []), count: 210_000).joined())
        #expect(try verdict(png + Sample.chunk("IEND", [])) == .incomplete(.damaged(.png)))
        let jpeg = Array(Sample.jpeg().dropLast(2))
        #expect(try verdict(jpeg + [UInt8](repeating: 0xff, count: 1 << 20)) == .incomplete(.damaged(.jpeg)))
        let restarts = Array(repeatElement([0xff, 0xd0] as [UInt8], count: 300_000).joined())
        #expect(
            try verdict(jpeg + restarts + [0xff, 0xd9]) == .complete(ScanShape(mediaType: .jpeg, pages: 1)))
    }

    @Test func `a PNG chunk longer than the file is truncated, one beyond the standard damaged`() throws {
        let header = Sample.png().prefix(33)
        #expect(try verdict(header + [0x7f, 0xff, 0xff, 0xff] + Array("IDAT".utf8)) == .incomplete(.truncated(.png)))
        #expect(try verdict(header + [0xff, 0xff, 0xff, 0xff] + Array("IDAT".utf8)) == .incomplete(.damaged(.png)))
    }

    @Test(arguments: [
        "99999999999999999999999999", "18446744073709551615", "-5", "", "1 0 obj << << << <<",
    ])
    func `a PDF whose start makes no sense is truncated`(_ number: String) throws {
        let bytes = Array("%PDF-1.4\n\(number.hasPrefix("1 0") ? "" : "")x\nstartxref\n\(number)\n%%EOF".utf8)
        let verdict = try verdict(bytes)
        // "-5" reads as 5 and "1 0 obj" as 1: offsets that lead nowhere, which readers repair.
        let isRepairable = number == "-5" || number.hasPrefix("1 0")
        #expect(
            verdict
                == (isRepairable
                    ? .complete(ScanShape(mediaType: .pdf, pages: nil)) : .incomplete(.truncated(.pdf))))
    }

    @Test func `a PDF table of absurd sections and dictionaries of absurd depth end at the limits`() throws {
        let sections = String(repeating: "0 0\n", count: 12_000)
        let table = "%PDF-1.4\nxref\n\(sections)\(String(repeating: " ", count: 6_000))\nstartxref\n9\n%%EOF"
        #expect(try verdict(Array(table.utf8)) == .complete(ScanShape(mediaType: .pdf, pages: nil)))
        let deep = "%PDF-1.4\nxref\n0 0\ntrailer\n\(String(repeating: "<<", count: 100_000))\nstartxref\n9\n%%EOF"
        #expect(try verdict(Array(deep.utf8)) == .complete(ScanShape(mediaType: .pdf, pages: nil)))
        let huge = "%PDF-1.4\nxref\n0 18446744073709551615\ntrailer\n<<>>\nstartxref\n9\n%%EOF"
        #expect(try verdict(Array(huge.utf8)) == .complete(ScanShape(mediaType: .pdf, pages: nil)))
    }

    @Test(arguments: [MediaType.tiff, .jpeg, .png, .pdf], 0..<4)
    func `no change of a few bytes traps or hangs the reader`(_ type: MediaType, _ seed: Int) throws {
        let whole = type == .tiff ? Sample.tiff(pages: [Sample.Page(), Sample.Page()]) : Sample.of(type)
        var random = Congruential(state: UInt64(seed + 1))
        for _ in 0..<250 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 4..<bytes.count, using: &random)
                bytes[at] =
                    [0, 0xff, 0x7f, 0x80, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
            }
            bytes = Array(bytes.prefix(Int.random(in: 4...bytes.count, using: &random)))
            _ = try Drop.open(path: try folder.write("mutant", bytes)).examine()
        }
    }
}

/// Knuth's MMIX generator: the same bytes on every run.
private struct Congruential: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
