import GreffeCore
import GreffeIndex
import GreffeProof
import GreffeStorage

/// A transfer as SEDA 2.2 prescribes it (Standard d'échange de données pour l'archivage): `manifest.xml` with an
/// ArchiveTransfer, and `content/` with the originals. Nothing else is in the folder, as receiving archives ask.
struct TransferPackage {
    let archive: Archive
    let request: TransferRequest
    let contents: TransferContents
    let files: LinuxFileSystem
    /// The first entry `exported` of this transfer: its time and name are the message's.
    let entry: Entry

    static let namespace = "fr:gouv:culture:archivesdefrance:seda:v2.2"
    static let manifest = "manifest.xml"
    /// The manifest's name until everything is there and was read back.
    static let manifestUnfinished = "manifest.xml.part"
    static let folder = "content"

    private static let pieceBytes = 1 << 20

    private var origin: String { archive.custody.ledger.checkpoint.origin }

    /// The log's name and the entry's place in it: no two transfers have the same.
    var message: String { "\(origin)/\(entry.seq.value)" }

    /// - Parameter progress: originals written or read back, of all twice.
    func write(progress: (UInt64, UInt64) -> Void) throws {
        let total = UInt64(2 * contents.objects.count)
        var done: UInt64 = 0
        try files.makeFolder(Self.folder)
        let manifest = try ManifestFile(Self.manifestUnfinished, in: files)
        try manifest.element("ArchiveTransfer", ["xmlns": Self.namespace]) {
            try manifest.text("Comment", request.reason)
            try manifest.text("Date", "\(entry.time)")
            try manifest.text("MessageIdentifier", message)
            try manifest.text("ArchivalAgreement", request.agreement)
            try writeCodeLists(manifest)
            try manifest.element("DataObjectPackage") {
                for number in contents.objects {
                    try copy(number, manifest)
                    done += 1
                    progress(done, total)
                }
                try manifest.element("DescriptiveMetadata") { try writeUnits(manifest) }
                try manifest.element("ManagementMetadata") {
                    try manifest.text("OriginatingAgencyIdentifier", request.transferringAgency)
                    try manifest.text("SubmissionAgencyIdentifier", request.transferringAgency)
                }
            }
            for (name, value) in [
                ("ArchivalAgency", request.archivalAgency), ("TransferringAgency", request.transferringAgency),
            ] {
                try manifest.element(name) { try manifest.text("Identifier", value) }
            }
        }
        let digest = try manifest.finish()
        try files.syncFolder(Self.folder)
        for number in contents.objects {
            try verify(number)
            done += 1
            progress(done, total)
        }
        guard try sha256(Self.manifestUnfinished) == digest else { throw TransferError.faulty(Self.manifest) }
        _ = try files.rename(Self.manifestUnfinished, to: Self.manifest, replacing: false)
        try files.syncFolder(".")
    }

    private func writeCodeLists(_ manifest: ManifestFile) throws {
        try manifest.element("CodeListVersions") {
            try manifest.text("MessageDigestAlgorithmCodeListVersion", "FIPS 180-4")
            try manifest.text("MimeTypeCodeListVersion", "IANA media types")
            try manifest.text("FileFormatCodeListVersion", "PRONOM")
        }
    }

    private func writeUnits(_ manifest: ManifestFile) throws {
        let units = ArchiveUnit(origin: origin, manifest: manifest)
        for (number, letters) in contents.cases.sorted(by: { $0.key < $1.key }) {
            guard let row = try archive.index.caseFile(number) else { throw KeepingError.caseUnknown("\(number)") }
            try units.write(row) {
                for letter in letters { try write(letter, units) }
            }
        }
        for letter in contents.alone { try write(letter, units) }
    }

    private func write(_ number: AccessionNumber, _ units: ArchiveUnit) throws {
        try units.write(
            try archive.letter("\(number)"), entry: try archive.custody.entry(at: number.leaf),
            holds: try archive.index.holds(on: number))
    }

    // MARK: Originals

    private struct Source {
        var entry: Entry
        var salt: Salt
        var mediaType: MediaType?

        /// Relative to the package.
        var name: String {
            let number = AccessionNumber(year: entry.time.date.year, leaf: entry.seq)
            return "\(TransferPackage.folder)/\(number).\(mediaType?.fileExtension ?? "bin")"
        }
    }

    private func source(_ number: AccessionNumber) throws -> Source {
        let entry = try archive.custody.entry(at: number.leaf)
        guard let opening = try archive.custody.opening(of: entry), let salt = opening.objectSalt else {
            throw RegistryError.openingErased(number)
        }
        let mediaType = opening.body["mediaType"]?.string.flatMap(MediaType.init(rawValue:))
        return Source(entry: entry, salt: salt, mediaType: mediaType)
    }

    /// Copies an original, compares it on the way with what its entry committed to, and describes the copy.
    private func copy(_ number: AccessionNumber, _ manifest: ManifestFile) throws {
        let source = try source(number)
        guard let original = try archive.custody.openObject(of: source.entry) else {
            throw RegistryError.openingErased(number)
        }
        defer { archive.custody.close(original) }
        let file = try files.create(source.name, mode: .private)
        defer { files.close(file) }
        var digester = ObjectDigester(salt: source.salt)
        var sign = FormatSign(source.mediaType)
        while true {
            let piece = try files.read(original, at: digester.size, count: Self.pieceBytes)
            if piece.isEmpty { break }
            try piece.withUnsafeBytes { bytes in
                digester.update(bytes)
                sign.look(bytes)
                try files.write(bytes, to: file)
            }
        }
        let found = digester.finish()
        guard found.commitment == source.entry.object else { throw StorageError.objectAltered(path: original.path) }
        try files.sync(file)
        let originalName = try archive.letter("\(number)").letter.originalName
        let isNamed = originalName.map { !ManifestFile.token($0).isEmpty } ?? false
        try manifest.element("DataObjectGroup", ["id": ArchiveUnit.id(ofGroup: number)]) {
            try manifest.element("BinaryDataObject", ["id": ArchiveUnit.id(ofObject: number)]) {
                try manifest.text("DataObjectVersion", "BinaryMaster_1")
                try manifest.text("Uri", source.name)
                try manifest.text("MessageDigest", Hex.encode(found.digests.sha512), ["algorithm": "SHA-512"])
                // The schema wants a positive number.
                try manifest.text("Size", found.digests.size > 0 ? "\(found.digests.size)" : nil)
                if source.mediaType != nil {
                    try manifest.element("FormatIdentification") {
                        try manifest.text("MimeType", source.mediaType?.rawValue)
                        try manifest.text("FormatId", sign.puid)
                    }
                }
                try manifest.element("FileInfo") {
                    try manifest.text("Filename", isNamed ? originalName : source.name)
                }
            }
        }
    }

    // MARK: Reading back

    private func verify(_ number: AccessionNumber) throws {
        let source = try source(number)
        var digester = CommitmentDigester(salt: source.salt)
        try read(source.name) { digester.update($0) }
        guard digester.finish() == source.entry.object else { throw TransferError.faulty(source.name) }
    }

    private func sha256(_ name: String) throws -> Sha256Digest {
        var hash = Sha256Stream()
        try read(name) { hash.update($0) }
        return hash.digest
    }

    private func read(_ name: String, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        guard let file = try files.open(name) else { throw TransferError.faulty(name) }
        defer { files.close(file) }
        var offset: Int64 = 0
        while true {
            let piece = try files.read(file, at: offset, count: Self.pieceBytes)
            if piece.isEmpty { break }
            piece.withUnsafeBytes(body)
            offset += Int64(piece.count)
        }
    }
}
