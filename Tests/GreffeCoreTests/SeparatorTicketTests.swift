import GreffeCore
import Testing

@Suite struct SeparatorTicketTests {
    @Test func `a ticket is read as it was written`() throws {
        let ticket = try #require(
            SeparatorTicket(letterClass: .claim, channel: "counter", customer: CustomerNumber("40718352")))
        #expect(ticket.text.hasPrefix("greffe/sep/1 class=claim channel=counter customer=40718352 "))
        #expect(SeparatorTicket(text: ticket.text) == ticket)
    }

    @Test func `a ticket with one sign changed, added or left out is none`() throws {
        let text = try #require(SeparatorTicket(letterClass: .order)).text
        for place in text.indices {
            var changed = text
            changed.replaceSubrange(place...place, with: text[place] == "x" ? "y" : "x")
            #expect(SeparatorTicket(text: changed) == nil, "\(changed)")
            changed.remove(at: place)
            #expect(SeparatorTicket(text: changed) == nil, "\(changed)")
        }
        #expect(SeparatorTicket(text: text + " ") == nil)
    }

    @Test(arguments: [
        "", "greffe/sep/1", "greffe/sep/1 00000000", "greffe/sep/2 0d75a318", "https://example.org/greffe/sep/1",
        "BCD\n002\n1\nSCT\n\nVermeillac\nFR7619638103080771867147928\nEUR123.45", "SPC\r\n0200\r\n1", "PATCHT",
        "87000012345678905T", String(repeating: "greffe/sep/1 ", count: 100),
    ])
    func `a foreign code is no ticket`(text: String) { #expect(SeparatorTicket(text: text) == nil) }

    @Test func `what a code cannot carry is refused`() {
        #expect(SeparatorTicket(channel: "à la main") == nil)
        #expect(SeparatorTicket(customer: CustomerNumber("")) == nil)
        #expect(SeparatorTicket(customer: CustomerNumber(String(repeating: "9", count: 40))) == nil)
    }
}
