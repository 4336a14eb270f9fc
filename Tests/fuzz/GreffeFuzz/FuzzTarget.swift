import Glibc
import GreffeCore

/// What takes bytes from strangers, one case each: `scripts/fuzz` names them by their raw values.
enum FuzzTarget: String, CaseIterable {
    /// The structure of a scan, as intake walks it.
    case structure
    /// The worker's decoders, one a media type, up to the pixels of the first pages.
    case tiff, jpeg, png, pdf
    /// What a page of a PDF draws, and its content's words.
    case drawing
    /// A worker's frame and reply, against the daemon's bounds.
    case frame
    /// The ledger: entry, opening with its body, checkpoint, tile and bundle.
    case ledger
    /// An authority's answer, certificates, a revocation list.
    case token
    /// greffe.yaml, a workflow, a slip.
    case yaml
    /// The customers' file.
    case customers

    /// Named by GREFFE_FUZZ_TARGET. A wrong name ends the program: nothing would be tried.
    static let chosen: FuzzTarget = {
        let name = getenv("GREFFE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            fatalError("GREFFE_FUZZ_TARGET: one of \(allCases.map(\.rawValue))")
        }
        return target
    }()

    /// Returning is passing: a trap, a crash, a sanitizer's report or a time-out is a find.
    func attempt(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .structure: ScanTrial.structure(bytes)
        case .tiff: ScanTrial.decode(bytes, as: .tiff)
        case .jpeg: ScanTrial.decode(bytes, as: .jpeg)
        case .png: ScanTrial.decode(bytes, as: .png)
        case .pdf: ScanTrial.decode(bytes, as: .pdf)
        case .drawing: ScanTrial.drawing(bytes)
        case .frame: TextTrial.frame(Array(bytes))
        case .ledger: TextTrial.ledger(Array(bytes))
        case .token: TokenTrial.attempt(Array(bytes))
        case .yaml: TextTrial.yaml(Array(bytes))
        case .customers: TextTrial.customers(Array(bytes))
        }
    }
}

@_cdecl("greffe_fuzz_try")
public func tryInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    FuzzTarget.chosen.attempt(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
