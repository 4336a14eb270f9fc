import FoundationEssentials
import Glibc
package import GreffeCore
package import GreffeIntake
package import GreffeRegistry

/// What greffed says of itself for `greffe status`: a small file rewritten every few seconds, a hint and never
/// evidence, so it is not synced.
package struct DaemonState: Codable, Sendable {
    package struct Folder: Codable, Sendable {
        package struct Complaint: Codable, Sendable {
            package var code: String
            package var message: String
            package var hint: String
            package var place: String?
            package var since: String
        }

        package struct Present: Codable, Sendable {
            package var name: String
            package var subfolder: String?
            /// `waiting` or `left`.
            package var standing: String
        }

        package var path: String
        package var isThere: Bool
        package var waiting: Int
        package var left: Int
        package var taken: Int
        /// The oldest ones.
        package var complaints: [Complaint]
        package var complaintCount: Int
        /// Some of the files lying in the folder.
        package var present: [Present]

        /// A folder with more than this has one cause, and the file must stay small.
        private static let complaintsMax = 100

        init(_ progress: IntakeProgress) {
            (path, isThere) = (progress.folder, progress.isFolderThere)
            (waiting, left) = (progress.waiting, progress.left)
            taken = progress.accessioned + progress.duplicates + progress.alreadyOurs + progress.refused
            complaintCount = progress.complaints.count
            present = progress.present.map {
                Present(name: $0.name, subfolder: $0.subfolder, standing: $0.standing.rawValue)
            }
            complaints = progress.complaints.prefix(Self.complaintsMax).map {
                Complaint(code: $0.code, message: $0.message, hint: $0.hint, place: $0.place, since: "\($0.since)")
            }
        }
    }

    package struct Workers: Codable, Sendable {
        package var workers: Int
        package var busy: Int
        package var pagesRead: Int
        package var restarts: Int
    }

    package struct Disk: Codable, Sendable {
        package var freeBytes: Int64
        package var reserveBytes: Int64
        /// New drops wait in their folders.
        package var isLow: Bool
    }

    package struct Seals: Codable, Sendable {
        /// Tries in a row that gave nothing.
        package var failures: Int
        package var lastTry: String?
        package var lastFailure: String?
        package var lastFailureTime: String?

        package init(_ state: Sealer.State) {
            failures = state.failures
            lastTry = state.lastTry.map { "\($0)" }
            lastFailure = state.lastFailure?.reason
            lastFailureTime = state.lastFailure.map { "\($0.time)" }
        }
    }

    /// What of the evidence is to be renewed.
    package struct Renewals: Codable, Sendable {
        package struct Item: Codable, Sendable {
            /// `time-stamps` or `hash-tree`.
            package var kind: String
            package var count: Int
            /// When what they rest on ends, and what that is.
            package var end: String
            package var reason: String
            /// From when on they should be renewed.
            package var due: String
            package var isDue: Bool

            private var isLetters: Bool { kind == RenewalRecord.Kind.hashTree.rawValue }

            /// What a person does about it.
            package var command: String { isLetters ? "greffe renew --hash-tree" : "greffe renew" }

            /// `4 time-stamps`, `1 letter by SHA-256`.
            package var words: String {
                let what = isLetters ? "letter" : "time-stamp"
                return "\(count) \(what)\(count == 1 ? "" : "s")" + (isLetters ? " by SHA-256" : "")
            }
        }

        /// By end.
        package var items: [Item]
        /// Time-stamps that nothing renewed in time.
        package var lapsed: Int

        package init(_ plan: RenewalPlan, now: Timestamp) {
            lapsed = plan.lapsed
            items = plan.items.map {
                Item(
                    kind: $0.kind.rawValue, count: $0.count, end: "\($0.end.date)", reason: $0.reason,
                    due: "\($0.due.date)", isDue: plan.isDue($0, at: now))
            }
        }

        /// What there is to do or to await, in words; nil where nothing is sealed.
        package var words: String? {
            guard let next = items.first else { return lapsed > 0 ? "\(lapsed) time-stamps lapsed" : nil }
            let past = lapsed > 0 ? "; \(lapsed) lapsed" : ""
            // The soonest one says it all: the others come up when it is done.
            guard next.isDue else { return "none due before \(next.due)" + past }
            return "\(next.words) due: \(next.reason) ends \(next.end)\(past)  (\(next.command))"
        }
    }

    package var pid: Int32
    package var version: String
    package var started: String
    package var written: String
    package var folders: [Folder]
    package var workers: Workers
    package var disk: Disk?
    package var seals: Seals?
    package var renewals: Renewals?

    static let name = "daemon.state"

    package init(
        started: Timestamp, written: Timestamp, progress: [IntakeProgress], workers: Workers, disk: Disk?,
        seals: Seals? = nil, renewals: Renewals? = nil
    ) {
        (pid, version) = (getpid(), Version.text)
        (self.started, self.written) = ("\(started)", "\(written)")
        folders = progress.map(Folder.init)
        (self.workers, self.disk, self.seals, self.renewals) = (workers, disk, seals, renewals)
    }

    package func write(archive: String) throws(RuntimeError) {
        let path = "\(archive)/\(Self.name)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(self) else { return }  // Nothing in it fails to encode.
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .fileFailed(path: path, errno: errno) }
        defer { close(descriptor) }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == bytes.count, rename(path + ".new", path) == 0 else {
            throw .fileFailed(path: path, errno: errno)
        }
    }

    /// Nil when no daemon works on the archive, or it has not written yet.
    package static func current(archive: String) -> DaemonState? {
        guard DaemonLock.isHeld(archive: archive) else { return nil }
        guard let stream = fopen("\(archive)/\(name)", "r") else { return nil }
        defer { fclose(stream) }
        var buffer = [UInt8](repeating: 0, count: bytesMax)
        let count = fread(&buffer, 1, buffer.count, stream)
        // A hint that cannot be read is as good as none.
        return try? JSONDecoder().decode(DaemonState.self, from: Data(buffer.prefix(count)))
    }

    /// A hundred watch folders' worth.
    private static let bytesMax = 8 << 20
}
