import Testing

import GreffeCore

@Suite struct EntryTests {
    @Test func `an entry reads back from its one encoding`() throws {
        let entry = Entry(
            seq: LeafIndex(5), time: try #require(Timestamp("2026-11-22T04:05:00.000Z")), kind: .accessioned,
            object: .of([1]), body: .of([2]), prev: .of([3]), refs: [LeafIndex(3), LeafIndex(4)])
        #expect(try Entry(bytes: entry.bytes) == entry)
    }
}
