import Foundation
import GreffeTestKit

/// A file system in memory of a given size, which goes when the test ends.
final class SmallDisk {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    /// Only root may mount, and not in every container.
    static let isPossible: Bool = (try? SmallDisk(mebibytes: 1)) != nil  // Why not does not matter.

    struct CannotMount: Error { let reason: String }

    init(mebibytes: Int) throws {
        folder = try TemporaryFolder()
        let mount = try Program(path: "/usr/bin/mount").run([
            "-t", "tmpfs", "-o", "size=\(mebibytes)m,nr_inodes=100k", "greffe-test", folder.path,
        ])
        guard mount.status == 0 else { throw CannotMount(reason: mount.errors) }
    }

    deinit {
        // A mount left behind holds some memory and fails no test.
        _ = try? Program(path: "/usr/bin/umount").run(["--lazy", folder.path])
    }
}
