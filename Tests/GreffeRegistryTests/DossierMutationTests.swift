import Foundation
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

/// Dossiers with one bit changed: by somebody on the way, and by somebody who has the log's key.
@Suite struct DossierMutationTests {
    /// Enough for every file to be hit a dozen times; `make soak` asks for 10,000, the bar of the design.
    private static let countDefault = 500
    private static let count =
        ProcessInfo.processInfo.environment["GREFFE_MUTATIONS"].flatMap { Int($0) } ?? countDefault
    /// One in so many also by verify.sh and by the verifier in Python: a process each, half a second the two.
    private static let sharedPace = 25

    private static let fault = ExportedLetter.Verdict(word: "FAULT", status: 4)

    /// What is proven by itself, whoever signs the manifest.
    private static func isProven(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return ["entry", "body.json", "salt.body", "salt.object", "object", "proof.tlog-proof"].contains(String(name))
            || name.hasPrefix("document.")
    }

    private struct Mutation: CustomStringConvertible {
        var path: String
        var place: Int
        var bit: UInt8
        var description: String { "bit \(bit) of byte \(place) of \(path)" }
    }

    /// Every file as often as every other, a place in it by chance.
    private func mutations(of dossier: DossierInMemory, seed: UInt64, without: Set<String> = []) -> [Mutation] {
        var dice = Dice(seed: seed)
        let paths = dossier.files.filter { !$0.value.isEmpty && !without.contains($0.key) }.keys.sorted()
        return (0..<Self.count).map { number in
            let path = paths[number % paths.count]
            let size = dossier.files[path]?.count ?? 1
            return Mutation(
                path: path, place: Int.random(in: 0..<size, using: &dice), bit: UInt8.random(in: 0..<8, using: &dice))
        }
    }

    private func spoilt(_ dossier: DossierInMemory, _ mutation: Mutation) -> DossierInMemory {
        var spoilt = dossier
        spoilt.files[mutation.path]?[mutation.place] ^= 1 << mutation.bit
        return spoilt
    }

    @Test func `no change of one bit is accepted, and three verifiers agree`() async throws {
        let letter = try await ExportedLetter(letters: 5)
        let dossier = try DossierInMemory(letter.dossier)
        let (key, roots) = (try letter.key(), try letter.roots())
        #expect(ExportedLetter.verdict(of: dossier, key: key, roots: roots).word == "TIME-STAMPED")
        #expect(try letter.byPython(letter.dossier).word == "TIME-STAMPED")
        var (accepted, shared) = (0, 0)
        for (number, mutation) in mutations(of: dossier, seed: 4).enumerated() {
            let spoilt = spoilt(dossier, mutation)
            let verdict = ExportedLetter.verdict(of: spoilt, key: key, roots: roots)
            #expect(verdict == Self.fault, "\(mutation)")
            if verdict != Self.fault { accepted += 1 }
            guard number % Self.sharedPace == 0, let bytes = spoilt.files[mutation.path] else { continue }
            shared += 1
            let copy = try letter.copy()
            try Data(bytes).write(to: URL(fileURLWithPath: copy.path + "/d/" + mutation.path))
            #expect(try letter.byShell(copy.path + "/d") == Self.fault, "verify.sh: \(mutation)")
            #expect(try letter.byPython(copy.path + "/d") == Self.fault, "greffe_verify.py: \(mutation)")
        }
        print("\(Self.count) one-bit mutations of a dossier: \(accepted) accepted; \(shared) by three verifiers")
    }

    @Test func `whoever has the log's key and signs again changes nothing that is proven`() async throws {
        let letter = try await ExportedLetter(letters: 5)
        let dossier = try DossierInMemory(letter.dossier)
        let (key, roots) = (try letter.key(), try letter.roots())
        let honest = DossierVerifier(files: dossier, logKey: key, anchors: roots).verify()
        #expect(honest.verdictWord == "TIME-STAMPED")
        for mutation in mutations(of: dossier, seed: 5, without: ["./manifest"]) {
            var spoilt = spoilt(dossier, mutation)
            spoilt.files["./manifest"] = try letter.archive.archive.custody.sign(spoilt.manifestText).bytes
            let report = DossierVerifier(files: spoilt, logKey: key, anchors: roots).verify()
            if Self.isProven(mutation.path) || report.status != honest.status {
                #expect(report.status == Self.fault.status, "\(mutation)")
            } else {
                #expect(report.proven == honest.proven && report.verdict == honest.verdict, "\(mutation)")
            }
        }
    }

    /// The four bytes are a hint and prove nothing; read they must be all the same.
    @Test(arguments: ["./manifest", "./proof.tlog-proof"])
    func `each bit of a signature line's key hash counts, to three verifiers`(path: String) async throws {
        let letter = try await ExportedLetter(letters: 5)
        let dossier = try DossierInMemory(letter.dossier)
        let (key, roots) = (try letter.key(), try letter.roots())
        #expect(ExportedLetter.verdict(of: dossier, key: key, roots: roots).word == "TIME-STAMPED")
        for bit in 0..<32 {
            var spoilt = dossier
            spoilt.files[path] = try keyHashFlipped(in: try #require(dossier.files[path]), bit: bit)
            if path != "./manifest" {
                spoilt.files["./manifest"] = try letter.archive.archive.custody.sign(spoilt.manifestText).bytes
            }
            #expect(ExportedLetter.verdict(of: spoilt, key: key, roots: roots) == Self.fault, "bit \(bit)")
            // The first and the last one also by the others.
            guard [0, 31].contains(bit) else { continue }
            let copy = try letter.copy()
            for file in [path, "./manifest"] {
                try Data(try #require(spoilt.files[file])).write(to: URL(fileURLWithPath: copy.path + "/d/" + file))
            }
            #expect(try letter.byShell(copy.path + "/d") == Self.fault, "verify.sh: bit \(bit)")
            #expect(try letter.byPython(copy.path + "/d") == Self.fault, "greffe_verify.py: bit \(bit)")
        }
    }

    /// The note with one bit changed below the base64 of its first signature line, which stays base64.
    private func keyHashFlipped(in bytes: [UInt8], bit: Int) throws -> [UInt8] {
        var lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n")
        let place = try #require(lines.firstIndex { $0.hasPrefix("\u{2014} ") })
        var parts = lines[place].components(separatedBy: " ")
        var signature = try #require(Data(base64Encoded: parts[2]))
        signature[bit / 8] ^= 1 << UInt8(bit % 8)
        parts[2] = signature.base64EncodedString()
        lines[place] = parts.joined(separator: " ")
        return Array(lines.joined(separator: "\n").utf8)
    }
}
