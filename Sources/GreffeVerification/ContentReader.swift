import GreffeCore

/// Reads what one entry commits to, its opening and its object, and says what it came to. It holds no state, so that
/// several threads can read at once; what follows from several entries together is for `ContentCheck`.
struct ContentReader: Sendable {
    let files: any ArchiveFiles
    let digestsObjects: Bool

    private static let openingBytesMax = CanonicalJSON.bytesMax + 1

    /// An entry, and where its files lie.
    struct Place: Sendable {
        var entry: Entry
        var accession: AccessionNumber?
        var folder: String

        func fault(_ kind: FaultKind, in layer: LayerName, path: String? = nil, detail: String) -> VerificationFault {
            VerificationFault(
                kind, in: layer, seq: entry.seq, accession: accession, path: path, detail: detail,
                lastGood: LedgerMoment(seq: entry.seq, time: entry.time))
        }

        /// Letters are a layer of their own.
        var isLetter: Bool { entry.kind == .accessioned }
    }

    struct Finding: Sendable {
        enum Part: Sendable {
            /// Not asked for, or its layer says why not.
            case unread
            case read(bytes: Int64)
            /// A fault unless it was erased; the fault of an object nobody can name is nil.
            case absent(VerificationFault?)
        }

        var opening = Part.unread
        var object = Part.unread
        /// Whatever an erasure cannot excuse.
        var faults: [VerificationFault] = []
    }

    func read(_ place: Place) -> Finding {
        var finding = Finding()
        if place.isLetter, !place.entry.refs.isEmpty || place.entry.object == nil {
            finding.faults.append(
                place.fault(.accessionMismatch, in: .letters, detail: "an accession without a folder of its own"))
        }
        if let opening = readOpening(place, &finding), let salt = opening.objectSalt, digestsObjects {
            readObject(place, opening, salt: salt, &finding)
        }
        return finding
    }

    private func readOpening(_ place: Place, _ finding: inout Finding) -> Opening? {
        let entry = place.entry
        let path = "\(place.folder)/\(VaultLayout.openingName(entry))"
        let bytes: [UInt8]?
        do { bytes = try files.contents(of: path, bytesMax: Self.openingBytesMax) } catch {
            finding.faults.append(
                .unreadable(error, in: .openings, seq: entry.seq, accession: place.accession, path: path))
            return nil
        }
        guard let bytes else {
            finding.opening = .absent(
                place.fault(.openingMissing, in: .openings, path: path, detail: "missing, and nothing was erased"))
            // Without the opening nothing says what the object must be, nor whether it is there.
            if entry.object != nil { finding.object = .absent(nil) }
            return nil
        }
        finding.opening = .read(bytes: Int64(bytes.count))
        // Whatever is wrong with it, it does not open the entry.
        guard let opening = try? Opening(bytes: bytes) else {
            finding.faults.append(
                place.fault(.openingAltered, in: .openings, path: path, detail: "it does not read as an opening"))
            return nil
        }
        guard opening.bodyCommitment == entry.body, (opening.objectSalt != nil) == (entry.object != nil) else {
            finding.faults.append(
                place.fault(
                    .openingAltered, in: .openings, path: path, detail: "it does not open the entry's commitment"))
            return nil
        }
        return opening
    }

    private func readObject(_ place: Place, _ opening: Opening, salt: Salt, _ finding: inout Finding) {
        let entry = place.entry
        let layer: LayerName = place.isLetter ? .letters : .objects
        let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
        let path = "\(place.folder)/\(VaultLayout.objectName(entry, mediaType: mediaType))"
        let found: Digested?
        do { found = try digest(path, salt: salt, wantsPlain: place.isLetter) } catch {
            finding.faults.append(.unreadable(error, in: layer, seq: entry.seq, accession: place.accession, path: path))
            return
        }
        guard let found else {
            finding.object = .absent(
                place.fault(
                    place.isLetter ? .letterMissing : .objectMissing, in: layer, path: path,
                    detail: "missing, and nothing was erased"))
            return
        }
        finding.object = .read(bytes: found.size)
        let told = ObjectDigests(body: opening.body)
        if found.commitment != entry.object {
            let detail =
                if let told, told.size != found.size {
                    "\(found.size) bytes instead of \(told.size)"
                } else { "its bytes are not those the entry committed to" }
            finding.faults.append(
                place.fault(place.isLetter ? .letterAltered : .objectAltered, in: layer, path: path, detail: detail))
        } else if place.isLetter {
            checkTelling(told, plain: found.plain, body: opening.body, place, path: path, &finding)
        }
    }

    private struct Digested {
        var size: Int64
        var commitment: Sha256Digest
        /// Of letters, whose bodies tell of them.
        var plain: ObjectDigests?
    }

    /// One pass over the file; nil when there is none.
    private func digest(_ path: String, salt: Salt, wantsPlain: Bool) throws(VerificationError) -> Digested? {
        if wantsPlain {
            var digester = ObjectDigester(salt: salt)
            guard try files.readPieces(of: path, { digester.update($0) }) else { return nil }
            let (digests, commitment) = digester.finish()
            return Digested(size: digests.size, commitment: commitment, plain: digests)
        }
        var digester = CommitmentDigester(salt: salt)
        guard try files.readPieces(of: path, { digester.update($0) }) else { return nil }
        return Digested(size: digester.size, commitment: digester.finish())
    }

    /// The body of an accession says the letter's number and plain digests; they must be true.
    private func checkTelling(
        _ told: ObjectDigests?, plain: ObjectDigests?, body: CanonicalJSON, _ place: Place, path: String,
        _ finding: inout Finding
    ) {
        if told != plain {
            finding.faults.append(
                place.fault(
                    .accessionMismatch, in: .letters, path: path,
                    detail: "the digests or the size in its body are not those of the original"))
        }
        if body["accession"]?.string != place.accession?.description {
            finding.faults.append(
                place.fault(
                    .accessionMismatch, in: .letters, path: path, detail: "the number in its body is not its own"))
        }
    }
}
