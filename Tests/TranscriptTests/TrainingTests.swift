import Foundation
import GreffeTestKit
import Testing

@Suite struct TrainingTests {
    #if DEBUG
        private static let isRelease = false
    #else
        private static let isRelease = true
    #endif

    @Test(.enabled(if: isRelease, "a debug build trains for an hour"))
    func `the committed model is what its training letters give, byte for byte`() throws {
        let folder = try TemporaryFolder()
        let committed = try #require(FileManager.default.contents(atPath: Repository.root + "/models/classifier.model"))
        let header = String(decoding: committed.prefix(4096), as: UTF8.self).split(separator: "\n")
        let date = try #require(header.first { $0.hasPrefix("date: ") }).dropFirst("date: ".count)
        let outcome = try Program("greffe").run([
            "train", "--texts", Repository.fixtures + "/training", "--output", folder.path + "/model", "--date",
            String(date),
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(
            FileManager.default.contents(atPath: folder.path + "/model") == committed,
            "train again, read the report, and commit the model: \(outcome.output)")
    }

    @Test(arguments: [
        ("claim/a.txt", "class: claim\nauthor: a", "no --- ends its header"),
        ("claim/a.txt", "class: claim\nBonjour\n---\nBonjour\n", "a line without a colon"),
        ("claim/a.txt", "class: order\nauthor: a\n---\nBonjour\n", "its header says order"),
        ("claim/a.txt", "class: parcel\nauthor: a\n---\nBonjour\n", "its class is none of ours"),
        ("claim/a.txt", "class: claim\n---\nBonjour\n", "it has no author"),
        ("claim/a.txt", "class: claim\nauthor: a\n---\n\n", "it has no text"),
        ("claim/a.txt", "class: claim\nauthor: a\n---\nBonjour\n", "claim has 1 authors, 10 are needed"),
    ])
    func `training letters that cannot be used are named, with the reason`(
        name: String, text: String, reason: String
    ) throws {
        let folder = try TemporaryFolder()
        for letterClass in ["claim", "order", "invoice", "other"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + letterClass, withIntermediateDirectories: true)
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
        let outcome = try Program("greffe").run([
            "train", "--texts", folder.path, "--output", folder.path + "/model",
        ])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(reason), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/model"))
    }
}
