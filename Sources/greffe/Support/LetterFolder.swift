import FoundationEssentials
import GreffeAnalysis
import GreffeCore

/// A folder of letters whose class is known, in either of two forms: a folder a class with training texts, or scans and
/// texts with a folder `truth` of one JSON a letter. docs/reference/evaluate.md has both.
enum LetterFolder {
    struct Failure: GreffeError {
        var message: String
        var code: String { "evaluate.folder" }
        var hint: String { "docs/reference/evaluate.md says how a labelled folder is made." }
        var fate: Fate { .quarantine }
    }

    /// A letter with its truth and where it is.
    enum Labelled {
        case scan(path: String, LetterTruth)
        case text(pages: [String], LetterTruth)
    }

    static let scanEndings = ["tif", "tiff", "pdf", "jpg", "jpeg", "png"]
    static let pageMark = "=== page ==="

    static func trainingLetters(in folder: String) throws -> [TrainingLetter] {
        var letters: [TrainingLetter] = []
        for letterClass in LetterClass.allCases {
            let names = try TextFile.names(in: "\(folder)/\(letterClass.rawValue)")
            for name in names where name.hasSuffix(".txt") {
                let letter = try TrainingLetter(
                    name: "\(letterClass.rawValue)/\(name)",
                    text: try TextFile.text(of: "\(folder)/\(letterClass.rawValue)/\(name)"))
                guard letter.letterClass == letterClass else {
                    throw ClassifierError.trainingTextUnusable(
                        name: letter.name, reason: "its header says \(letter.letterClass.rawValue)")
                }
                letters.append(letter)
            }
        }
        return letters
    }

    static func labelled(in folder: String) throws -> [Labelled] {
        guard TextFile.isFolder("\(folder)/truth") else {
            guard TextFile.isFolder("\(folder)/\(LetterClass.other.rawValue)") else {
                throw Failure(message: "\(folder) has neither a folder truth nor a folder a class.")
            }
            return try trainingLetters(in: folder).map { .text(pages: $0.pages, LetterTruth($0)) }
        }
        let files = try TextFile.names(in: folder)
        var letters: [Labelled] = []
        for name in try TextFile.names(in: "\(folder)/truth") where name.hasSuffix(".json") {
            // The batches' truth is about separators, not letters.
            guard name != "batches.json" else { continue }
            let truth = try truth(at: "\(folder)/truth/\(name)")
            let stem = String(name.dropLast(".json".count))
            guard let file = truth.file ?? files.first(where: { isLetter($0, stem: stem) }),
                TextFile.isThere("\(folder)/\(file)")
            else {
                throw Failure(message: "\(folder)/truth/\(name): there is no scan or text \(truth.file ?? stem).")
            }
            if file.hasSuffix(".txt") {
                letters.append(.text(pages: try pages(of: "\(folder)/\(file)"), truth))
            } else {
                letters.append(.scan(path: "\(folder)/\(file)", truth))
            }
        }
        return letters
    }

    private static func isLetter(_ file: String, stem: String) -> Bool {
        (scanEndings + ["txt"]).contains { file == "\(stem).\($0)" }
    }

    private static func truth(at path: String) throws -> LetterTruth {
        do {
            return try JSONDecoder().decode(LetterTruth.self, from: Data(try TextFile.text(of: path).utf8))
        } catch let error as DecodingError {
            throw Failure(message: "\(path): \(reason(error)).")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "no \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
        @unknown default: "\(error)"
        }
    }

    private static func pages(of path: String) throws -> [String] {
        var pages = [""]
        for line in try TextFile.text(of: path).split(separator: "\n", omittingEmptySubsequences: false) {
            if line == pageMark { pages.append("") } else { pages[pages.count - 1] += line + "\n" }
        }
        return pages
    }
}
