import GreffeCore

/// Acts made into entries, openings and files, before anything is written: pure.
struct Batch {
    var appended: [Appended] = []
    /// What each folder gets, in the order of the entries.
    private(set) var folders: [String: FolderContent] = [:]
    private(set) var folderOrder: [String] = []

    struct FolderContent {
        /// Whether the folder is the home of an entry of this batch, and so comes into being with it.
        var isNew: Bool
        var staged: StagedOriginal?
        var files: [(name: String, bytes: [UInt8])] = []
    }

    /// One checkpoint covers a batch, and the batch is in memory.
    static let actsMax = 10_000

    /// - Parameter homeTime: the time of an entry already in the ledger.
    init(
        _ acts: [Act], after last: Entry?, now: Timestamp, random: RandomBytes,
        homeTime: (LeafIndex) throws(StorageError) -> Timestamp
    ) throws(StorageError) {
        guard acts.count <= Self.actsMax else { throw .actInvalid(reason: "more than \(Self.actsMax) acts in a batch") }
        let first = last.map { $0.seq.value + 1 } ?? 0
        let time = max(now, last?.time ?? now)
        let behind = time.millisecondsSince1970 - now.millisecondsSince1970
        var prev = last?.leafHash ?? .zero
        var homeTimes: [LeafIndex: Timestamp] = [:]
        for (place, act) in acts.enumerated() {
            let placement = Placement(seq: LeafIndex(first + UInt64(place)), time: time)
            let refs = try Self.refs(of: act, place: place, first: first)
            let opening = try Self.opening(of: act, at: placement, random: random)
            let entry = Entry(
                seq: placement.seq, time: time, kind: act.kind,
                object: Self.commitment(to: act.object, salt: opening.objectSalt), body: opening.bodyCommitment,
                prev: prev, refs: refs)
            let bytes = entry.bytes
            guard bytes.count <= Entry.bytesMax else {
                throw .actInvalid(reason: "entry above \(Entry.bytesMax) bytes")
            }
            prev = Entry.leafHash(of: bytes)
            let isNew = entry.home.value >= first
            if homeTimes[entry.home] == nil { homeTimes[entry.home] = isNew ? time : try homeTime(entry.home) }
            let folder = VaultLayout.folder(home: entry.home, time: homeTimes[entry.home] ?? time)
            let objectPath = addFiles(of: act, entry: entry, opening: opening, to: folder, isNew: isNew)
            appended.append(
                Appended(
                    entry: entry, opening: opening, folder: folder, objectPath: objectPath,
                    clockBehindMilliseconds: behind))
        }
    }

    private static func refs(of act: Act, place: Int, first: UInt64) throws(StorageError) -> [LeafIndex] {
        var refs: Set<LeafIndex> = []
        for ref in act.refs {
            switch ref {
            case .entry(let seq):
                guard seq.value < first else { throw .actInvalid(reason: "it refers to an entry not there yet") }
                refs.insert(seq)
            case .act(let other):
                guard (0..<place).contains(other) else { throw .actInvalid(reason: "it refers to a later act") }
                refs.insert(LeafIndex(first + UInt64(other)))
            }
        }
        guard refs.count <= Entry.refsMax else { throw .actInvalid(reason: "more than \(Entry.refsMax) references") }
        // A letter is its own home, so its accession is about nothing earlier: batches are named in its body.
        guard refs.isEmpty || act.kind != .accessioned else {
            throw .actInvalid(reason: "an accession with references")
        }
        return refs.sorted()
    }

    private static func opening(of act: Act, at placement: Placement, random: RandomBytes) throws(StorageError)
        -> Opening
    {
        var body =
            switch act.body {
            case .fixed(let body): body
            case .placed(let body): body(placement)
            }
        let objectSalt: Salt?
        switch act.object {
        case .none: objectSalt = nil
        case .bytes(let bytes):
            guard bytes.count <= Vault.objectBytesMax else { throw .actInvalid(reason: "object too large") }
            objectSalt = random.salt()
        case .staged(let staged):
            objectSalt = staged.salt
            body = try completed(body, staged: staged, accession: placement.accession)
        }
        if case .staged = act.object {
            guard act.kind == .accessioned else { throw .actInvalid(reason: "an original outside an accession") }
        } else if act.kind == .accessioned {
            throw .actInvalid(reason: "an accession without an original")
        }
        let opening = Opening(body: body, bodySalt: random.salt(), objectSalt: objectSalt)
        // What could not be read back is refused before anything is written.
        guard let readBack = try? Opening(bytes: opening.bytes), readBack.bytes == opening.bytes else {
            throw .actInvalid(reason: "a body that cannot be read back")
        }
        return opening
    }

    /// The body of an accession carries its number and what identifies the original. The caller may have put them in;
    /// they must then agree.
    private static func completed(
        _ body: CanonicalJSON, staged: StagedOriginal, accession: AccessionNumber
    ) throws(StorageError) -> CanonicalJSON {
        guard var members = body.object else { throw .actInvalid(reason: "an accession whose body is no object") }
        var own = staged.digests.members(mediaType: staged.mediaTypeName)
        own["accession"] = .string("\(accession)")
        for (name, value) in own {
            guard (members.updateValue(value, forKey: name) ?? value) == value else {
                throw .actInvalid(reason: "an accession whose \(name) is not that of the original")
            }
        }
        return .object(members)
    }

    private static func commitment(to object: Act.Object, salt: Salt?) -> Sha256Digest? {
        switch object {
        case .none: nil
        case .staged(let staged): staged.commitment
        case .bytes(let bytes): salt?.commitment(to: bytes)
        }
    }

    private mutating func addFiles(
        of act: Act, entry: Entry, opening: Opening, to folder: String, isNew: Bool
    ) -> String? {
        if folders[folder] == nil {
            folders[folder] = FolderContent(isNew: isNew)
            folderOrder.append(folder)
        }
        folders[folder]?.files.append((VaultLayout.openingName(entry), opening.bytes))
        switch act.object {
        case .none: return nil
        case .staged(let staged):
            folders[folder]?.staged = staged
            return "\(folder)/\(Vault.originalName(staged.mediaType))"
        case .bytes(let bytes):
            let name = VaultLayout.objectName(entry, mediaType: nil)
            folders[folder]?.files.append((name, bytes))
            return "\(folder)/\(name)"
        }
    }
}
