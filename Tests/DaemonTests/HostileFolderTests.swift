import Foundation
import GreffeTestKit
import Testing

/// Complaint: "one corrupt PDF stops everything".
@Suite(.serialized) struct HostileFolderTests {
    @Test
    func `the whole hostile corpus at once leaves a good letter filed, the daemon running and every file told of`()
        throws
    {
        let archive = try RunningArchive(incompleteSeconds: 2)
        // A worker's memory and time are bounded; what the corpus costs is known (docs/testing.md).
        let corpus = try HostileFile.all()
        for file in corpus {
            try FileManager.default.copyItem(atPath: file.path, toPath: "\(archive.inbox)/\(file.name)")
        }
        try Scans.variant(of: Scans.small, 1, to: archive.inbox + "/zz-good.tif")
        try archive.start()
        let pid = archive.daemonPid
        try archive.wait(seconds: 900) { status in
            archive.number(status, "backlog") == 0
                && archive.number(status, "letters") > 0
                && ((status["daemon"] as? [String: Any])?["folders"] as? [[String: Any]])?.first?["waiting"] as? Int
                    == 0
                && (try? archive.namesInInbox().isEmpty) == true
        }
        #expect(archive.daemonPid == pid)
        let files = try archive.files()
        #expect(Set(files.compactMap { $0["file"] as? String }) == Set(corpus.map(\.name) + ["zz-good.tif"]))
        for file in corpus {
            let outcome = files.first { $0["file"] as? String == file.name }?["outcome"] as? String
            let told = ["accessioned", "duplicate", "refused", "rejected"].contains(outcome)
            #expect(told, "\(file.name): \(outcome ?? "nothing")")
        }
        let good = try #require(files.first { $0["file"] as? String == "zz-good.tif" }?["accession"] as? String)
        let letter = try archive.lines(["show", good, "--json"])
        #expect(["filed", "review"].contains(letter.first?["state"] as? String), "\(letter)")
        #expect(archive.stop() == 0)
        try archive.expectSound()
    }
}
