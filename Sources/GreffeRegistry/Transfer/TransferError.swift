package import GreffeCore

/// Why letters are not transferred, or not as a package that may be handed over.
package enum TransferError: GreffeError, Hashable {
    /// The selection has no letter that is still there.
    case nothingToTransfer
    case folderTaken(String)
    /// What was written does not read back as it was.
    case faulty(String)
    /// A scan of several letters would leave with letters that nobody asked for.
    case scanShared(scan: AccessionNumber, missing: AccessionNumber)
    /// An agency's or an agreement's identifier, by the option's name, that is no line of text.
    case identifierUnfit(String)

    package var code: String {
        switch self {
        case .nothingToTransfer: "transfer.nothing"
        case .folderTaken: "transfer.folder-taken"
        case .faulty: "transfer.faulty"
        case .scanShared: "transfer.scan-shared"
        case .identifierUnfit: "transfer.identifier-unfit"
        }
    }

    package var message: String {
        switch self {
        case .nothingToTransfer: "there is no letter to transfer"
        case .folderTaken(let folder): "\(folder) is not empty"
        case .faulty(let name): "\(name) does not read back as it was written"
        case .scanShared(let scan, let missing):
            "the scan \(scan) also has letter \(missing), which is not to be transferred"
        case .identifierUnfit(let option): "\(option) is one line of 1 to \(Registrar.reasonMax) characters"
        }
    }

    package var hint: String {
        switch self {
        case .nothingToTransfer: "see which letters there are: greffe search; destroyed ones have nothing to transfer"
        case .folderTaken:
            "name a new folder; where manifest.xml.part lies without manifest.xml, a run was broken off: take it away"
        case .faulty: "the disk it lies on may be failing: write it elsewhere"
        case .scanShared: "name that letter too, or transfer neither: the scan is one file"
        case .identifierUnfit: "give the identifier that the receiving archive knows"
        }
    }

    package var fate: Fate { .quarantine }
}
