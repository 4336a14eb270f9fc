import CLinux
import Glibc

/// What a worker gives up before it reads the first byte of a scan: the power to gain privileges, to write files, to
/// leave a core, to outlive the daemon. All but the processor time is also set before the program starts; here it is
/// set again, so that a worker started any other way is as confined.
package enum Confinement {
    /// No page may take longer; a request that allows more is cut to this.
    private static let pageSecondsMax = 3600.0

    /// False when the kernel refuses: then nothing must be read.
    package static func apply() -> Bool {
        clearEnvironment()
        return greffe_confine() == 0 && greffe_limit_memory(WorkerLaunch.memoryBytesMaxDefault) == 0
    }

    /// Moves the limit of processor time on by what one page may take: a worker whose daemon is too busy to kill it in
    /// time is stopped by the kernel.
    package static func grantPage(seconds: Double) {
        guard seconds > 0 else { return }
        // Where the kernel refuses, the daemon's deadline still holds.
        _ = greffe_grant_cpu(UInt64(min(seconds, pageSecondsMax).rounded(.up)))
    }

    /// Leaves only what the libraries need; what a daemon's environment may carry (passwords, say) is none of theirs.
    private static func clearEnvironment() {
        let names: [String] = ["OMP_THREAD_LIMIT", "TESSDATA_PREFIX", "LANG"]
        let kept = names.compactMap { name in
            getenv(name).map { (name, String(cString: $0)) }
        }
        clearenv()
        for (name, value) in kept { setenv(name, value, 1) }
    }
}
