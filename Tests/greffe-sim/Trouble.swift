import GreffeSimulation
import GreffeTestKit

/// What goes wrong in one life of the programs that work on an archive.
enum Trouble: CustomStringConvertible {
    case none
    /// The power goes before this operation on the disk.
    case powerCut(at: Int, SimulatedDisk.Loss)
    /// kill -9 before this operation: the operating system keeps what was written.
    case processDeath(at: Int)
    /// The first sync from this operation on fails; the life ends with a power cut, before which all seems well.
    case failingSync(at: Int, SimulatedDisk.Loss)
    /// The disk takes this many bytes more, until somebody makes room.
    case fullDisk(room: Int)

    /// An append of a few acts is 30 to 80 operations: this reaches from the middle of the opening into several.
    private static let operationsMax = 200
    /// Opening and recovering takes about as many.
    private static let openingOperations = 25

    init(_ dice: inout Dice) {
        let at = dice.below(dice.percent(20) ? Self.openingOperations : Self.operationsMax)
        self =
            switch dice.below(20) {
            case 0..<2: .none
            case 2..<11: .powerCut(at: at, .drawn(&dice))
            case 11..<14: .processDeath(at: at)
            case 14..<17: .failingSync(at: at, .drawn(&dice))
            default: .fullDisk(room: dice.below(12_000))
            }
    }

    func prepare(_ disk: SimulatedDisk) {
        let done = disk.operations
        switch self {
        case .none: break
        case .powerCut(let at, _), .processDeath(let at): disk.powerCutAt = done + at
        case .failingSync(let at, _): disk.syncFailsAt = done + at
        case .fullDisk(let room): disk.roomLeft = room
        }
    }

    /// Whether an error may be met at all in such a life.
    var mayFail: Bool { if case .none = self { false } else { true } }

    var description: String {
        switch self {
        case .none: "nothing goes wrong"
        case .powerCut(let at, let loss): "power cut before operation \(at), \(loss)"
        case .processDeath(let at): "kill -9 before operation \(at)"
        case .failingSync(let at, let loss): "a sync fails from operation \(at) on, then a power cut, \(loss)"
        case .fullDisk(let room): "disk full after \(room) bytes"
        }
    }
}

extension SimulatedDisk.Loss {
    static func drawn(_ dice: inout Dice) -> Self {
        switch dice.below(4) {
        case 0: .everything
        case 1: .nothing
        default: .some(seed: dice.next())
        }
    }
}

/// A promise that was not kept.
struct Violation: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
