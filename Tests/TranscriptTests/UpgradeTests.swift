import Foundation
import GreffeTestKit
import Testing

/// fixtures/archives has archives as earlier versions left them. Each must open, verify, be found in and go on.
@Suite struct UpgradeTests {
    private func unpacked(_ name: String) throws -> (folder: TemporaryFolder, path: String) {
        let folder = try TemporaryFolder()
        let file = "\(Repository.fixtures)/archives/\(name).tar.gz"
        try #require(
            try Program(path: "/bin/tar").run(["-xzf", file, "-C", folder.path, "--no-same-owner"]).status == 0)
        return (folder, folder.path + "/archive")
    }

    private func greffe(_ arguments: String..., archive: String) throws -> Program.Outcome {
        try Program("greffe").run(arguments + ["--archive", archive])
    }

    /// The index of 0.1.0 has schema 3.
    @Test(arguments: ["0.1.0"])
    func `an archive of an earlier version opens, verifies, and is continued`(version: String) throws {
        let (folder, path) = try unpacked(version)
        defer { withExtendedLifetime(folder) {} }
        let verified = try greffe("verify", archive: path)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let found = try greffe("search", "degat", archive: path)
        #expect(found.status == 0 && found.output.contains("Peyrichout"), "\(found.output)\(found.errors)")
        #expect(try greffe("search", "wiedemann", archive: path).status == 6, "what was destroyed stays destroyed")
        #expect(try greffe("customers", "show", "3437684", archive: path).output.contains("2026-000001"))
        let opened = try greffe("open", "2026-000001", "-o", folder.path + "/letter.tif", archive: path)
        #expect(opened.status == 0)
        #expect(
            FileManager.default.contentsEqual(
                atPath: folder.path + "/letter.tif", andPath: Repository.fixtures + "/scans/letters/f01.tif"))

        let taken = try greffe("accession", Repository.fixtures + "/scans/letters/f28.tif", archive: path)
        #expect(taken.status == 0, "\(taken.errors)")
        let noted = try greffe(
            "interactions", "add", "3437684", "--channel", "phone", "--summary", "rappeler", archive: path)
        #expect(noted.status == 0, "\(noted.errors)")
        let again = try greffe("verify", archive: path)
        #expect(again.status == 0, "\(again.output)\(again.errors)")
    }
}
