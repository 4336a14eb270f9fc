/// What a site asks of its kernel before a worker may open hostile bytes: `workers.sandbox` in greffe.yaml.
package enum SandboxRule: String, CaseIterable, Hashable, Sendable {
    /// Landlock and a filter for system calls, or nothing is read.
    case required
    /// What the kernel has; the daemon says at its start what is missing.
    case bestEffort = "best-effort"

    /// A letter from a stranger is worth no risk that nobody chose to take, and every kernel since Debian 12 and Ubuntu
    /// 22.04 has what is asked for.
    package static let `default` = SandboxRule.required

    /// What to do where the kernel does not offer enough.
    package static let hint = """
        use a kernel with Landlock (5.13 or later, not switched off by lsm=) and seccomp, or, to read without, say \
        so in greffe.yaml: workers: {sandbox: best-effort}
        """
}
