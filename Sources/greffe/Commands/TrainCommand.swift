import ArgumentParser
import Glibc
import GreffeAnalysis
import GreffeCore

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Make a classifier's model from letters whose class is known.",
        discussion: """
            The folder has one folder a class (claim, order, invoice, other) with texts as docs/classes.md describes. The \
            model is measured on hands it was not made from; the figures are printed and written into it. \
            The same folder and date give the same file.
            """)

    @Option(help: ArgumentHelp("Folder of the training letters.", valueName: "dir"))
    var texts: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("The date written into the model.", valueName: "yyyy-mm-dd"))
    var date = "undated"

    @Flag(help: "Print every figure, and every letter it got wrong.")
    var report = false

    func run() throws {
        var letters: [TrainingLetter] = []
        for letterClass in LetterClass.allCases {
            let folder = "\(texts)/\(letterClass.rawValue)"
            for name in try TextFile.names(in: folder) where name.hasSuffix(".txt") {
                let letter = try TrainingLetter(
                    name: "\(letterClass.rawValue)/\(name)", text: try TextFile.text(of: "\(folder)/\(name)"))
                guard letter.letterClass == letterClass else {
                    throw ClassifierError.trainingTextUnusable(
                        name: letter.name, reason: "its header says \(letter.letterClass.rawValue)")
                }
                letters.append(letter)
            }
        }
        let trained = try ClassifierTrainer().train(on: letters, date: date) { Terminal.note($0) }
        try TextFile.write(trained.model.bytes, to: output)
        print(report ? trained.report.text : trained.report.summary)
        print("\(output): \(trained.model.bytes.count) bytes, \(Sha256Digest.of(trained.model.bytes).hex)")
    }
}

/// Plain files the command was given, whole.
private enum TextFile {
    /// A training text is a page or ten.
    private static let byteLimit = 1 << 20

    struct Failure: GreffeError {
        var path: String
        var errno: Int32
        var code: String { "train.file" }
        var message: String { "\(path): \(String(cString: strerror(errno)))." }
        var hint: String { "Check the path and its permissions." }
        var fate: Fate { .quarantine }
    }

    static func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else { throw Failure(path: folder, errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    static func text(of path: String) throws -> String {
        guard let stream = fopen(path, "r") else { throw Failure(path: path, errno: errno) }
        defer { fclose(stream) }
        var bytes = [UInt8](repeating: 0, count: byteLimit)
        let count = fread(&bytes, 1, byteLimit, stream)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// A new name first, so that a model is there whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let stream = fopen(path + ".new", "w") else { throw Failure(path: path, errno: errno) }
        let written = fwrite(bytes, 1, bytes.count, stream)
        guard fclose(stream) == 0, written == bytes.count, rename(path + ".new", path) == 0 else {
            throw Failure(path: path, errno: errno)
        }
    }
}
