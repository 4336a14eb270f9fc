import Foundation
import GreffeTestKit
import Testing

/// Another model for an archive, by the command alone.
@Suite struct ModelTests {
    /// An archive, a golden set of six training letters a class, and the model the programs carry.
    private final class Site {
        let folder: TemporaryFolder
        var archive: String { folder.path + "/archive" }
        var golden: String { folder.path + "/golden" }
        private let carried: Data
        private static let classes = ["claim", "order", "invoice", "other"]

        init() throws {
            folder = try TemporaryFolder()
            carried = try Data(contentsOf: URL(fileURLWithPath: Repository.root + "/models/classifier.model"))
            try #require(try greffe(["init", "--origin", "test.example/greffe"]).status == 0)
            for letterClass in Self.classes {
                let source = "\(Repository.fixtures)/training/\(letterClass)"
                let target = "\(golden)/\(letterClass)"
                try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
                for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted().prefix(6) {
                    try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
                }
            }
        }

        func greffe(_ arguments: [String]) throws -> Program.Outcome {
            try Program("greffe").run(arguments, environment: ["GREFFE_ARCHIVE": archive])
        }

        /// A model file with the carried one's learning, and one more fact in its header.
        func twin() throws -> String {
            let end = try #require(carried.firstRange(of: Data("\n\n".utf8))).lowerBound + 1
            return try write(carried.prefix(upTo: end) + Data("site: Limoges\n".utf8) + carried.suffix(from: end))
        }

        /// A model file that knows nothing and takes everything for the last class.
        func fool() throws -> String {
            var bytes = carried
            let classes = Data("claim order invoice other\n".utf8)
            // Two counts, then four scales and four biases, of four bytes each.
            let scales = try #require(bytes.firstRange(of: classes)).upperBound + 8
            bytes.replaceSubrange(scales..<scales + 28, with: Data(count: 28))
            let bias = withUnsafeBytes(of: Float(9).bitPattern.littleEndian) { Data($0) }
            bytes.replaceSubrange(scales + 28..<scales + 32, with: bias)
            return try write(bytes)
        }

        /// With the digest that ends a model file made anew.
        private func write(_ bytes: Data) throws -> String {
            let path = folder.path + "/" + UUID().uuidString
            try bytes.dropLast(32).write(to: URL(fileURLWithPath: path))
            let digest = try sha256(path)
            let binary = stride(from: 0, to: 64, by: 2).compactMap {
                UInt8(digest.dropFirst($0).prefix(2), radix: 16)
            }
            try (bytes.dropLast(32) + Data(binary)).write(to: URL(fileURLWithPath: path))
            return path
        }

        func sha256(_ path: String) throws -> String {
            String(try Program(path: "/usr/bin/sha256sum").run([path]).output.prefix(64))
        }

        func adopt(_ model: [String]) throws -> Program.Outcome {
            try greffe(
                ["model", "adopt"] + model + ["--golden", golden, "--reason", "learnt from spring's decisions"])
        }

        func inForce() throws -> [String: Any] {
            let shown = try greffe(["model", "--json"])
            try #require(shown.status == 0, "\(shown.errors)")
            return try #require(
                try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
        }
    }

    @Test func `a model that is no worse is adopted, judges, is verified with the archive, and can be given up`() throws
    {
        let site = try Site()
        #expect(try site.inForce()["adopted"] as? Bool == false)
        let path = try site.twin()
        let digest = try site.sha256(path)
        let adopted = try site.adopt([path])
        #expect(adopted.status == 0, "\(adopted.output)\(adopted.errors)")
        let shown = try site.inForce()
        #expect(shown["sha256"] as? String == digest)
        #expect((shown["facts"] as? [String: String])?["site"] == "Limoges")
        let read = try site.greffe(["evaluate", site.golden, "--archive", site.archive])
        #expect(read.status == 0, "\(read.errors)")
        let verified = try site.greffe(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
        // The file it rests on is part of what is verified.
        let files = try FileManager.default.subpathsOfDirectory(atPath: site.archive + "/vault")
        let kept = try #require(files.first { $0.hasSuffix(".configured.model") })
        try Data([1]).write(to: URL(fileURLWithPath: "\(site.archive)/vault/\(kept)"))
        #expect(try site.greffe(["verify"]).status == 4)
        try FileManager.default.removeItem(atPath: "\(site.archive)/vault/\(kept)")
        try FileManager.default.copyItem(atPath: path, toPath: "\(site.archive)/vault/\(kept)")
        #expect(try site.greffe(["verify"]).status == 0)
        #expect(try site.adopt(["--shipped"]).status == 0)
        #expect(try site.inForce()["adopted"] as? Bool == false)
    }

    @Test func `a model that is worse in any class is refused, and nothing is recorded`() throws {
        let site = try Site()
        let refused = try site.adopt([try site.fool()])
        #expect(refused.status == 7)
        #expect(refused.errors.contains("claim: 0 of 6 right"), "\(refused.errors)")
        #expect(try site.inForce()["adopted"] as? Bool == false)
        let vault = try FileManager.default.subpathsOfDirectory(atPath: site.archive + "/vault")
        #expect(!vault.contains { $0.contains("configured") })
    }

    @Test func `too few letters of a class, and what is no model, are refused with the reason`() throws {
        let site = try Site()
        let path = try site.twin()
        let claims = site.golden + "/claim"
        for name in try FileManager.default.contentsOfDirectory(atPath: claims).prefix(2) {
            try FileManager.default.removeItem(atPath: claims + "/" + name)
        }
        let thin = try site.adopt([path])
        #expect(thin.status == 7)
        #expect(thin.errors.contains("too few letters of claim"))
        let garbage = try site.adopt([Repository.root + "/README.md"])
        #expect(garbage.status == 1)
        #expect(garbage.errors.contains("does not begin as one"), "\(garbage.errors)")
    }
}
