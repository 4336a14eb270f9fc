package import GreffeCore

package enum RegistryError: GreffeError, Hashable {
    case workflowMissing(LetterClass)
    case letterUnknown(String)
    case wrongPhase(AccessionNumber, LetterState.Phase, wanted: String)
    case customerUnknown(CustomerNumber)
    case fieldInvalid(String)
    case indexBehind(applied: UInt64, ledger: UInt64)
    case openingErased(AccessionNumber)
    case objectAltered(AccessionNumber)
    case modelInvalid(String)
    case readingMalformed(AccessionNumber)
    case batchUnknown(String)
    /// What does not add up, in words.
    case batchDiffers(String, [String])
    case batchClosed(String, at: Timestamp)
    case reasonUnfit
    case dossierThere(AccessionNumber)
    case exportFolderTaken(String)
    case attestationThere(String)
    case nothingToAttest(AttestationKind, AccessionNumber)
    case lotEmpty(ControlLot)
    /// Letters may still come into it.
    case lotOpen(ControlLot)
    case notDrawn(AccessionNumber, ControlLot)
    case controllerIsOperator(AccessionNumber, String)
    /// Those not compared yet, or found different.
    case controlMissing(ControlLot, [AccessionNumber])
    /// Nobody remembers more of the ledger than it has.
    case nothingLost
    /// A witness cosigned more of the log than there is, or another log.
    case witnessDisagrees(name: String, size: UInt64, own: UInt64)
    /// Why letters cannot be cut so, in words.
    case cutUnfit(String)
    case leavingFolderTaken(String)
    /// What was written does not read back as it was.
    case leavingFaulty(String)
    /// That a letter is looked at could not be written down, so it is not.
    case consultationUnrecorded(String, errno: Int32)

    package var code: String {
        switch self {
        case .workflowMissing: "registry.workflow-missing"
        case .letterUnknown: "registry.letter-unknown"
        case .wrongPhase: "registry.wrong-phase"
        case .customerUnknown: "registry.customer-unknown"
        case .fieldInvalid: "registry.field-invalid"
        case .indexBehind: "registry.index-behind"
        case .openingErased: "registry.opening-erased"
        case .objectAltered: "registry.object-altered"
        case .modelInvalid: "registry.model-invalid"
        case .readingMalformed: "registry.reading-malformed"
        case .batchUnknown: "registry.batch-unknown"
        case .batchDiffers: "registry.batch-differs"
        case .batchClosed: "registry.batch-closed"
        case .reasonUnfit: "registry.reason-unfit"
        case .dossierThere: "registry.dossier-there"
        case .exportFolderTaken: "registry.export-folder-taken"
        case .attestationThere: "registry.attestation-there"
        case .nothingToAttest: "registry.nothing-to-attest"
        case .lotEmpty: "registry.lot-empty"
        case .lotOpen: "registry.lot-open"
        case .notDrawn: "registry.not-drawn"
        case .controllerIsOperator: "registry.controller-is-operator"
        case .controlMissing: "registry.control-missing"
        case .nothingLost: "registry.nothing-lost"
        case .witnessDisagrees: "registry.witness-disagrees"
        case .cutUnfit: "registry.cut-unfit"
        case .leavingFolderTaken: "registry.leaving-folder-taken"
        case .leavingFaulty: "registry.leaving-faulty"
        case .consultationUnrecorded: "registry.consultation-unrecorded"
        }
    }

    package var message: String {
        switch self {
        case .workflowMissing(let letterClass): "there is no workflow for the class \"\(letterClass.rawValue)\""
        case .letterUnknown(let id): "no letter \"\(id)\" in this archive"
        case .wrongPhase(let number, let phase, let wanted): "letter \(number) is \(phase.rawValue), not \(wanted)"
        case .customerUnknown(let number): "no customer \(number) in the directory"
        case .fieldInvalid(let problem): problem
        case .indexBehind(let applied, let ledger): "the index knows \(applied) of the ledger's \(ledger) entries"
        case .openingErased(let number): "the record \(number) was erased"
        case .objectAltered(let number): "a file of letter \(number) no longer matches its digest"
        case .modelInvalid(let problem): "the classifier's model cannot be used: \(problem)"
        case .readingMalformed(let number): "the reading kept with letter \(number) cannot be decoded"
        case .batchUnknown(let name): "no file came with the batch \"\(name)\""
        case .batchDiffers(let name, let differences):
            "the batch \"\(name)\" does not add up: \(differences.joined(separator: "; "))"
        case .batchClosed(let name, let time): "the batch \"\(name)\" was closed at \(time), and nothing came since"
        case .nothingLost: "nobody remembers more of this ledger than it has: nothing was lost that is known of"
        case .witnessDisagrees(let name, let size, let own):
            "the ledger has \(own) entries and does not continue the \(size) that the witness \(name) cosigned"
        case .cutUnfit(let problem): problem
        case .leavingFolderTaken(let folder): "\(folder) is not empty"
        case .leavingFaulty(let name): "\(name) does not read back as it was written"
        case .consultationUnrecorded(let path, let number):
            "nothing was shown: who looks at letters is recorded here, and \(path) cannot be written (error \(number))"
        case .reasonUnfit: "a reason is one line of 1 to \(Registrar.reasonMax) characters"
        case .dossierThere(let number): "there is something named \(number) already, and it is no whole dossier"
        case .exportFolderTaken(let folder): "\(folder) is not empty"
        case .attestationThere(let name): "there is something named \(name) already"
        case .nothingToAttest(let kind, let number):
            kind == .destruction
                ? "letter \(number) is not destroyed" : "letter \(number) was handed out to nobody"
        case .lotEmpty(let lot): "\(lot): no letter came in"
        case .lotOpen(let lot): "\(lot): letters may still come in, and what is drawn would change"
        case .notDrawn(let number, let lot): "letter \(number) was not drawn in \(lot)"
        case .controllerIsOperator(let number, let name):
            "letter \(number) was scanned by \(name), who does not control it"
        case .controlMissing(let lot, let open):
            "\(lot): not compared and found the same: "
                + open.prefix(8).map(\.description).joined(separator: ", ")
                + (open.count > 8 ? " and \(open.count - 8) more" : "")
        }
    }

    package var hint: String {
        switch self {
        case .workflowMissing: "put the file back into workflows/; greffe init wrote one a class"
        case .letterUnknown: "find it with: greffe search WORDS"
        case .wrongPhase: "see what happened to it: greffe show ID --history"
        case .customerUnknown:
            "find the number with: greffe customers find WORDS; import new ones with: greffe customers import FILE.csv"
        case .fieldInvalid: "write the field as greffe show prints it"
        case .indexBehind: "run: greffe rebuild"
        case .openingErased: "the ledger still proves that it existed; its content is gone by decision"
        case .objectAltered: "run: greffe verify; then restore the file from a backup"
        case .modelInvalid: "reinstall greffe, or train a model: greffe train"
        case .readingMalformed: "run: greffe verify"
        case .batchUnknown: "see which there are: greffe batch list"
        case .batchDiffers(let name, _):
            "look for what is missing: greffe batch show '\(name)'; if it stays so, close it with --reason"
        case .batchClosed(let name, _): "see what was recorded: greffe batch show '\(name)'"
        case .dossierThere: "look at it, take it away, and export again with --resume"
        case .attestationThere: "name another folder, or take it away"
        case .nothingToAttest: "see what happened to it: greffe show ID --history"
        case .lotEmpty: "see the batches: greffe batch list; letters by day: greffe stats"
        case .lotOpen: "close the batch: greffe batch close; a day is over with the first entry of the next"
        case .notDrawn: "see which were: greffe control draw"
        case .controllerIsOperator: "somebody else compares it, under an account of their own"
        case .controlMissing: "compare them: greffe control record; scan again what differs, or keep its paper"
        case .exportFolderTaken: "name a new folder, or go on with an export that was broken off: --resume"
        case .nothingLost: "give what remembers more: greffe recover --checkpoint FILE"
        case .witnessDisagrees:
            "an older backup may have been restored: put the newest state back, or own up to the loss with greffe recover"
                + " --reason …; see docs/operating/recovery.md first"
        case .cutUnfit: "see its pages: greffe show ID; those of its scan: greffe show SCAN"
        case .leavingFolderTaken:
            "name a new folder; one with SHA256SUMS.part and no SHA256SUMS is a run that was broken off: take it away"
        case .leavingFaulty: "the disk it lies on may be failing: write it elsewhere"
        case .consultationUnrecorded: "see docs/operating/roles.md for the rights of the folder consultations/"
        case .reasonUnfit: "say in a few words what was found, and by whom it was checked"
        }
    }

    package var fate: Fate {
        switch self {
        case .indexBehind, .workflowMissing, .modelInvalid, .nothingLost, .witnessDisagrees: .halt
        default: .quarantine
        }
    }
}
