import GreffeCore
package import GreffeProof

/// Checks a dossier of evidence with keys that come from whoever checks (docs/format/dossier.md). It comes to the same
/// verdict as the dossier's own `verify.sh`, and shares no code with what writes dossiers.
package struct DossierVerifier {
    private let files: any DossierFiles
    private let logKey: VerifierKey?
    private let anchors: TrustAnchors?

    /// - Parameters:
    ///   - logKey: nil: the verdict is UNKNOWN KEY.
    ///   - anchors: nil: a dossier with time-stamps gets the verdict UNKNOWN KEY.
    package init(files: any DossierFiles, logKey: VerifierKey?, anchors: TrustAnchors?) {
        (self.files, self.logKey, self.anchors) = (files, logKey, anchors)
    }

    package func verify() -> DossierReport {
        guard let logKey else { return DossierReport(verdict: .unknownKey("--log-key")) }
        var check = DossierCheck(files: files, key: logKey, anchors: anchors)
        do throws(DossierCheck.Stop) { try check.run() } catch {
            switch error {
            case .fault(let place): check.report.verdict = .fault(place)
            case .unknownKey(let option): check.report.verdict = .unknownKey(option)
            }
        }
        return check.report
    }
}

/// One run over a dossier; the first thing that is wrong ends it.
struct DossierCheck {
    enum Stop: Error {
        case fault(String)
        case unknownKey(String)
    }

    private let files: any DossierFiles
    private let key: VerifierKey
    private let anchors: TrustAnchors?
    var report = DossierReport(verdict: .notTimeStamped)

    private var nodes: [String: DossierNode.Kind] = [:]
    private var paths: [String] = []
    /// Of the files read so far.
    private var digests: [String: Sha256Digest] = [:]
    /// What was time-stamped of the checkpoints that proofs lead to, by size.
    private var trees: [UInt64: [UInt8]] = [:]
    /// The letter's first entries: its own, and where it is pages of a scan the scan's.
    private var homes: Set<LeafIndex> = []
    private var isSomethingAbsent = false

    private static let smallBytesMax = 1 << 22
    /// As large as an original may be.
    private static let fileBytesMax: Int64 = 4 << 30
    private static let version = "greffe.dossier/v1"
    private static let proofVersion = "c2sp.org/tlog-proof@v1"

    init(files: any DossierFiles, key: VerifierKey, anchors: TrustAnchors?) {
        (self.files, self.key, self.anchors) = (files, key, anchors)
    }

    mutating func run() throws(Stop) {
        do { paths = try list() } catch { throw .fault(error.message) }
        try checkNames()
        let documents = paths.filter { $0.hasPrefix("./document") }
        guard documents.count <= 1 else { throw .fault("more than one document") }
        let (entry, size) = try checkItem(".", object: documents.first ?? "./document")
        report.letter = AccessionNumber(year: entry.time.date.year, leaf: entry.seq)
        try checkManifest()
        var isErased = false
        for path in paths where nodes[path] == .folder && path.hasPrefix("./history/") {
            let (act, _) = try checkItem(path, object: path + "/object")
            guard path == "./history/\(padded(act.seq.value, 6))-\(act.kind.rawValue)",
                act.refs.contains(where: homes.contains)
            else { throw .fault("\(path): it is about something else") }
            if act.kind == .separated { homes.insert(act.seq) }
            isErased = isErased || act.kind == .erased || act.kind == .disposed
        }
        if isSomethingAbsent, !isErased { throw .fault("something is absent that was not erased") }
        let stamp = try checkTokens(tree: size)
        if documents.isEmpty {
            report.verdict = .erased
        } else if let stamp {
            report.verdict = .timeStamped(before: stamp)
        }
    }

    // MARK: Files

    private mutating func list() throws(VerificationError) -> [String] {
        let listing = try files.listing()
        for node in listing { nodes[node.path] = node.kind }
        return listing.map(\.path)
    }

    private func checkNames() throws(Stop) {
        // The expression of `verify.sh`.
        let known =
            #/
            \.(?:/history(?:/[0-9]+-[a-z\-]+)?)?
            (?:/(?:entry|body\.json|salt\.(?:body|object)|proof\.tlog-proof|object|manifest
            |(?:verify|LISEZMOI|document|evidence-[A-Za-z0-9_]+)\.[A-Za-z0-9_]+
            |checkpoint-[0-9]+\.[A-Za-z0-9._\-]+\.tsr))?
            /#
        for path in paths {
            guard path.wholeMatch(of: known) != nil, path.utf8.count == path.unicodeScalars.count else {
                throw .fault("\(path) does not belong here")
            }
            switch nodes[path] {
            case .folder: continue
            case .file(let bytes):
                guard bytes <= Self.fileBytesMax else { throw .fault("\(path) is too large") }
            case .other, nil: throw .fault("\(path) is no file")
            }
        }
    }

    private mutating func contents(_ path: String) throws(Stop) -> [UInt8] {
        let bytes: [UInt8]
        do { bytes = try files.contents(of: path, bytesMax: Self.smallBytesMax) } catch { throw .fault(error.message) }
        digests[path] = .of(bytes)
        return bytes
    }

    private mutating func digest(_ path: String, salt: Salt) throws(Stop) -> Sha256Digest {
        var digester = ObjectDigester(salt: salt)
        do { try files.digest(path, with: &digester) } catch { throw .fault(error.message) }
        let found = digester.finish()
        digests[path] = found.digests.sha256
        return found.commitment
    }

    /// The manifest says which files there are, each with its digest, and the log's key signed it.
    private mutating func checkManifest() throws(Stop) {
        let bytes = try contents("./manifest")
        var text = Self.version + "\n"
        for path in paths where nodes[path] != .folder && path != "./manifest" {
            // For a file that no entry commits to, the plain digest alone counts.
            if digests[path] == nil, let salt = Salt(bytes: [UInt8](repeating: 0, count: Salt.byteCount)) {
                _ = try digest(path, salt: salt)
            }
            guard let digest = digests[path] else { throw .fault(path) }
            text += "\(digest)  \(path)\n"
        }
        guard let note = DossierNote(bytes), note.signatureCount == 1, note.text == Array(text.utf8) else {
            throw .fault("./manifest: the files are not those that were put here")
        }
        guard note.isSigned(by: key) else { throw .fault("./manifest: not signed by the key given") }
    }

    // MARK: Entries

    /// An entry with its opening, its object and its proof.
    private mutating func checkItem(_ folder: String, object: String) throws(Stop) -> (Entry, tree: UInt64) {
        let bytes = try contents("\(folder)/entry")
        // Whatever is wrong with it, it is no entry.
        guard let entry = try? Entry(bytes: bytes) else { throw .fault("\(folder)/entry is no entry") }
        if homes.isEmpty { homes = [entry.seq] }
        try checkOpened("\(folder)/body.json", salt: "\(folder)/salt.body", commitment: entry.body, of: entry)
        try checkOpened(object, salt: "\(folder)/salt.object", commitment: entry.object, of: entry)
        let size = try checkProof("\(folder)/proof.tlog-proof", entry: entry, bytes: bytes)
        report.proven.append("\(entry.kind.rawValue), entry \(entry.seq) of \(size), \(entry.time)")
        return (entry, size)
    }

    private mutating func checkOpened(
        _ path: String, salt saltPath: String, commitment: Sha256Digest?, of entry: Entry
    ) throws(Stop) {
        guard nodes[path] != nil else {
            guard nodes[saltPath] == nil else { throw .fault("\(saltPath) opens nothing") }
            // What lies with another letter is not ours to show; what lies with this one must have been erased.
            if commitment != nil, homes.contains(entry.refs.first ?? entry.seq) { isSomethingAbsent = true }
            return
        }
        guard let salt = Salt(bytes: try contents(saltPath)), try digest(path, salt: salt) == commitment else {
            throw .fault("\(path) is not what its entry commits to")
        }
    }

    private mutating func checkProof(_ path: String, entry: Entry, bytes: [UInt8]) throws(Stop) -> UInt64 {
        let malformed = Stop.fault("\(path) does not read as a proof")
        guard let (head, checkpoint) = Ascii.splitAtEmptyLine(try contents(path)) else { throw malformed }
        let lines = Ascii.lines(head).map { String(decoding: $0, as: UTF8.self) }
        guard lines.count >= 2, lines[0] == Self.proofVersion, lines[1] == "index \(entry.seq)" else { throw malformed }
        var hashes: [MerkleHash] = []
        for line in lines.dropFirst(2) {
            guard let hash = MerkleHash(base64: line) else { throw malformed }
            hashes.append(hash)
        }
        let tree = try checkCheckpoint(checkpoint, path: path)
        let proof = InclusionProof(index: entry.seq.value, size: tree.size, path: hashes)
        guard proof.verifies(leaf: .leaf(bytes), root: tree.root) else {
            throw .fault("\(path): it does not lead to the root")
        }
        return tree.size
    }

    /// Three lines and their signatures; two checkpoints of one size must be the same.
    private mutating func checkCheckpoint(
        _ bytes: [UInt8], path: String
    ) throws(Stop) -> (size: UInt64, root: MerkleHash) {
        guard let note = DossierNote(bytes), note.text.last == Ascii.lineFeed else {
            throw .fault("\(path): no checkpoint")
        }
        let lines = Ascii.lines(note.text)
        guard lines.count == 3, Ascii.isName(lines[0]), let size = Ascii.number(lines[1]), size > 0,
            let root = MerkleHash(base64: String(decoding: lines[2], as: UTF8.self))
        else { throw .fault("\(path): no checkpoint") }
        // Witnesses sign below what is time-stamped: the text, the empty line, the log's own signature.
        let stamped = Ascii.firstLines(5, of: bytes)
        if let known = trees[size] {
            guard known == stamped else { throw .fault("\(path): two checkpoints of one size") }
        } else {
            guard note.isSigned(by: key), Array(lines[0]) == Array(key.name.utf8) else {
                throw .fault("\(path): not signed by the key given")
            }
            trees[size] = stamped
        }
        return (size, root)
    }

    // MARK: Time-stamps

    /// - Returns: the instant certified for the tree the letter is proven in.
    private mutating func checkTokens(tree: UInt64) throws(Stop) -> Timestamp? {
        var stamp: Timestamp?
        for path in paths {
            guard let name = path.suffix(after: "./checkpoint-") else { continue }
            guard let size = Ascii.number(Array(name.prefix { $0 != "." }.utf8)[...]), let stamped = trees[size] else {
                throw .fault("\(path) is over no tree of this dossier")
            }
            guard let anchors else { throw .unknownKey("--tsa-root") }
            let answer = try contents(path)
            let instant: Timestamp
            do throws(TimeStampError) {
                let token = try TimeStampResponse(bytes: answer).granted()
                try TimeStampCheck(anchors: anchors).check(token, over: stamped)
                instant = Timestamp(millisecondsSince1970: token.statement.genTime.millisecondsSince1970)
            } catch { throw .fault("\(path): \(error)") }
            report.proven.append("\(size) before \(instant), \(path.dropFirst(2))")
            if size == tree, stamp == nil { stamp = instant }
        }
        return stamp
    }
}

extension String {
    fileprivate func suffix(after prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
