import Foundation
import GreffeTestKit
import Testing

/// The second verifier, in Python and from docs/format alone, against `greffe-verify`.
@Suite(.serialized) struct IndependentVerifierTests {
    private static let folder = Repository.root + "/Tests/independent"
    private static let python = Program(path: "/usr/bin/python3")

    /// Two letters, one of them twice, and a person's decision.
    private func archive() throws -> RunningArchive {
        let running = try RunningArchive()
        let second = running.folder.path + "/second.tif"
        try Scans.variant(of: Scans.small, 1, to: second)
        for arguments in [
            ["accession", Scans.small], ["accession", second], ["accession", second],
        ] { try #require(try running.greffe(arguments).status == 0) }
        return running
    }

    private struct Verdict: Hashable {
        var status: Int32
        var kinds: Set<String>
    }

    private func verdicts(_ archive: String) throws -> (own: Verdict, independent: Verdict) {
        let key = ["--log-key", archive + "/log.vkey", "--json"]
        let own = try Program("greffe-verify").run([archive] + key)
        let other = try Self.python.run([Self.folder + "/greffe_verify.py", archive] + key)
        func verdict(_ outcome: Program.Outcome) throws -> Verdict {
            guard outcome.status == 0 || outcome.status == 4 else {
                return Verdict(status: outcome.status, kinds: [outcome.errors])
            }
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            let faults = report["faults"] as? [[String: Any]] ?? []
            return Verdict(status: outcome.status, kinds: Set(faults.compactMap { $0["kind"] as? String }))
        }
        return (try verdict(own), try verdict(other))
    }

    @Test func `both verifiers give the same verdict on a clean archive and on every file spoiled or taken away`()
        throws
    {
        let running = try archive()
        let clean = try verdicts(running.archive)
        #expect(clean.own == Verdict(status: 0, kinds: []))
        #expect(clean.independent == clean.own)
        let files = FileManager.default
        let paths = try ["ledger", "vault"].flatMap { top in
            try files.subpathsOfDirectory(atPath: "\(running.archive)/\(top)").map { "\(top)/\($0)" }
        }
        var tried = 0
        for path in paths.sorted() {
            let full = "\(running.archive)/\(path)"
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else { continue }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: full))
            var spoiled: [(String, Data?)] = [("gone", nil), ("one byte more", bytes + [0x0a]), ("empty", Data())]
            for place in Set([0, bytes.count / 2, bytes.count - 1]) {
                var copy = bytes
                copy[place] ^= 1
                spoiled.append(("bit of byte \(place)", copy))
            }
            for (what, copy) in spoiled {
                if let copy {
                    try copy.write(to: URL(fileURLWithPath: full))
                } else {
                    try files.removeItem(atPath: full)
                }
                let (own, independent) = try verdicts(running.archive)
                #expect(own == independent, "\(path): \(what)")
                #expect(own.status == 4, "\(path): \(what)")
                tried += 1
                try bytes.write(to: URL(fileURLWithPath: full))
            }
        }
        // The ledger's checkpoint, two tiles, bundle and key history; the vault's two originals with their salts.
        #expect(tried >= 6 * 8)
        #expect(try verdicts(running.archive).own == clean.own)
    }

    @Test func `both verifiers give the same verdict on a dossier and on every file of it spoiled or taken away`()
        throws
    {
        let running = try archive()
        let output = running.folder.path + "/dossiers"
        let exported = try running.greffe(["export", "2026-000001", "-o", output])
        try #require(exported.status == 0, "\(exported.errors)")
        let dossier = output + "/2026-000001"
        let key = ["--log-key", running.archive + "/log.vkey"]
        func statuses() throws -> [Int32] {
            [
                try Program("greffe-verify").run([dossier] + key).status,
                try Self.python.run([Self.folder + "/greffe_verify.py", dossier] + key).status,
            ]
        }
        // Nothing is sealed here: whole, and without a date from outside.
        #expect(try statuses() == [3, 3])
        let files = FileManager.default
        for path in try files.subpathsOfDirectory(atPath: dossier).sorted() {
            let full = "\(dossier)/\(path)"
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else { continue }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: full))
            try files.removeItem(atPath: full)
            #expect(try statuses() == [4, 4], "\(path): gone")
            for place in Set([0, bytes.count / 2, bytes.count - 1]) {
                var copy = bytes
                copy[place] ^= 1
                try copy.write(to: URL(fileURLWithPath: full))
                #expect(try statuses() == [4, 4], "\(path): bit of byte \(place)")
            }
            try bytes.write(to: URL(fileURLWithPath: full))
        }
        #expect(try statuses() == [3, 3])
    }

    /// Minutes: asked for by `GREFFE_ATTACKS=1`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["GREFFE_ATTACKS"] != nil))
    func `an insider with root and the log's key is noticed in 15 of 16 attacks, and the last by counting`()
        throws
    {
        let outcome = try Self.python.run([
            Self.folder + "/attacks.py", "--programs", Program.builtPrograms,
        ])
        print(outcome.output)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}
