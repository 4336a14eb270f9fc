import Testing

/// How the code speaks: what it may call things, what it may risk.
@Suite struct WordingTests {
    /// Words that name a drawer, not a thing.
    private static let emptyWords: Set = ["Manager", "Helper", "Helpers", "Utils", "Util", "Common", "Data", "Info"]

    @Test func `no type is named after a drawer`() {
        let faults = SourceFile.swift.flatMap { file in
            file.types.compactMap { type -> Fault? in
                guard let word = Self.humps(of: type.name).first(where: Self.emptyWords.contains) else { return nil }
                return Fault(
                    path: file.path, line: type.line,
                    message: "\(type.name): \"\(word)\" says nothing; name it by what it is (docs/glossary.md).")
            }
        }
        Fault.expectNone(faults)
    }

    /// `AccessionNumber` gives `Accession`, `Number`.
    private static func humps(of name: String) -> [String] {
        name.reduce(into: []) { humps, character in
            if character.isUppercase || humps.isEmpty { humps.append("") }
            humps[humps.count - 1].append(character)
        }
    }

    @Test func `public is written in GreffeProof only`() {
        let faults = SourceFile.shipped.filter { $0.target != "GreffeProof" && $0.path.hasSuffix(".swift") }
            .flatMap { file in
                file.lines(mentioning: ["public", "open"]).filter {
                    let pattern = /^\s*(?:@\w+\s+)*(?:public|open)\s+[a-z]/
                    return file.code[$0.line - 1].firstMatch(of: pattern) != nil
                }.map {
                    Fault(
                        path: file.path, line: $0.line,
                        message: "\($0.word): write package; only GreffeProof is for others to build on.")
                }
            }
        Fault.expectNone(faults)
    }

    private static let stops: Set = ["fatalError", "preconditionFailure", "precondition"]

    /// Places where stopping the program is right, each with the reason.
    private static let mayStop: [String: String] = [
        "Sources/GreffeProof/EntryBundle.swift":
            "a longer entry would write a bundle nobody can read; the caller checks",
        "Sources/GreffeProof/ASN1/ObjectIdentifier.swift": "a literal of the source; tests use every one",
        "Sources/GreffeProof/Evidence/EvidenceRecord.swift": "a record is never built without a time-stamp",
        "Sources/GreffeStorage/RandomBytes.swift": "a salt of another length would be a mistake of this file",
        "Sources/GreffeStorage/TreeHead.swift": "two types of the same 32 bytes",
        "Sources/GreffeIntake/FileNameBytes.swift": "the address of an array that is not empty",
    ]

    @Test func `nothing shipped can be made to trap on purpose`() {
        let faults = SourceFile.shipped.flatMap { file in
            file.code.enumerated().flatMap { index, line -> [Fault] in
                var faults: [Fault] = []
                if line.hasBytes("try!") {
                    faults.append(
                        Fault(path: file.path, line: index + 1, message: "try!: let the error out, or handle it."))
                }
                if line.hasBytes(" as! ") {
                    faults.append(Fault(path: file.path, line: index + 1, message: "as!: use as? and handle nil."))
                }
                if Self.mayStop[file.path] == nil, line.contains(/\b(?:fatalError|preconditionFailure|precondition)\(/)
                {
                    faults.append(
                        Fault(
                            path: file.path, line: index + 1,
                            message: "input can reach a trap: throw, or list the place with its reason in "
                                + "WordingTests.swift."))
                }
                return faults
            }
        }
        Fault.expectNone(faults)
    }

    @Test func `an error that is dropped has a comment that says why`() {
        let faults = SourceFile.shipped.flatMap { file in
            file.code.indices.filter { file.code[$0].contains(/\btry\?/) }.filter { index in
                !file.lines[max(0, index - 3)...index].contains { $0.contains("//") }
            }.map {
                Fault(
                    path: file.path, line: $0 + 1,
                    message: "try? without a reason: say in a comment beside it why the error does not matter.")
            }
        }
        Fault.expectNone(faults)
    }

    @Test func `tests reach our modules by package access`() {
        let faults = SourceFile.swift.flatMap { file in
            // Rooms built with testing enabled, in release too (Package.swift).
            let testable = ["GreffeIntake", "GreffeReading", "GreffeWorkerLink"]
            if testable.contains(where: { file.path.hasPrefix("Tests/\($0)Tests/") }) { return [Fault]() }
            // The fuzzers are built for debugging only, apart from the tests (scripts/fuzz).
            if file.path.hasPrefix("Tests/fuzz/") { return [Fault]() }
            return file.code.enumerated().filter { $0.element.hasBytes("@testable") }.map {
                Fault(
                    path: file.path, line: $0.offset + 1,
                    message:
                        "@testable needs a debug build, and tests run in release: import the module, and make what "
                        + "the test needs package.")
            }
        }
        Fault.expectNone(faults)
    }
}
