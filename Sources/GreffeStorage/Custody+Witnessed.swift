package import GreffeCore
package import GreffeProof

/// Checkpoints with the lines of the witnesses who cosigned them: `witnessed/<yyyy>/<yyyy-mm-dd>-<size>.checkpoint`.
extension Custody {
    /// Keeps a cosigned checkpoint. A day and a size have one file, in which each witness has its latest line. Durable
    /// when it returns.
    ///
    ///     put (open · write · fsync · rename) · fsync(folder)
    package func keep(cosigned note: SignedNote, on day: CalendarDate) throws(StorageError) {
        guard let writing, let size = Self.size(of: note) else { throw .readOnly }
        let folder = "\(VaultLayout.witnessed)/\(padded(day.year, 4))"
        let path = "\(folder)/\(day)-\(size).checkpoint"
        try folders.make(folder)
        var note = note
        // A file that does not read as one of ours is replaced.
        if let bytes = try files.contents(of: path, bytesMax: SignedNote.bytesMax),
            let earlier = try? SignedNote(bytes: bytes), earlier.text == note.text
        {
            for line in earlier.signatures
            where !note.signatures.contains(where: { $0.name == line.name && $0.keyHash == line.keyHash }) {
                note.add(line)
            }
        }
        try files.put(note.bytes, at: path, through: writing.staging.freshPath(), mode: .public)
        try files.syncFolder(folder)
    }

    /// The newest checkpoint kept here that a witness cosigned, and the second (POSIX time) at which it did.
    package func lastCosigned(by key: WitnessKey) throws(StorageError) -> (checkpoint: Checkpoint, time: UInt64)? {
        var looks = 0
        for year in try files.names(in: VaultLayout.witnessed).reversed() {
            let folder = "\(VaultLayout.witnessed)/\(year)"
            for name in try files.names(in: folder).sorted(by: { Self.place($0) > Self.place($1) }) {
                looks += 1
                if looks > Self.looksMax { return nil }
                // What does not read, or is not rightly cosigned, is for verification to report.
                guard let bytes = try files.contents(of: "\(folder)/\(name)", bytesMax: SignedNote.bytesMax),
                    let note = try? SignedNote(bytes: bytes), let checkpoint = try? Checkpoint(text: note.text),
                    let time = try? key.cosigned(note)
                else { continue }
                return (checkpoint, time)
            }
        }
        return nil
    }

    /// A witness silent for so many checkpoints is asked from the beginning; it then says itself where it stands.
    private static let looksMax = 1_000

    private static func size(of note: SignedNote) -> UInt64? { (try? Checkpoint(text: note.text))?.size }

    private static func place(_ name: String) -> (String, UInt64) {
        (String(name.prefix(10)), UInt64(name.dropFirst(11).prefix { $0 != "." }) ?? 0)
    }
}
