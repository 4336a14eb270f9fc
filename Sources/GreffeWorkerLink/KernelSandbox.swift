import CLinux
package import GreffeCore

/// What the running kernel offers for confining a worker.
package struct KernelSandbox: Hashable, Sendable {
    /// Version of Landlock's interface; 0 where the kernel has none, or was started without.
    package var landlockVersion: Int
    /// Whether system calls can be filtered (seccomp).
    package var filtersCalls: Bool

    package init(landlockVersion: Int, filtersCalls: Bool) {
        (self.landlockVersion, self.filtersCalls) = (landlockVersion, filtersCalls)
    }

    /// Asks the kernel; changes nothing.
    package static func probe() -> KernelSandbox {
        KernelSandbox(landlockVersion: Int(greffe_landlock_version()), filtersCalls: greffe_filter_exists() == 1)
    }

    /// Landlock's first version is enough: what later ones add (renaming across folders, truncating, TCP, signals) the
    /// filter forbids on every kernel.
    package func meets(_ rule: SandboxRule) -> Bool {
        rule == .bestEffort || landlockVersion >= 1 && filtersCalls
    }

    /// What a worker goes without, in words; empty when nothing is missing.
    package var missing: [String] {
        var missing: [String] = []
        if landlockVersion < 1 { missing.append("Landlock (pdftoppm can read what the daemon's account can read)") }
        if !filtersCalls { missing.append("seccomp (system calls are not filtered)") }
        return missing
    }

    /// For the log.
    package var description: String {
        let landlock = landlockVersion > 0 ? "Landlock \(landlockVersion)" : "no Landlock"
        return "\(landlock), \(filtersCalls ? "seccomp" : "no seccomp")"
    }
}
