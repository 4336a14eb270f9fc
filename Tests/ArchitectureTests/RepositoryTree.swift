import FoundationEssentials

/// The repository's own files, as text, read from the checkout these tests were compiled in.
enum RepositoryTree {
    /// Absolute path of the repository's root, without a trailing slash.
    static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// What we wrote: everything else at the root (build products, an editor's folders) is not ours to judge.
    private static let ours = [
        ".ci", "Benchmarks", "Sources", "Tests", "changelog", "docs", "fixtures", "packaging", "scripts", "workflows",
        ".gitignore", ".swift-format", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "Package.swift",
        "README.md", "SECURITY.md",
    ]

    /// Every file of ours, by its path from the root, sorted.
    static let paths: [String] = {
        var paths: [String] = []
        for name in ours {
            switch kind(name) {
            case .file: paths.append(name)
            case .folder:
                guard let inside = try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(name)") else {
                    continue  // Removed between the two looks: then there is nothing to judge.
                }
                paths += inside.map { "\(name)/\($0)" }.filter { kind($0) == .file && !isProduct($0) }
            case .absent: break
            }
        }
        return paths.sorted()
    }()

    enum Kind { case file, folder, absent }

    static func kind(_ path: String) -> Kind {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) else { return .absent }
        return isFolder ? .folder : .file
    }

    /// What running something leaves behind, all of it in `.gitignore`.
    private static func isProduct(_ path: String) -> Bool {
        path.hasSuffix(".o") || path.split(separator: "/").contains { $0 == "__pycache__" || $0 == ".build" }
    }

    /// Files whose name ends so (`.swift`).
    static func paths(ending suffixes: String...) -> [String] {
        paths.filter { path in suffixes.contains { path.hasSuffix($0) } }
    }

    /// The file's text; nil where it is not UTF-8.
    static func text(_ path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: "\(root)/\(path)") else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The names in a folder, folders and files, sorted.
    static func names(in folder: String) -> [String] {
        // A folder that is not there has no names in it.
        (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)"))?.sorted() ?? []
    }
}
