package import GreffeCore
package import GreffeProof

/// Reads an archive again from its first byte to its last and checks every layer for itself. It shares no code with
/// what writes archives beyond the form of an entry, and it writes nothing. Memory does not grow with the number of
/// letters.
package struct ArchiveVerifier {
    package struct Options: Sendable {
        /// A key handed over by other means; without it the archive's own is taken, and the report says UNKNOWN KEY.
        package var logKey: VerifierKey?
        /// Checkpoints kept elsewhere: the archive must continue from each.
        package var remembered: [Checkpoint] = []
        /// Keys of witnesses, handed over by other means.
        package var witnessKeys: [WitnessKey] = []
        /// Checkpoints with their cosignatures as witnesses themselves gave them.
        package var witnessed: [SignedNote] = []
        /// Openings and objects of earlier entries are passed over; the ledger itself is always checked whole.
        package var since: Timestamp?
        /// Without it objects are not read, which takes nearly all the time.
        package var digestsObjects = true
        package var findsStrays = true
        /// Anchors of the verifier's own for time-stamps; without them those kept with each seal are taken, and the
        /// report says UNKNOWN ANCHOR.
        package var sealAnchors: TrustAnchors?

        /// How many letters are read at once.
        package var threads = 1

        package init() {}
    }

    package struct Progress: Sendable {
        package var entries: UInt64
        package var entriesTotal: UInt64
        /// Bytes of objects digested.
        package var bytes: Int64
    }

    private let files: any ArchiveFiles
    private let name: String
    private let options: Options

    private static let keyBytesMax = 4_096

    /// - Parameter name: how the report calls the archive.
    package init(files: any ArchiveFiles, name: String, options: Options = Options()) {
        (self.files, self.name, self.options) = (files, name, options)
    }

    /// - Parameter progress: called after every 256 entries.
    /// - Throws: when there is no archive, or it cannot be read at all; faults are in the report.
    package func verify(progress: (Progress) -> Void = { _ in }) throws(VerificationError) -> VerificationReport {
        var log = FaultLog()
        var report = VerificationReport(archive: name, origin: "", size: 0, root: "")
        let checkpoint = try checkCheckpoint(report: &report, log: &log)
        var logKey = options.logKey
        if logKey == nil { logKey = try ownKey() }
        var witnesses = WitnessCheck(files: files, keys: options.witnessKeys, logKey: logKey)
        try witnesses.run(given: options.witnessed, log: &log)
        if let checkpoint {
            (report.origin, report.size, report.root) = (checkpoint.origin, checkpoint.size, checkpoint.root.base64)
            try checkTree(
                checkpoint, witnessed: witnesses.memories, report: &report, log: &log, progress: progress)
        } else {
            let unchecked: [LayerName] = [
                .entries, .chain, .times, .tree, .tiles, .openings, .letters, .objects, .strays,
            ]
            report.layers += unchecked.map {
                VerificationReport.Layer($0, .unchecked, note: "no checkpoint says how far")
            }
        }
        if !report.layers.contains(where: { $0.name == .seals }) {
            report.layers.append(VerificationReport.Layer(.seals, .unchecked))
        }
        report.layers.append(witnesses.layer)
        report.witnessesPresent = witnesses.last.count
        (report.faults, report.faultCounts) = (log.faults, log.counts)
        (report.notices, report.noticeCount) = (log.notices, log.noticeCount)
        for place in report.layers.indices {
            report.layers[place].faults = log.countsByLayer[report.layers[place].name] ?? 0
        }
        return report
    }

    // MARK: Checkpoint

    /// Nil when no checkpoint says how far the ledger reaches. One that is not rightly signed is a fault, and still
    /// says it.
    private func checkCheckpoint(
        report: inout VerificationReport, log: inout FaultLog
    ) throws(VerificationError) -> Checkpoint? {
        let own = try ownKey()
        let ledger = try files.names(in: VaultLayout.ledger)
        guard own != nil || !ledger.isEmpty else {
            throw .notAnArchive(path: name, reason: "there is neither a log key nor a ledger")
        }
        let path = VaultLayout.checkpoint
        let key = options.logKey ?? own
        if let given = options.logKey {
            report.key = .given("\(given)")
            if let own, own != given {
                log.add(
                    VerificationFault(
                        .keyMismatch, in: .checkpoint, path: VaultLayout.logPublicKey,
                        detail: "the archive's own key is not the key given"))
            }
        } else if let own {
            report.key = .unknown("\(own)")
        }
        report.layers.append(
            VerificationReport.Layer(
                .checkpoint, .checked, checked: 1, note: options.logKey == nil ? "UNKNOWN KEY" : ""))
        let bytes: [UInt8]?
        do { bytes = try files.contents(of: path, bytesMax: SignedNote.bytesMax) } catch {
            log.add(.unreadable(error, in: .checkpoint, path: path))
            return nil
        }
        guard let bytes else {
            log.add(VerificationFault(.checkpointMissing, in: .checkpoint, path: path, detail: "missing"))
            return nil
        }
        return readCheckpoint(bytes, key: key, path: path, log: &log)
    }

    private func readCheckpoint(
        _ bytes: [UInt8], key: VerifierKey?, path: String, log: inout FaultLog
    ) -> Checkpoint? {
        let invalid = { (detail: String) in
            VerificationFault(.checkpointInvalid, in: .checkpoint, path: path, detail: detail)
        }
        let note: SignedNote
        let checkpoint: Checkpoint
        do {
            note = try SignedNote(bytes: bytes)
            checkpoint = try Checkpoint(text: note.text)
        } catch {
            log.add(invalid("it does not read as a signed checkpoint"))
            return nil
        }
        if let key {
            do { try note.verify(with: key) } catch {
                let isUnsigned = if case .notSigned = error { true } else { false }
                log.add(invalid(isUnsigned ? "not signed by \(key)" : "the signature of \(key.name) is wrong"))
            }
            if checkpoint.origin != key.name { log.add(invalid("its origin is not the name of the key")) }
        } else {
            log.add(invalid("there is no key to check its signature with"))
        }
        if checkpoint.size == 0 { log.add(invalid("it says that there are no entries")) }
        return checkpoint
    }

    private func ownKey() throws(VerificationError) -> VerifierKey? {
        guard let bytes = try files.contents(of: VaultLayout.logPublicKey, bytesMax: Self.keyBytesMax) else {
            return nil
        }
        // A key file that is none cannot vouch for anything: as good as absent.
        return try? VerifierKey(keyFile: bytes)
    }

    // MARK: Ledger and vault

    private func checkTree(
        _ checkpoint: Checkpoint, witnessed: [LedgerCheck.Memory], report: inout VerificationReport,
        log: inout FaultLog, progress: (Progress) -> Void
    ) throws(VerificationError) {
        let memories =
            options.remembered.map { LedgerCheck.Memory(checkpoint: $0, layer: .memory, path: nil) } + witnessed
        let ledger = LedgerFiles(files: files, treeSize: checkpoint.size)
        var key = options.logKey
        if key == nil { key = try ownKey() }
        var seals = try SealCheck(files: files, key: key, anchors: options.sealAnchors)
        var tree = LedgerCheck(ledger: ledger, checkpoint: checkpoint, remembered: memories, watched: seals.sizes)
        var content = ContentCheck(
            files: files, since: options.since, digestsObjects: options.digestsObjects, threads: options.threads)
        var next: UInt64 = 0
        var missingInARow = 0
        while next < checkpoint.size {
            let entries = try tree.checkBundle(next / UInt64(Tile.widthMax), log: &log)
            content.check(entries, months: tree.months, log: &log)
            for entry in entries {
                try seals.note(entry, months: tree.months)
                if report.firstTime == nil { report.firstTime = entry.time }
                report.lastTime = entry.time
            }
            next += min(UInt64(Tile.widthMax), checkpoint.size - next)
            // A forged checkpoint may claim any size; behind so many empty bundles nothing more will come.
            missingInARow = entries.isEmpty ? missingInARow + 1 : 0
            if missingInARow == Self.emptyBundlesMax { break }
            progress(Progress(entries: next, entriesTotal: checkpoint.size, bytes: content.counts.bytes))
        }
        tree.finish(log: &log)
        // Behind the last entry that a checkpoint vouches for, nothing shows what was cut off and what was put there.
        for memory in memories where memory.checkpoint.size > checkpoint.size {
            let sizes = "the archive has \(checkpoint.size) entries, the checkpoint \(memory.origin)"
            log.add(
                VerificationFault(
                    .rolledBack, in: memory.layer, seq: tree.firstUnconfirmed, path: memory.path,
                    detail: "\(sizes) \(memory.checkpoint.size)"))
        }
        content.finish(log: &log)
        addLayers(tree, content.counts, to: &report)
        try seals.finish(roots: tree.roots, treeSize: checkpoint.size, months: tree.months)
        addSeals(seals, to: &report, log: &log)
        guard options.findsStrays else {
            report.layers.append(VerificationReport.Layer(.strays, .unchecked))
            return
        }
        var strays = StrayCheck(files: files, ledger: ledger)
        try strays.run(log: &log)
        report.layers.append(
            VerificationReport.Layer(
                .strays, .checked, checked: strays.foldersChecked,
                note: log.noticeCount == 0 ? "" : "\(log.noticeCount) noticed, see below"))
    }

    private func addSeals(_ seals: SealCheck, to report: inout VerificationReport, log: inout FaultLog) {
        if seals.isAbsent {
            report.layers.append(VerificationReport.Layer(.seals, .absent, note: "NOTHING IS SEALED"))
        } else {
            seals.report(to: &log, &report)
        }
    }

    /// 256,000 entries in a row that are nowhere.
    private static let emptyBundlesMax = 1_000

    private func addLayers(_ tree: LedgerCheck, _ counts: ContentCheck.Counts, to report: inout VerificationReport) {
        typealias Layer = VerificationReport.Layer
        let erased = { (count: UInt64) in count == 0 ? "" : "\(count) more erased by decision" }
        if options.remembered.isEmpty {
            report.layers.append(Layer(.memory, .absent, note: "no checkpoint kept elsewhere was given"))
        } else {
            report.layers.append(Layer(.memory, .checked, checked: UInt64(options.remembered.count)))
        }
        report.layers.append(Layer(.entries, .checked, checked: tree.entriesRead))
        report.layers.append(Layer(.chain, .checked, checked: tree.entriesRead))
        report.layers.append(Layer(.times, .checked, checked: tree.entriesRead))
        report.layers.append(Layer(.tree, .checked, checked: tree.leavesCounted))
        report.layers.append(Layer(.tiles, .checked, checked: tree.tilesChecked))
        let since = options.since.map { "since \($0)" }
        let note = { (text: String) in
            [since, text].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: "; ")
        }
        report.layers.append(
            Layer(.openings, .checked, checked: counts.openings, note: note(erased(counts.openingsErased))))
        guard options.digestsObjects else {
            report.layers += [Layer(.letters, .unchecked), Layer(.objects, .unchecked)]
            return
        }
        report.layers.append(
            Layer(.letters, .checked, checked: counts.letters, note: note(erased(counts.lettersErased))))
        report.layers.append(
            Layer(.objects, .checked, checked: counts.objects, note: note(erased(counts.objectsErased))))
    }
}

extension ArchiveVerifier.Options {
    /// Whether one of the witnesses signed the note: it then speaks for the witness, wherever it was kept.
    package func isWitnessed(_ note: SignedNote) -> Bool {
        // A line that is wrong is reported by the layer it claims to belong to.
        witnessKeys.contains { key in note.signatures.contains { $0.name == key.name && $0.keyHash == key.hash } }
    }
}

extension WitnessKey {
    /// Reads a key file: one line, its line feed included or not.
    package init(keyFile bytes: [UInt8]) throws(VerificationError) {
        let line = bytes.last == 0x0a ? bytes.dropLast() : bytes[...]
        do { try self.init(String(decoding: line, as: UTF8.self)) } catch {
            throw .keyInvalid(reason: "it is not a witness's key, or was miswritten")
        }
    }
}

extension VerifierKey {
    /// Reads a key file: one line, its line feed included or not.
    package init(keyFile bytes: [UInt8]) throws(VerificationError) {
        let line = bytes.last == 0x0a ? bytes.dropLast() : bytes[...]
        do { try self.init(String(decoding: line, as: UTF8.self)) } catch {
            throw .keyInvalid(reason: "it is not a verifier key, or was miswritten")
        }
    }
}
