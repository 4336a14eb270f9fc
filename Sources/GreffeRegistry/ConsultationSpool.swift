import Glibc
package import GreffeCore

/// What was looked at and is not in the ledger yet: `consultations/`, one file a day and account, to which whoever may
/// read letters appends without a right to write anywhere else in the archive.
///
/// The folder may belong to a group of readers, sticky (03770): each makes files of their own there and takes away
/// nobody else's. Whose file it is, the file system says; what is written in it is believed of the archive's own
/// account alone.
package struct ConsultationSpool: Sendable {
    /// How a letter was looked at.
    package enum Way: String, CaseIterable, Sendable { case shown, opened }

    /// One account's looks at one letter on one day.
    package struct Line: Hashable, Sendable {
        package var letter: AccessionNumber
        package var day: CalendarDate
        /// `person:` and an account.
        package var by: String
        package var counts: [Way: Int]
    }

    static let folderName = "consultations"

    private let folder: String

    package init(root: String) { folder = "\(root)/\(Self.folderName)" }

    // MARK: Writing

    /// Appends one line; it is durable when this returns (O_DSYNC), before anything of the letter is handed out.
    package func note(_ letter: AccessionNumber, _ way: Way, by: String, at now: Timestamp) throws(RegistryError) {
        // Whoever acts first makes it, for the archive's account alone; a site opens it to its readers.
        if mkdir(folder, 0o770 | S_ISVTX) != 0, errno != EEXIST { throw failure(folder) }
        let path = "\(folder)/\(now.date).\(geteuid()).log"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_DSYNC | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        // One write, so that lines of two programs do not mix.
        let line = Array("\(letter)\t\(way.rawValue)\t\(by)\n".utf8)
        guard line.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == line.count else {
            throw failure(path)
        }
    }

    private func failure(_ path: String) -> RegistryError { .consultationUnrecorded(path, errno: errno) }

    // MARK: Reading

    /// A day's files, which are taken away when the ledger has them.
    struct Day {
        var date: CalendarDate
        var files: [String]
        var lines: [Line]
    }

    /// A program that looked at its clock just before midnight may still be writing.
    private static let settledMilliseconds: Int64 = 10 * 60 * 1_000

    /// Days that are over, the oldest first.
    func finishedDays(at now: Timestamp) -> [Day] {
        let last = now.adding(milliseconds: -Self.settledMilliseconds).date
        return days().filter { $0.date < last }
    }

    /// What is not in the ledger yet about one letter.
    package func pending(_ letter: AccessionNumber) -> [Line] {
        days().flatMap(\.lines).filter { $0.letter == letter }
    }

    private func days() -> [Day] {
        // No folder: nothing was looked at.
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var files: [CalendarDate: [String]] = [:]
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let parts = name.split(separator: ".")
            guard parts.count == 3, parts[2] == "log", let date = CalendarDate(parts[0]) else { continue }
            files[date, default: []].append("\(folder)/\(name)")
        }
        return files.sorted { $0.key < $1.key }.map { date, files in
            let files = files.sorted()
            var counts: [String: Line] = [:]
            for file in files { read(file, date, into: &counts) }
            let lines = counts.values.sorted { ($0.letter, $0.by) < ($1.letter, $1.by) }
            return Day(date: date, files: files, lines: lines)
        }
    }

    /// A reader with a program can look at a letter ten times a second for a day; what is beyond is not counted.
    private static let fileBytesMax = 64 << 20
    private static let accountBytesMax = 128

    /// A line that is not one of ours is passed over: its writer spoilt nobody's but their own.
    private func read(_ path: String, _ date: CalendarDate, into counts: inout [String: Line]) {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var (status, parent) = (stat(), stat())
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1,
            stat(folder, &parent) == 0
        else { return }
        // The file system knows whose it is; the archive's account and root write for whom they name.
        let owner = status.st_uid == parent.st_uid || status.st_uid == 0 ? nil : "person:" + accountName(status.st_uid)
        let size = min(Int(status.st_size), Self.fileBytesMax)
        var bytes = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: filled), size - filled, filled)
            }
            if count <= 0 { break }
            filled += count
        }
        for line in bytes[..<filled].split(separator: 0x0a) {
            let parts = String(decoding: line, as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false)
            guard parts.count == 3, let letter = AccessionNumber(parts[0]), let way = Way(rawValue: String(parts[1])),
                parts[2].hasPrefix("person:"), parts[2].utf8.count <= Self.accountBytesMax,
                parts[2].utf8.allSatisfy({ $0 >= 0x20 })
            else { continue }
            let by = owner ?? String(parts[2])
            counts["\(letter)\t\(by)", default: Line(letter: letter, day: date, by: by, counts: [:])]
                .counts[way, default: 0] += 1
        }
    }

    private func accountName(_ identifier: uid_t) -> String {
        guard let entry = getpwuid(identifier), let name = entry.pointee.pw_name else { return "uid-\(identifier)" }
        return String(cString: name)
    }

    /// - Returns: whether all of them are gone.
    func remove(_ day: Day) -> Bool { day.files.allSatisfy { unlink($0) == 0 || errno == ENOENT } }
}
