#pragma once

// What a process that opens hostile bytes may still do: Landlock for files, seccomp for system calls. Both are for the
// rest of the calling thread's life and for everything it starts; a program confines itself before its first thread.

enum greffe_sandbox {
    /// greffe-worker: reads and writes what is open. Opens nothing, starts nothing, connects to nothing.
    GREFFE_SANDBOX_READER = 0,
    /// The process that starts pdftoppm: knows the worker's socket and one program, sees no hostile byte.
    GREFFE_SANDBOX_DRAWER = 1,
    /// pdftoppm: its own program, libraries and fonts, read-only.
    GREFFE_SANDBOX_DRAWING = 2,
};

// What the kernel offers, as the version of Landlock's interface; 0 where it has none, or was started without.
int greffe_landlock_version(void);

// Whether the kernel has filters for system calls, and this program a list for its processor. 1 or 0.
int greffe_filter_exists(void);

// Takes the file system away, but for what the sandbox needs; from version 4 also TCP, from version 6 signals and
// abstract sockets of processes outside. PR_SET_NO_NEW_PRIVS must be set. 0, or -1 with errno (ENOSYS where there is no
// Landlock).
int greffe_restrict_files(enum greffe_sandbox sandbox);

// Allows the sandbox's system calls and no other: the process that makes another is killed (SIGSYS).
// PR_SET_NO_NEW_PRIVS must be set. 0, or -1 with errno.
int greffe_restrict_calls(enum greffe_sandbox sandbox);

// Forbids starting processes: RLIMIT_NPROC counts the user's processes everywhere, but binds the one that has it, so 0
// takes the right away here and from nobody else. No use against root, whom the filter binds. 0, or -1 with errno.
int greffe_forbid_processes(void);
