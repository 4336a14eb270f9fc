import GreffeCore
import GreffeProof
import GreffeStorage
import GreffeVerification

/// Looks at a dossier of this archive with its own key: whether it is whole, not whether it is to be believed.
struct DossierProof {
    let archive: Archive

    func isWhole(_ folder: String, of number: AccessionNumber) throws -> Bool {
        let files = try LinuxDossierFiles(root: folder)
        let report = DossierVerifier(files: files, logKey: archive.custody.ledger.key, anchors: nil).verify()
        // A letter that is pages of a scan is proven with the scan.
        let entry = try archive.custody.entry(at: number.leaf)
        guard report.letter?.leaf == (entry.kind == .separated ? entry.refs.first : number.leaf) else { return false }
        switch report.verdict {
        case .timeStamped, .notTimeStamped, .erased: return true
        // All else was checked before the root of the authorities was asked for.
        case .unknownKey: return true
        case .fault: return false
        }
    }
}
