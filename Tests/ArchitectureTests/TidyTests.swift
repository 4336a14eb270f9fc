import Testing

/// The sources as text.
@Suite struct TidyTests {
    static let linesMax = 500
    /// Characters; what swift-format is set to.
    static let columnsMax = 120

    /// One file, so that an expert can be handed it.
    private static let handedOver = "Tests/independent/greffe_verify.py"

    private static let code = RepositoryTree.paths(ending: ".swift", ".c", ".h", ".modulemap", ".sh", ".py")
    private static let prose = RepositoryTree.paths(
        ending: ".md", ".yaml", ".yml", ".service", ".conf", "run", "set-up")

    private static func lines(_ path: String) -> [String] {
        (RepositoryTree.text(path) ?? "").utf8Lines
    }

    @Test func `a source file can be read in one sitting`() {
        let long = Self.code.filter { $0 != Self.handedOver }.map { ($0, Self.lines($0).count - 1) }
        let faults = long.filter { $0.1 > Self.linesMax }.map {
            Fault(
                path: $0.0,
                message: "\($0.1) lines, \(Self.linesMax) at most: move a type out, or a capability into "
                    + "Type+Capability.swift.")
        }
        Fault.expectNone(faults)
    }

    /// Texts inside a line may make it longer, up to this: a row of a table of words is one row.
    private static let columnsWithTextsMax = 300

    @Test func `a line of code fits the page`() {
        let files = SourceFile.swift.map { ($0.path, $0.code) }
        let codeByPath = Dictionary(uniqueKeysWithValues: files)
        let faults = Self.code.flatMap { path in
            Self.lines(path).enumerated().filter { $0.element.utf8.count > Self.columnsMax }.compactMap {
                let line = $0.element
                let isComment = line.drop { $0 == " " }.hasPrefix("//")
                let isText = !isComment && codeByPath[path]?.dropFirst($0.offset).first?.words.isEmpty == true
                let bare = isComment ? line : isText ? "" : line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"")
                guard bare.count > Self.columnsMax || line.count > Self.columnsWithTextsMax else {
                    return nil as Fault?
                }
                return Fault(
                    path: path, line: $0.offset + 1,
                    message: "\(line.count) characters, \(Self.columnsMax) at most: break the line.")
            }
        }
        Fault.expectNone(faults)
    }

    @Test func `no tab, no trailing white space, one newline at the end`() {
        let faults = (Self.code + Self.prose).flatMap { path -> [Fault] in
            let lines = Self.lines(path)
            var faults: [Fault] = lines.enumerated().flatMap { index, line -> [Fault] in
                var faults: [Fault] = []
                if line.hasBytes("\t") {
                    faults.append(Fault(path: path, line: index + 1, message: "tab: use spaces."))
                }
                if line.last?.isWhitespace == true {
                    faults.append(Fault(path: path, line: index + 1, message: "white space at the end: remove it."))
                }
                return faults
            }
            if lines.last != "" || (lines.count > 2 && lines[lines.count - 2].isEmpty) {
                faults.append(Fault(path: path, message: "end the file with exactly one newline."))
            }
            return faults
        }
        Fault.expectNone(faults)
    }

    /// Spelled in halves, so that this file does not accuse itself.
    private static let promises = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    @Test func `nothing is left as a promise`() {
        let paths = (Self.code + Self.prose).filter { !$0.hasPrefix("fixtures/") } + ["Makefile"]
        let faults = paths.flatMap { path in
            Self.lines(path).enumerated().flatMap { index, line in
                let words = Set(line.words)
                return Self.promises.filter { word in words.contains(word) }.map {
                    Fault(path: path, line: index + 1, message: "\($0): do it, or open an issue and remove the word.")
                }
            }
        }
        Fault.expectNone(faults)
    }

    private static let workplaces = ["/" + "work/", "/" + "root/", "/" + "Users/", "/" + "home/"]

    @Test func `no path of somebody's workplace`() {
        let faults = (Self.code + Self.prose + ["Makefile"]).flatMap { path in
            Self.lines(path).enumerated().flatMap { index, line in
                Self.workplaces.filter(line.hasBytes).map {
                    Fault(path: path, line: index + 1, message: "\($0): this folder exists on one machine only.")
                }
            }
        }
        Fault.expectNone(faults)
    }

    /// Files that hold several small things under one heading, each with the reason.
    private static let headings: [String: String] = [
        "Sources/GreffeCore/Digest.swift": "a digest, the salt that hides it, and how both are written",
        "Sources/GreffeCore/FoldedText.swift": "two forms of String, read as one subject",
        "Sources/GreffeCore/Fault.swift": "Fate and GreffeError, the two halves of a fault",
        "Sources/GreffeCore/Numbers.swift": "three number types that must not be mixed up",
        "Sources/GreffeProof/NoteKey.swift": "the two halves of a note's key",
        "Sources/GreffeWorkerLink/WorkerMessage.swift": "what is asked of a worker, and what it answers",
    ]

    @Test func `a file is named after its main type`() {
        let faults = SourceFile.swift.compactMap { file -> Fault? in
            guard file.path.contains("/"), file.name != "main.swift", Self.headings[file.path] == nil else {
                return nil
            }
            let name = file.name.dropLast(".swift".count).split(separator: "+").map(String.init)
            let isExtension = name.count > 1
            let found = isExtension ? file.extended : file.types.map(\.name)
            guard let first = name.first, !found.contains(first) else { return nil }
            return Fault(
                path: file.path,
                message: isExtension
                    ? "extends no \(first): name the file Type+Capability.swift after the type it extends."
                    : "declares no \(first): name the file after its main type.")
        }
        Fault.expectNone(faults)
    }

    @Test func `a Swift file begins with what it is or what it needs`() {
        let beginnings = ["//", "import ", "package import ", "public import ", "internal import ", "extension ", "@"]
        let faults = SourceFile.swift.filter { file in
            !beginnings.contains { file.text.hasPrefix($0) }
        }.map {
            Fault(path: $0.path, message: "begin with a comment that says what it is for, or with its imports.")
        }
        Fault.expectNone(faults)
    }
}
