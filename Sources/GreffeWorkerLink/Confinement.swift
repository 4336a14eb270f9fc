import CLinux
import Glibc

/// What a worker gives up before it reads the first byte of a scan: the power to gain privileges, to write files, to
/// leave a core, to outlive the daemon; then to open anything, to start anything, to talk to anybody but the daemon.
/// The limits are also set before the program starts; here they are set again, so that a worker started any other way
/// is as confined.
package enum Confinement {
    /// No page may take longer; a request that allows more is cut to this.
    private static let pageSecondsMax = 3600.0

    /// With this a worker leaves that could not be confined as was asked: EX_CONFIG of sysexits.h.
    package static let refusedStatus: Int32 = 78

    /// The limits, for this process and all it starts. False when the kernel refuses: then nothing must be read.
    package static func limit() -> Bool {
        clearEnvironment()
        return greffe_confine() == 0 && greffe_limit_memory(WorkerLaunch.memoryBytesMaxDefault) == 0
            && greffe_limit_descriptors(WorkerLaunch.descriptorsMax) == 0
    }

    /// The sandbox, for the rest of this process's life. What it needs must be open by now.
    /// - Parameter kernel: what to use of it; nothing it offers is left out.
    /// - Returns: false when the kernel refuses: then nothing must be read.
    package static func enter(_ kernel: KernelSandbox) -> Bool {
        guard greffe_forbid_processes() == 0 else { return false }
        if kernel.landlockVersion > 0, greffe_restrict_files(GREFFE_SANDBOX_READER) != 0 { return false }
        return !kernel.filtersCalls || greffe_restrict_calls(GREFFE_SANDBOX_READER) == 0
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
