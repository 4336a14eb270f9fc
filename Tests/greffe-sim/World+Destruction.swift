import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeSimulation
import GreffeStorage
import GreffeTestKit

/// Letters go by two people's decision, and a hold keeps them.
extension World {
    /// Homes that an entry gave leave to destroy.
    var gone: Set<LeafIndex> {
        Set(promised.filter { $0.kind == .erased || $0.kind == .disposed }.flatMap(\.refs))
    }

    /// A letter that was rejected is erased, as soon as nothing holds it; what was interrupted is finished first.
    func destroy(_ registrar: Registrar) async throws {
        try await registrar.finishDestructions(by: "greffed")
        let index = registrar.archive.index
        let query = SearchQuery(phase: .rejected, sort: .received, limit: 50, wantsSnippets: false)
        guard let letter = try index.letters(matching: query).hits.map(\.letter).first(where: { !$0.isErased }) else {
            return
        }
        let number = letter.accession
        if dice.percent(30) {
            tell("hold \(number)")
            _ = try await registrar.hold(HoldRequest(scope: .letters([number]), reason: "drawn", by: "person:eve"))
        }
        let holds = try index.holds(on: number)
        tell("erase \(number), \(holds.count) holds")
        do {
            let request = try await registrar.requestErasure(
                ErasureRequest(scope: .letters([number]), reason: "drawn", by: "person:anna"))
            _ = try await registrar.approveRemoval("\(request.row.number)", kind: .erasure, by: "person:bob")
            _ = try await registrar.runRemoval("\(request.row.number)", kind: .erasure, by: "person:anna")
            guard holds.isEmpty else { throw Violation("\(number) was held, and is gone") }
        } catch let error as KeepingError {
            tell("refused: \(error.message)")
            if let hold = holds.first, dice.percent(50) {
                _ = try await registrar.releaseHold("\(hold.number)", reason: "drawn", by: "person:eve")
            }
        }
    }

    /// Of what had to go, nothing is on the disk but what was said from the leave on.
    func judgeDestructions() throws {
        for leave in promised where leave.kind == .erased || leave.kind == .disposed {
            for home in leave.refs {
                let number = padded(home.value, 6)
                for path in disk.paths where path.hasPrefix("vault/") && path.contains("-\(number)/") {
                    let name = path.split(separator: "/").last.flatMap { UInt64($0.prefix { $0 != "." }) }
                    guard let name, name >= leave.seq.value else { throw Violation("\(path) is still there") }
                }
            }
        }
    }
}
