import GreffeAnalysis
import GreffeCore
import GreffeTestKit
import Testing

struct ManyNamesTests {
    @Test(arguments: [1, 49, 51, 400])
    func `a letter with any number of names is matched, and stops nobody`(count: Int) throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let names = (0..<count).map { "Zy\(letters[$0 / 26 % 26])\(letters[$0 % 26])or" }
        let rows = stride(from: 0, to: count, by: 8).map { names[$0..<min($0 + 8, count)].joined(separator: " ") }
        let directory = CustomersInMemory([Customer(number: CustomerNumber("3000001"), kind: .person)])
        let match = try CustomerMatcher(organisation: Organisation()).match(
            .plain(pages: [rows.joined(separator: "\n")]), fields: [:], letterClass: .other, directory: directory)
        #expect(match.candidates.isEmpty)
    }
}
