import Testing

/// The house is built as docs/architecture.md draws it.
@Suite struct RoomTests {
    @Test func `every import is in the table`() {
        let faults = SourceFile.swift.filter { $0.path.hasPrefix("Sources/") }.flatMap { file -> [Fault] in
            guard let room = Room.byName[file.target] else { return [] }
            return file.imports.filter { !room.allowed.contains($0.module) }.map {
                Fault(
                    path: file.path, line: $0.line,
                    message: "\(room.name) may not import \($0.module). Put the code into the room that may "
                        + "(docs/architecture.md section 2), or change the table in Room.swift, Package.swift and the "
                        + "document together and say why.")
            }
        }
        Fault.expectNone(faults)
    }

    @Test func `every folder of Sources is a row of the table, and every row a folder`() {
        let folders = Set(RepositoryTree.names(in: "Sources"))
        let rows = Set(Room.all.map(\.name)).union(Room.cTargets)
        let faults =
            folders.subtracting(rows).map {
                Fault(path: "Sources/\($0)", message: "has no row in Room.swift: add it, or remove the folder.")
            }
            + rows.subtracting(folders).map {
                Fault(path: "Sources/\($0)", message: "is a row of Room.swift and not there: remove the row.")
            }
        Fault.expectNone(faults)
    }

    @Test func `Package.swift declares what the table allows, no more and no less`() throws {
        let manifest = try #require(SourceFile(path: "Package.swift"))
        let declared = PackageManifest(text: manifest.text).dependencies
        let faults = Room.all.compactMap { room -> Fault? in
            let table = room.ours.union(room.others)
            guard let found = declared[room.name] else {
                return Fault(path: "Package.swift", message: "\(room.name) of Room.swift is no target there.")
            }
            guard found != table else { return nil }
            let difference = found.symmetricDifference(table).sorted().joined(separator: ", ")
            return Fault(
                path: "Package.swift",
                message: "\(room.name) differs from its row in Room.swift by \(difference): make the two say the same.")
        }
        Fault.expectNone(faults)
    }

    @Test func `the document's table says the same as the tests`() throws {
        let page = "docs/architecture.md"
        let text = try #require(RepositoryTree.text(page), "write \(page)")
        let documented = ArchitecturePage(text: text).imports
        let faults = Room.all.compactMap { room -> Fault? in
            guard let found = documented[room.name] else {
                return Fault(path: page, message: "has no row for \(room.name): add one.")
            }
            let difference = found.symmetricDifference(room.ours.union(room.others)).sorted()
            guard !difference.isEmpty else { return nil }
            return Fault(
                path: page,
                message: "the row of \(room.name) differs from Room.swift by \(difference.joined(separator: ", ")).")
        }
        Fault.expectNone(faults)
    }

    @Test func `full Foundation is imported only where a dependency's interface forces it`() {
        let faults = SourceFile.swift.flatMap { file -> [Fault] in
            guard file.path.hasPrefix("Sources/"), Room.byName[file.target]?.foundation != .full else { return [] }
            return file.imports.filter { $0.module == "Foundation" }.map {
                Fault(
                    path: file.path, line: $0.line,
                    message: "full Foundation loads 41 MB of ICU: import FoundationEssentials or Glibc instead.")
            }
        }
        Fault.expectNone(faults)
    }
}
