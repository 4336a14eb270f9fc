import Foundation
import GreffeCore
import GreffeTestKit
import GreffeWorkerLink

/// Reads files through the real worker, as the daemon does: the engine must run on one thread, which only a program
/// started so can be made to.
enum Scan {
    private static let pool = WorkerPool(launch: WorkerLaunch(program: Program("greffe-worker").path), workers: 2)

    static func fixture(_ name: String) -> String { Repository.fixtures + "/scans/" + name }
    static func hostile(_ name: String) -> String { Repository.fixtures + "/hostile/" + name }

    static func read(
        _ path: String, languages: [String] = ["fr", "en", "de"], limits: ReadingLimits = ReadingLimits()
    ) async throws -> Reading {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        return try await pool.read(
            scan: descriptor,
            request: ReadingRequest(mediaType: mediaType(path), languages: languages, limits: limits))
    }

    /// The verdict on a scan that cannot be read; nil when it was read.
    static func fault(_ path: String, limits: ReadingLimits = ReadingLimits()) async throws -> ScanFault? {
        do {
            _ = try await read(path, limits: limits)
            return nil
        } catch WorkerError.scan(let fault) { return fault }
    }

    /// By the name alone.
    static func mediaType(_ path: String) -> MediaType {
        switch path.split(separator: ".").last {
        case "pdf": .pdf
        case "jpg": .jpeg
        case "png": .png
        default: .tiff
        }
    }

    /// The text of a fixture's page as its author wrote it.
    static func truth(_ name: String, page: Int = 1) throws -> String {
        let stem = name.split(separator: "/").last?.split(separator: ".").first ?? ""
        let data = try Data(contentsOf: URL(fileURLWithPath: fixture("truth/\(stem).json")))
        return try JSONDecoder().decode(Labels.self, from: data).pages[page - 1].text
    }

    private struct Labels: Decodable {
        struct Page: Decodable { var text: String }
        var pages: [Page]
    }
}

/// A scan made for one test from a fixture, with the tools that scanners' makers use: libtiff's, ImageMagick, qpdf.
struct Variant {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func path(_ name: String) -> String { folder.path + "/" + name }

    func run(_ program: String, _ arguments: String...) throws { try run(program, arguments) }

    func run(_ program: String, _ arguments: [String]) throws {
        let outcome = try Program(path: "/usr/bin/" + program).run(arguments)
        guard outcome.status == 0 else { throw ToolFailed(program: program, errors: outcome.errors) }
    }

    struct ToolFailed: Error {
        var program: String
        var errors: String
    }
}

/// Share of characters wrong, 0 to 1, dashes and quotes of all shapes being equal.
func characterErrorRate(_ read: String, against truth: String) -> Double {
    func plain(_ text: String) -> [Character] {
        let spaced = text.replacing("\n", with: " ").replacing("\u{A0}", with: " ").replacing("’", with: "'")
        return Array(spaced.replacing("–", with: "-").replacing("—", with: "-"))
    }
    let (a, b) = (plain(read), plain(truth))
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
        var corner = row[0]
        row[0] = i + 1
        for (j, right) in b.enumerated() {
            let next = min(row[j] + 1, row[j + 1] + 1, corner + (left == right ? 0 : 1))
            (corner, row[j + 1]) = (row[j + 1], next)
        }
    }
    return Double(row[b.count]) / Double(max(1, b.count))
}
