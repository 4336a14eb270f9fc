#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The lists were measured with strace: the worker over every fixture and hostile file, pdftoppm over PDFs with fonts
// embedded, missing and Asian, with and without a cache of fonts. Calls that were not seen but that the same libraries
// make on another processor, or on their way to an orderly death, are marked "reserve".
//
// What is on no list kills the process. An error code instead would let a hijacked process try one call after another,
// and let a library that cannot get what it needs read something else than it would have.

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no list of system calls for this processor: measure one with strace, and add its architecture"
#endif
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "arguments are read as little-endian"
#endif

#ifndef SECCOMP_RET_KILL_PROCESS
#error "needs a kernel's headers from 4.14"
#endif

enum { VALUES_MAX = 7, RULES_MAX = 128 };

// A system call and what becomes of it.
struct rule {
    uint32_t call;
    // What it gets when the argument is as below, or always when `mask` is 0.
    uint32_t action;
    // Which argument counts; its low half, which is all that the kernel looks at in the calls listed here.
    uint32_t argument;
    uint32_t mask;
    // The argument's masked bits must be one of these. Otherwise: killed, or `otherwise` unless 0.
    uint32_t count;
    uint32_t values[VALUES_MAX];
    uint32_t otherwise;
};

#define ALLOW(name) {.call = SYS_##name, .action = SECCOMP_RET_ALLOW}
#define REFUSE(name, number) {.call = SYS_##name, .action = SECCOMP_RET_ERRNO | (number)}
#define ALLOW_BITS(name, index, bits, ...)                                     \
    {.call = SYS_##name, .action = SECCOMP_RET_ALLOW, .argument = index, .mask = bits, \
     .count = sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), .values = {__VA_ARGS__}}
#define ALLOW_BITS_ELSE(number, name, index, bits, ...)                        \
    {.call = SYS_##name, .action = SECCOMP_RET_ALLOW, .argument = index, .mask = bits, \
     .count = sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), .values = {__VA_ARGS__}, \
     .otherwise = SECCOMP_RET_ERRNO | (number)}

enum { WHOLE = 0xffffffff, THIS_PROCESS = 0xfffffffe };
// Opening to change anything; and as a path only, which Landlock lets pass.
enum { OPEN_MORE = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_PATH | (O_TMPFILE & ~O_DIRECTORY) };

// Memory, locks, time, what is open already, and leaving.
static const struct rule common_rules[] = {
    ALLOW(futex), ALLOW(read), ALLOW(write), ALLOW(close), ALLOW(brk), ALLOW(munmap), ALLOW(lseek), ALLOW(pread64),
    ALLOW(clock_gettime), ALLOW(getrandom), ALLOW(sysinfo), ALLOW(rt_sigprocmask), ALLOW(exit_group),
    ALLOW_BITS_ELSE(EINVAL, fcntl, 1, WHOLE, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC),
    // Asked of a descriptor only to learn that it is no terminal.
    REFUSE(ioctl, ENOTTY),
    ALLOW(getpid), ALLOW(gettid),
    // abort(): of this very process, which stands in for `THIS_PROCESS`. Reserve.
    ALLOW_BITS(tgkill, 0, WHOLE, THIS_PROCESS),
    // Reserve.
    ALLOW(readv), ALLOW(writev), ALLOW(mremap), ALLOW(madvise), ALLOW(rt_sigreturn), ALLOW(restart_syscall),
    ALLOW(exit), ALLOW(sched_yield), ALLOW(clock_nanosleep), ALLOW(clock_getres), ALLOW(gettimeofday),
    // Two that the C library tries before others that are on the lists: without them it goes on.
    REFUSE(clone3, ENOSYS), REFUSE(statx, ENOSYS),
};

static const struct rule reader_rules[] = {
    ALLOW(ppoll), ALLOW(recvmsg), ALLOW(sendmsg), ALLOW(fstat), ALLOW(getrusage), ALLOW(pipe2),
    ALLOW(rt_sigaction),
    // Its own processor time, from page to page. Not by prlimit64(2), which reaches other processes.
    ALLOW(getrlimit), ALLOW_BITS_ELSE(EPERM, setrlimit, 0, WHOLE, RLIMIT_CPU), REFUSE(prlimit64, EPERM),
    // No code but what was loaded before the first scan.
    ALLOW_BITS(mmap, 2, PROT_EXEC, 0), ALLOW_BITS(mprotect, 2, PROT_EXEC, 0),
    // Tesseract looks for files that nobody has; whoever looks for others learns as little. Not even whether a name
    // exists: Landlock lets that be asked, so the filter does not.
    REFUSE(openat, EACCES), REFUSE(newfstatat, EACCES),
};

static const struct rule drawing_rules[] = {
    // For the one step from the process that starts pdftoppm to pdftoppm; Landlock says what may be executed.
    ALLOW(execve),
    // The loader asks how large the stack may be, and can do without an answer.
    REFUSE(prlimit64, EPERM),
    ALLOW(set_tid_address), ALLOW(set_robust_list), ALLOW(rseq), ALLOW(fstat), ALLOW(newfstatat), ALLOW(fstatfs),
    ALLOW(getdents64), ALLOW(fadvise64), ALLOW(readlinkat), ALLOW(faccessat), ALLOW(rt_sigaction),
    ALLOW_BITS_ELSE(EACCES, openat, 2, OPEN_MORE, 0),
    // Code comes from files, and is not changed.
    ALLOW_BITS(mmap, 2, PROT_WRITE | PROT_EXEC, 0, PROT_WRITE, PROT_EXEC), ALLOW_BITS(mprotect, 2, PROT_EXEC, 0),
    // Fontconfig would renew its cache, and does without.
    REFUSE(mkdirat, EACCES), REFUSE(unlinkat, EACCES), REFUSE(renameat, EACCES), REFUSE(linkat, EACCES),
    REFUSE(fchmodat, EACCES), REFUSE(fchmod, EACCES), REFUSE(utimensat, EACCES), REFUSE(ftruncate, EACCES),
    REFUSE(faccessat2, ENOSYS),
};

// What the process that starts pdftoppm needs on top. It sees no byte of a scan.
static const struct rule drawer_rules[] = {
    ALLOW(recvmsg), ALLOW(sendmsg), ALLOW(wait4), ALLOW(close_range), ALLOW(getppid), ALLOW(dup3),
    ALLOW(pipe2), ALLOW(setitimer),
    // The limits of what it starts; no other process's.
    ALLOW_BITS(prlimit64, 0, WHOLE, 0),
    // Of the process it starts, whose own list has the rule; its number is not known here.
    ALLOW(tgkill),
    // A process, no thread and no namespace.
    ALLOW_BITS(clone, 0, WHOLE, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD),
    ALLOW_BITS(prctl, 0, WHOLE, PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS),
    ALLOW_BITS(seccomp, 0, WHOLE, SECCOMP_SET_MODE_FILTER),
};

// What only this processor's older interface has.
#if defined(__x86_64__)
static const struct rule reader_rules_here[] = {ALLOW(poll)};
static const struct rule drawing_rules_here[] = {
    ALLOW(arch_prctl), ALLOW(access), ALLOW(readlink),
    ALLOW_BITS_ELSE(EACCES, open, 1, OPEN_MORE, 0),
    REFUSE(mkdir, EACCES), REFUSE(unlink, EACCES), REFUSE(rename, EACCES), REFUSE(link, EACCES), REFUSE(chmod, EACCES),
};
static const struct rule drawer_rules_here[] = {ALLOW(dup2)};
#else
static const struct rule reader_rules_here[] = {ALLOW(ppoll)};
static const struct rule drawing_rules_here[] = {ALLOW(readlinkat)};
static const struct rule drawer_rules_here[] = {ALLOW(dup3)};
#endif

// A program for the kernel's filter machine, in the making. A rule takes at most VALUES_MAX + 6 instructions.
struct program {
    struct sock_filter code[RULES_MAX * (VALUES_MAX + 6)];
    uint16_t length;
};

static void put(struct program *program, uint16_t code, uint32_t value, uint8_t if_so, uint8_t if_not) {
    struct sock_filter instruction = {.code = code, .jt = if_so, .jf = if_not, .k = value};
    program->code[program->length++] = instruction;
}

static void give(struct program *program, uint32_t action) { put(program, BPF_RET | BPF_K, action, 0, 0); }

static void load(struct program *program, size_t offset) {
    put(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

// The system call's number is in the accumulator before each rule, and still there after a rule about another call.
static void add(struct program *program, const struct rule *rule) {
    if (rule->mask == 0) {
        put(program, BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, 1);
        give(program, rule->action);
        return;
    }
    uint8_t count = (uint8_t)rule->count;
    // Over all that follows here: load, mask, one comparison a value, and two endings.
    put(program, BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0, (uint8_t)(count + 4));
    load(program, offsetof(struct seccomp_data, args) + rule->argument * sizeof(uint64_t));
    put(program, BPF_ALU | BPF_AND | BPF_K, rule->mask, 0, 0);
    for (uint8_t index = 0; index < count; index++) {
        uint32_t value = rule->values[index];
        if (value == THIS_PROCESS) value = (uint32_t)getpid();
        put(program, BPF_JMP | BPF_JEQ | BPF_K, value, (uint8_t)(count - index), 0);
    }
    give(program, rule->otherwise != 0 ? rule->otherwise : SECCOMP_RET_KILL_PROCESS);
    give(program, rule->action);
}

#define ADD_ALL(program, rules)                                                                      \
    for (size_t index = 0; index < sizeof(rules) / sizeof((rules)[0]); index++) add(program, &(rules)[index])

int greffe_filter_exists(void) {
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int greffe_restrict_calls(enum greffe_sandbox sandbox) {
    struct program program = {.length = 0};
    load(&program, offsetof(struct seccomp_data, arch));
    put(&program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    give(&program, SECCOMP_RET_KILL_PROCESS);
    load(&program, offsetof(struct seccomp_data, nr));
    // No test for the x32 calls of this processor: their numbers have a bit set that none of the rules' has.
    // The first rule about a call counts.
    if (sandbox == GREFFE_SANDBOX_DRAWER) {
        ADD_ALL(&program, drawer_rules);
        ADD_ALL(&program, drawer_rules_here);
    }
    if (sandbox == GREFFE_SANDBOX_READER) {
        ADD_ALL(&program, reader_rules);
        ADD_ALL(&program, reader_rules_here);
    } else {
        ADD_ALL(&program, drawing_rules);
        ADD_ALL(&program, drawing_rules_here);
    }
    ADD_ALL(&program, common_rules);
    give(&program, SECCOMP_RET_KILL_PROCESS);

    struct sock_fprog prepared = {.len = program.length, .filter = program.code};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prepared);
}

int greffe_forbid_processes(void) {
    struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    return setrlimit(RLIMIT_NPROC, &none);
}
