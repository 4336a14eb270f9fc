import Glibc
import GreffeRuntime

/// A file lying in a watch folder now, by the daemon's account of a few seconds ago.
struct PresentFile: Encodable {
    var file: String
    var outcome: String
    var time: String
    var folder: String
    var code: String?
    var reason: String?

    /// Those that have not left their folder since.
    static func all(_ daemon: DaemonState) -> [PresentFile] {
        daemon.folders.flatMap { folder in
            folder.present.compactMap { file in
                let place = (file.subfolder.map { $0 + "/" } ?? "") + file.name
                var status = stat()
                guard lstat("\(folder.path)/\(place)", &status) == 0 || errno != ENOENT else { return nil }
                let complaint = folder.complaints.first { $0.place == place }
                return PresentFile(
                    file: file.name, outcome: file.standing, time: daemon.written,
                    folder: folder.path + (file.subfolder.map { "/" + $0 } ?? ""), code: complaint?.code,
                    reason: complaint.map { "\($0.message) \($0.hint)" })
            }
        }
    }
}
