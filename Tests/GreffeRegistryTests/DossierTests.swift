import Foundation
import Glibc
import GreffeCore
import GreffeProof
import GreffeRegistry
import GreffeStorage
import GreffeTestKit
import GreffeVerification
import Testing

@Suite struct DossierTests {
    private typealias Verdict = ExportedLetter.Verdict
    private static let fault = Verdict(word: "FAULT", status: 4)
    private static let stamped = Verdict(word: "TIME-STAMPED", status: 0)

    @Test func `an exported letter is proven alike by two shells and by greffe-verify`() async throws {
        let letter = try await ExportedLetter()
        for shell in ["dash", "bash"] {
            #expect(try letter.byShell(letter.dossier, shell: shell) == Self.stamped)
            #expect(
                try letter.byShell(letter.dossier, shell: shell, arguments: [])
                    == Verdict(word: "UNKNOWN KEY", status: 1))
            #expect(
                try letter.byShell(letter.dossier, shell: shell, arguments: ["--log-key", letter.logKey])
                    == Verdict(word: "UNKNOWN KEY", status: 1))
        }
        #expect(try letter.bySwift(letter.dossier) == Self.stamped)
        let files = try LinuxDossierFiles(root: letter.dossier)
        let unknown = Verdict(word: "UNKNOWN KEY", status: 1)
        #expect(ExportedLetter.verdict(of: files, key: nil, roots: try letter.roots()) == unknown)
        #expect(ExportedLetter.verdict(of: files, key: try letter.key(), roots: nil) == unknown)
    }

    @Test func `verify sh has at most forty lines of at most 120 characters`() throws {
        let text = try String(contentsOfFile: Repository.root + "/packaging/dossier/verify.sh", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count <= 40)
        #expect(lines.allSatisfy { $0.count <= 120 })
    }

    @Test func `LISEZMOI says the same as text and as PDF A, in French and in English`() async throws {
        let letter = try await ExportedLetter()
        let rules = try PDFRules(letter.dossier + "/LISEZMOI.pdf")
        #expect(rules.faults == [] && rules.part == 2)
        let page = try Program(path: "/usr/bin/pdftotext").run([letter.dossier + "/LISEZMOI.pdf", "-"]).output
        let text = try String(contentsOfFile: letter.dossier + "/LISEZMOI.txt", encoding: .utf8)
        for words in ["\(letter.number)", "verify.sh", "racine.pem", "root.pem"] {
            #expect(page.contains(words) && text.contains(words), "\(words)")
        }
    }

    @Test func `before the first seal a dossier says that nobody certifies the time`() async throws {
        let letter = try await ExportedLetter(isSealed: false)
        let expected = Verdict(word: "NOT TIME-STAMPED", status: 3)
        #expect(try letter.byShell(letter.dossier) == expected)
        #expect(try letter.bySwift(letter.dossier) == expected)
    }

    @Test func `a bailiff can type the commands of LISEZMOI`() async throws {
        let letter = try await ExportedLetter()
        let readme = try String(contentsOfFile: letter.dossier + "/LISEZMOI.txt", encoding: .utf8)
        #expect(readme.contains("DOSSIER DE PREUVE DU COURRIER \(letter.number)"))
        let commands = readme.split(separator: "\n").map(String.init)
            .filter {
                $0.hasPrefix("    (printf") || $0.hasPrefix("    base64 /tmp/n") || $0.contains("sed -n 3p /tmp")
            }
        let half = commands.count / 2
        let script = commands.prefix(half).map { $0.replacing("   doit", with: " # doit") }.joined(separator: "\n")
            .replacing("/tmp/", with: letter.output.path + "/")
        let outcome = try Program(path: "/bin/sh").run(["-c", script], folder: letter.dossier)
        let printed = Set(outcome.output.split(separator: "\n"))
        #expect(printed.count == 1 && printed.first?.count == 44, "\(outcome.output)\(outcome.errors)\n\(script)")
    }

    @Test func `the export is an entry that says who, why and for which letters, and comes first`() async throws {
        let letter = try await ExportedLetter()
        let entry = try #require(letter.archive.archive.custody.ledger.lastEntry)
        #expect(entry.kind == .exported && entry.refs == [letter.number.leaf])
        let body = try #require(try letter.archive.archive.custody.opening(of: entry)).body
        #expect(body["by"]?.string == "person:test" && body["reason"]?.string == "un litige")
        let history = try FileManager.default.contentsOfDirectory(atPath: letter.dossier + "/history")
        #expect(history.contains { $0.hasSuffix("-exported") } && history.contains { $0.hasSuffix("-filed") })
    }

    @Test func `a folder that is not empty is refused, unless an export is to go on in it`() async throws {
        let letter = try await ExportedLetter()
        await #expect(throws: RegistryError.exportFolderTaken(letter.output.path)) { try await letter.export() }
        let size = letter.archive.archive.custody.ledger.size
        try await letter.export(resumes: true)
        #expect(letter.archive.archive.custody.ledger.size == size)
    }

    @Test func `a letter that was erased leaves a dossier of what remains, with the reason`() async throws {
        let letter = try await ExportedLetter()
        let custody = letter.archive.archive.custody
        let body: [String: CanonicalJSON] = ["by": .string("person:test"), "reason": .string("RGPD, article 17")]
        try custody.append([Act(kind: .erased, body: .object(body), refs: [.entry(letter.number.leaf)])])
        let folder = try letter.archive.path + "/" + custody.folder(of: custody.ledger.entry(at: letter.number.leaf))
        let erased = "\(padded(custody.ledger.size - 1, 6)).erased"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !name.hasPrefix(erased) {
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        try FileManager.default.removeItem(atPath: letter.dossier)
        try letter.archive.archive.catchUp()
        try await letter.export()
        let expected = Verdict(word: "ERASED", status: 3)
        #expect(try letter.byShell(letter.dossier) == expected)
        #expect(try letter.bySwift(letter.dossier) == expected)
        let readme = try String(contentsOfFile: letter.dossier + "/LISEZMOI.txt", encoding: .utf8)
        #expect(readme.contains("DÉTRUIT") && readme.contains("RGPD, article 17"))
        // Without the entry that destroyed it, its absence is a fault.
        let copy = try letter.copy()
        let history = copy.path + "/d/history"
        for name in try FileManager.default.contentsOfDirectory(atPath: history) where name.hasSuffix("-erased") {
            try FileManager.default.removeItem(atPath: "\(history)/\(name)")
        }
        try letter.signAgain(copy.path + "/d")
        #expect(try letter.byShell(copy.path + "/d") == Self.fault)
        #expect(try letter.bySwift(copy.path + "/d") == Self.fault)
    }

    // MARK: Spoilt dossiers

    enum Spoiling: String, CaseIterable, Sendable {
        case fileMissing, fileAdded, fileRenamed, truncated, appended, carriageReturns, pathReordered, pathLineAdded
        case symlink, hugeFile, otherSpelling, documentSwapped, itemSwapped, manifestMissing, emptyFolder, fifo
    }

    private func spoil(_ folder: String, _ spoiling: Spoiling, with other: ExportedLetter) throws {
        let files = FileManager.default
        let proof = folder + "/proof.tlog-proof"
        func edit(_ path: String, _ change: (String) -> String) throws {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let changed = change(text)
            try #require(changed != text)
            try changed.write(toFile: path, atomically: false, encoding: .utf8)
        }
        func lines(_ change: @escaping (inout [Substring]) -> Void) throws {
            try edit(proof) { text in
                var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                change(&lines)
                return lines.joined(separator: "\n")
            }
        }
        switch spoiling {
        case .fileMissing: try files.removeItem(atPath: folder + "/salt.body")
        case .manifestMissing: try files.removeItem(atPath: folder + "/manifest")
        case .fileAdded: try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/document2.tif"))
        case .fileRenamed: try files.moveItem(atPath: folder + "/document.tif", toPath: folder + "/document.pdf")
        case .truncated:
            let handle = try #require(FileHandle(forWritingAtPath: folder + "/document.tif"))
            try handle.truncate(atOffset: 3)
        case .appended: try edit(folder + "/entry") { $0 + "\n" }
        case .carriageReturns: try edit(folder + "/entry") { $0.replacing("\n", with: "\r\n") }
        case .pathReordered: try lines { $0.swapAt(2, 3) }
        case .pathLineAdded: try lines { $0.insert($0[2], at: 3) }
        case .symlink:
            try files.moveItem(atPath: folder + "/salt.body", toPath: folder + "/../salt")
            try files.createSymbolicLink(atPath: folder + "/salt.body", withDestinationPath: "../salt")
        case .hugeFile:
            let handle = try #require(FileHandle(forWritingAtPath: folder + "/LISEZMOI.txt"))
            try handle.truncate(atOffset: 5 << 30)
        case .otherSpelling:
            // The last digit before the padding has two bits that mean nothing.
            try lines { lines in
                let digit = lines[2].dropLast().last ?? "A"
                let spelled: Character =
                    digit == "A" ? "B" : Character(UnicodeScalar(digit.asciiValue.map { $0 + 1 } ?? 65))
                lines[2] = lines[2].dropLast(2) + "\(spelled)="
            }
        case .documentSwapped:
            try files.removeItem(atPath: folder + "/document.tif")
            try files.copyItem(atPath: other.dossier + "/document.tif", toPath: folder + "/document.tif")
        case .itemSwapped:
            for name in ["entry", "body.json", "salt.body", "salt.object", "proof.tlog-proof", "document.tif"] {
                try files.removeItem(atPath: "\(folder)/\(name)")
                try files.copyItem(atPath: "\(other.dossier)/\(name)", toPath: "\(folder)/\(name)")
            }
        case .emptyFolder: try files.createDirectory(atPath: folder + "/autre", withIntermediateDirectories: false)
        case .fifo: #expect(mkfifo(folder + "/LISEZMOI.fax", 0o600) == 0)
        }
    }

    @Test func `a spoilt dossier is a fault for both verifiers, whoever signs its manifest again`() async throws {
        let letter = try await ExportedLetter(letters: 9)
        let other = try await ExportedLetter(letters: 9, words: "another letter")
        for spoiling in Spoiling.allCases {
            let copy = try letter.copy()
            let folder = copy.path + "/d"
            try spoil(folder, spoiling, with: other)
            #expect(try letter.byShell(folder) == Self.fault, "\(spoiling)")
            #expect(try letter.bySwift(folder) == Self.fault, "\(spoiling)")
            // What an insider can do about it; these remain as they are or cannot be listed.
            let ends: [Spoiling] = [.fileRenamed, .manifestMissing, .hugeFile, .fifo]
            guard !ends.contains(spoiling) else { continue }
            try letter.signAgain(folder)
            #expect(try letter.byShell(folder) == Self.fault, "\(spoiling), signed again")
            #expect(try letter.bySwift(folder) == Self.fault, "\(spoiling), signed again")
        }
    }

    @Test func `another log's dossier, another key and another root are faults`() async throws {
        let letter = try await ExportedLetter()
        let other = try await ExportedLetter()
        #expect(try letter.byShell(other.dossier) == Self.fault)
        #expect(try letter.bySwift(other.dossier) == Self.fault)
        let wrongRoot = ["--log-key", letter.logKey, "--tsa-root", other.authority.root]
        #expect(try letter.byShell(letter.dossier, arguments: wrongRoot) == Self.fault)
        let files = try LinuxDossierFiles(root: letter.dossier)
        #expect(ExportedLetter.verdict(of: files, key: try letter.key(), roots: try other.roots()) == Self.fault)
    }
}
