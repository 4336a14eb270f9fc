import ArgumentParser
import FoundationEssentials
import Glibc
import GreffeCore

/// Searches a person keeps: the arguments as typed, one file a search, below the person's own configuration. Not in the
/// archive: a search may name somebody, and would outlive an erasure there.
enum SavedSearches {
    /// Fewer than a page of names.
    private static let nameMax = 64
    private static let bytesMax = 64 * 1_024

    /// `$XDG_CONFIG_HOME/greffe/searches`, else below `~/.config` (XDG Base Directory Specification).
    private static func folder() throws -> String {
        if let value = getenv("XDG_CONFIG_HOME"), value.pointee == UInt8(ascii: "/") {
            return String(cString: value) + "/greffe/searches"
        }
        guard let home = getenv("HOME"), home.pointee == UInt8(ascii: "/") else {
            throw SavedSearchError(problem: "there is no home folder to keep searches in", isUnknown: false)
        }
        return String(cString: home) + "/.config/greffe/searches"
    }

    private static func path(_ name: String) throws -> String {
        let isPlain = name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard isPlain, (1...nameMax).contains(name.utf8.count) else {
            throw ValidationError("a search's name is letters, digits, - and _: \(name)")
        }
        return try folder() + "/\(name).json"
    }

    /// - Parameter arguments: the whole command line.
    static func save(_ name: String, _ arguments: [String]) throws {
        let path = try path(name)
        let kept = without(["--save", "--after"], own(arguments))
        guard !kept.isEmpty else { throw ValidationError("there is nothing to keep: give words or filters") }
        try FileManager.default.createDirectory(atPath: try folder(), withIntermediateDirectories: true)
        try JSONEncoder().encode(kept).write(to: URL(filePath: path), options: .atomic)
        Terminal.note("kept: greffe search --saved \(name)")
    }

    /// The search as it was kept, with what this command line adds.
    static func command(_ name: String, with arguments: [String]) throws -> SearchCommand {
        let path = try path(name)
        // A file that is not there, too large or no list of texts is no search of ours.
        guard let bytes = try? Data(contentsOf: URL(filePath: path)), bytes.count <= bytesMax,
            let kept = try? JSONDecoder().decode([String].self, from: bytes)
        else { throw SavedSearchError(problem: "you have kept no search \"\(name)\"", isUnknown: true) }
        let added = without(["--saved"], own(arguments))
        // What is given last wins; behind -- there are only words.
        let options = Array(kept.prefix { $0 != "--" })
        return try SearchCommand.parse(options + added.prefix { $0 != "--" } + kept.dropFirst(options.count))
    }

    static func list() throws {
        let folder = try folder()
        // Nobody has kept anything yet.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for file in names.sorted() where file.hasSuffix(".json") {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            let arguments = try JSONDecoder().decode([String].self, from: bytes)
            print("\(file.dropLast(5))  \(Table.printable(arguments.joined(separator: " ")))")
        }
    }

    static func forget(_ name: String) throws {
        guard unlink(try path(name)) == 0 else {
            throw SavedSearchError(problem: "you have kept no search \"\(name)\"", isUnknown: true)
        }
    }

    /// What stands behind `search`.
    private static func own(_ arguments: [String]) -> [String] {
        Array(arguments.drop { $0 != "search" }.dropFirst())
    }

    private static func without(_ options: Set<String>, _ arguments: [String]) -> [String] {
        var kept: [String] = []
        var skips = false
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return kept + arguments[index...] }
            if skips {
                skips = false
            } else if options.contains(argument) {
                skips = true
            } else if !options.contains(where: { argument.hasPrefix($0 + "=") }) {
                kept.append(argument)
            }
        }
        return kept
    }
}

struct SavedSearchError: GreffeError {
    var problem: String
    var isUnknown: Bool

    var code: String { isUnknown ? "keeping.search-unknown" : "cli.no-home" }
    var message: String { problem }
    var hint: String { "see which there are: greffe search --list-saved" }
    var fate: Fate { .quarantine }
}
