import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink
import Testing

/// PDF pages that are no scan and are drawn by `pdftoppm`, in its sandbox.
struct DrawnPageTests {
    private static let text = "Sinistre du 12 mars 2026, contrat 4711, Limoges"

    /// A page of text in fonts that the PDF does not bring along: `pdftoppm` must find some on the machine.
    private func page(in variant: Variant, fonts: [String]) throws -> String {
        let lines = fonts.indices.map { "/F\($0) 16 Tf 0 -60 Td (\(Self.text)) Tj" }.joined(separator: "\n")
        let content = "BT 40 800 Td\n\(lines)\nET"
        let resources = fonts.enumerated().map {
            "/F\($0) << /Type /Font /Subtype /Type1 /BaseFont /\($1) /Encoding /WinAnsiEncoding >>"
        }
        let path = variant.path("drawn.pdf")
        try HandmadePdf.write(content, resources: resources.joined(separator: " "), to: path)
        return path
    }

    @Test func `a page of text is drawn with the machine's fonts and read`() async throws {
        let variant = try Variant()
        let fonts = ["Helvetica", "Times-Roman", "Courier", "NoSuchFont"]
        let reading = try await Scan.read(try page(in: variant, fonts: fonts))
        let lines = reading.pages[0].text.split(separator: "\n").map(String.init)
        #expect(lines.count == fonts.count)
        for line in lines { #expect(characterErrorRate(line, against: Self.text) < 0.05) }
    }

    @Test func `one worker draws page after page`() async throws {
        let variant = try Variant()
        let path = try page(in: variant, fonts: ["Helvetica"])
        let worker = try WorkerProcess(WorkerLaunch(program: Program("greffe-worker").path))
        for _ in 0..<3 {
            let file = open(path, O_RDONLY)
            defer { close(file) }
            let reading = try worker.read(scan: file, request: ReadingRequest(mediaType: .pdf, languages: ["fr"]))
            #expect(reading.pages[0].text.contains("4711"))
        }
    }
}
