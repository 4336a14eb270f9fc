import GreffeAnalysis
import GreffeCore
import Testing

/// What a fax's header line tells of its sender.
struct FaxOriginTests {
    @Test(arguments: [
        (
            "28/01/2025 16:07 DE : COURTAGE SAVY 01 99 00 65 12 A : 0199006001 P. 01/01", "0199006512",
            "2025-01-28T16:07"
        ),
        ("03-MAR-2025 09:41 TABAC DE LA GARE 02 61 91 47 03 P.01", "0261914703", "2025-03-03T09:41"),
        ("FROM: +33 1 99 00 12 34 TO: 0555123456 2025-02-11 08:05 PAGE 1", "+33199001234", "2025-02-11T08:05"),
        ("An: 030 1234567 Von: +49 (89) 555-0101 11.02.2025 8:05 S. 1/2", "+49895550101", "2025-02-11T08:05"),
        ("11/02/2025 14h32 FAX 0561.22.33.44 Cabinet Roux 002/003", "0561223344", "2025-02-11T14:32"),
    ]) func `number and time of the sender are found`(header: String, number: String, sent: String) {
        let origin = FaxOrigin(header: header)
        #expect(origin.header == header)
        #expect(origin.number == number)
        #expect(origin.sent == sent)
    }

    @Test(arguments: [
        "28/01/2025 16:07 A : 0199006001 P. 01/01", "28/01/2025 16:07 COURTAGE SAVY P. 01/01", "", "P. 01",
        "+ + + 1 2 3", "99:99 12345678901234567890 99/99/9999",
    ]) func `the receiver's number, or none at all, is not taken for the sender's`(header: String) {
        #expect(FaxOrigin(header: header).number == nil)
    }

    @Test func `a time that cannot be is none`() {
        #expect(FaxOrigin(header: "28/01/2025 27:61 0199006512").sent == "2025-01-28")
        #expect(FaxOrigin(header: "COURTAGE SAVY 0199006512").sent == nil)
    }

    @Test func `the first page with a header tells`() {
        var reading = Reading.plain(pages: ["a", "b"])
        #expect(reading.faxOrigin == nil)
        reading.pages[1].faxHeader = "28/01/2025 16:07 DE : 0199006512"
        #expect(reading.faxOrigin?.number == "0199006512")
    }
}
