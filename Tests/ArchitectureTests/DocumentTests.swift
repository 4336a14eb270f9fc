import Testing

/// The documents: what they point to is there, and what must be in them is.
@Suite struct DocumentTests {
    private static let pages = RepositoryTree.paths(ending: ".md").compactMap { path in
        RepositoryTree.text(path).map { Page(path: path, text: $0) }
    }

    @Test func `what a document points to is there`() {
        let faults = Self.pages.flatMap { page in
            page.links.compactMap { link -> Fault? in
                guard let problem = Self.problem(with: link.target, in: page) else { return nil }
                return Fault(path: page.path, line: link.line, message: problem)
            }
        }
        Fault.expectNone(faults)
    }

    private static func problem(with target: String, in page: Page) -> String? {
        if target.contains("://") || target.hasPrefix("mailto:") { return nil }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let path = parts[0].isEmpty ? page.path : Page.resolve(parts[0], from: page.path)
        guard RepositoryTree.kind(path) != .absent else {
            return "\(target) is not there: correct the link, or write the page."
        }
        guard parts.count == 2, path.hasSuffix(".md") else { return nil }
        let anchors = RepositoryTree.text(path).map { Page(path: path, text: $0).anchors } ?? []
        return anchors.contains(parts[1]) ? nil : "\(path) has no heading #\(parts[1]): correct the anchor."
    }

    @Test func `a page that a source or a setting refers to is there`() {
        let paths = RepositoryTree.paths(ending: ".swift", ".c", ".h", ".yaml", ".service", ".conf")
        let faults = paths.filter { !$0.hasPrefix("Tests/ArchitectureTests/") }.flatMap { path in
            (RepositoryTree.text(path) ?? "").utf8Lines.enumerated().filter { $0.element.hasBytes("docs/") }
                .flatMap { index, line in
                    line.matches(of: /docs\/[\w\/.-]+?\.md/).map { String($0.0) }
                        .filter { RepositoryTree.kind($0) == .absent }
                        .map {
                            Fault(path: path, line: index + 1, message: "\($0) is not there: write it, or correct.")
                        }
                }
        }
        Fault.expectNone(faults)
    }

    @Test func `every folder of fixtures says where it comes from`() throws {
        let page = "fixtures/README.md"
        let text = try #require(RepositoryTree.text(page), "write \(page): file, source, licence, purpose")
        let faults = RepositoryTree.names(in: "fixtures").filter { $0 != "README.md" }.compactMap { name -> Fault? in
            let written = RepositoryTree.kind("fixtures/\(name)") == .folder ? "`\(name)/" : "`\(name)`"
            guard !text.contains(written) else { return nil }
            return Fault(path: page, message: "does not name \(written): say what it is, whence, under which licence.")
        }
        Fault.expectNone(faults)
    }

    /// Whatever stands there between backquotes names a test.
    @Test func `each test that answers a complaint exists`() throws {
        let path = "docs/complaints.md"
        let text = try #require(RepositoryTree.text(path))
        let tests = Set(
            SourceFile.swift.filter { $0.path.hasPrefix("Tests/") }.flatMap { file in
                file.text.matches(of: /func `([^`]+)`/).map { String($0.1) }
            })
        let faults = text.utf8Lines.enumerated().flatMap { index, line in
            line.matches(of: /`([^`]+)`/).map { String($0.1) }.filter { !tests.contains($0) }
                .map { Fault(path: path, line: index + 1, message: "no test is called “\($0)”: name the right one.") }
        }
        Fault.expectNone(faults)
    }
}
