#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What a child process is started with. Everything is prepared before fork; between fork and exec only
// async-signal-safe calls are made, because the parent has threads.
struct greffe_spawn {
    const char *path;
    char *const *arguments;    // ends with NULL
    char *const *environment;  // ends with NULL
    int standard_input;        // becomes descriptor 0; -1: /dev/null
    int standard_output;       // becomes descriptor 1; -1: /dev/null
    uint64_t memory_bytes_max; // RLIMIT_AS; 0: unlimited
    uint64_t cpu_seconds_max;  // RLIMIT_CPU; 0: unlimited
    uint64_t descriptors_max;  // RLIMIT_NOFILE
};

// Starts a child in a process group of its own, that dies with the thread that started it, can gain no privilege,
// writes no file (RLIMIT_FSIZE 0) and no core, sees no other descriptor of ours, and stands in "/".
// Returns its pid, or -1 with errno set: also when exec failed.
pid_t greffe_spawn(const struct greffe_spawn *plan);

// RLIMIT_CORE and RLIMIT_FSIZE 0, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, and PR_SET_DUMPABLE 0: a process confines
// itself. 0 or -1 with errno set.
int greffe_confine(void);

// Sets the soft limit of RLIMIT_CPU to what was used so far plus `seconds`. 0 or -1 with errno set.
int greffe_grant_cpu(uint64_t seconds);

// Lowers RLIMIT_NOFILE, hard limit too; leaves a lower limit alone. 0 or -1 with errno set.
int greffe_limit_descriptors(uint64_t count);

// Lowers RLIMIT_AS, hard limit too; leaves a lower limit alone. 0 or -1 with errno set.
int greffe_limit_memory(uint64_t bytes);

// A connected pair of stream sockets, both closed on exec. 0 or -1 with errno set.
int greffe_socketpair(int descriptors[2]);

// Sends `count` bytes (at least one), and `descriptor` with the first of them unless it is -1; never raises SIGPIPE.
// Returns what was sent, or -1 with errno set.
ssize_t greffe_send(int socket, const void *bytes, size_t count, int descriptor);

// Receives at most `count` bytes. `*descriptor` becomes the descriptor that came along (closed on exec), or -1; what
// came beyond one is closed. Returns 0 at end of stream, -1 with errno set.
ssize_t greffe_receive(int socket, void *bytes, size_t count, int *descriptor);
