#define _GNU_SOURCE
#include "attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TRY(name) static long name(const struct hand *hand)
#define UNUSED (void)hand

static char *const no_environment[] = {NULL};

static long opened(int descriptor) { return descriptor < 0 ? -1 : 0; }

// A child that leaves at once, and is waited for.
static long child_of(pid_t child) {
    if (child == 0) _exit(0);
    if (child < 0) return -1;
    waitpid(child, NULL, 0);
    return 0;
}

TRY(exec_shell) {
    UNUSED;
    char *const arguments[] = {"sh", "-c", "exit 0", NULL};
    return execve("/bin/sh", arguments, no_environment);
}
TRY(exec_by_loader) {
    UNUSED;
#if defined(__x86_64__)
    static char loader[] = "/lib64/ld-linux-x86-64.so.2";
#else
    static char loader[] = "/lib/ld-linux-aarch64.so.1";
#endif
    char *const arguments[] = {loader, "/bin/true", NULL};
    return execve(loader, arguments, no_environment);
}
TRY(exec_held) {
    char *const arguments[] = {"true", NULL};
    return syscall(SYS_execveat, hand->held_program, "", arguments, no_environment, AT_EMPTY_PATH);
}
TRY(exec_memory) {
    char *const arguments[] = {"true", NULL};
    return syscall(SYS_execveat, hand->held_memory, "", arguments, no_environment, AT_EMPTY_PATH);
}
TRY(exec_rasteriser) {
    UNUSED;
    char *const arguments[] = {"pdftoppm", "-v", NULL};
    return execve("/usr/bin/pdftoppm", arguments, no_environment);
}
TRY(make_memory_file) { UNUSED; return opened(memfd_create("greffe", 0)); }
TRY(fork_one) { UNUSED; return child_of(fork()); }
TRY(fork_bomb) {
    UNUSED;
    pid_t children[64];
    int count = 0;
    while (count < 64 && (children[count] = fork()) > 0) count++;
    if (count < 64 && children[count] == 0) _exit(0);
    for (int index = 0; index < count; index++) waitpid(children[index], NULL, 0);
    return count == 64 ? 0 : -1;
}
TRY(clone_3) {
    UNUSED;
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    return child_of((pid_t)syscall(SYS_clone3, &arguments, sizeof arguments));
}
TRY(clone_namespace) {
    UNUSED;
    return child_of((pid_t)syscall(SYS_clone, (long)(CLONE_NEWUSER | SIGCHLD), 0, 0, 0, 0));
}
static void *nothing(void *argument) { return argument; }
TRY(start_thread) {
    UNUSED;
    pthread_t thread;
    errno = pthread_create(&thread, NULL, nothing, NULL);
    return errno == 0 ? pthread_join(thread, NULL) : -1;
}
TRY(trace_parent) {
    if (ptrace(PTRACE_SEIZE, hand->parent, 0, 0) != 0) return -1;
    return ptrace(PTRACE_DETACH, hand->parent, 0, 0), 0;
}
TRY(trace_me) { UNUSED; return ptrace(PTRACE_TRACEME, 0, 0, 0); }
TRY(signal_parent) { return kill(hand->parent, SIGCONT); }
TRY(signal_parent_thread) { return syscall(SYS_tgkill, hand->parent, hand->parent, SIGCONT); }
TRY(signal_parent_queue) {
    siginfo_t what = {.si_code = SI_QUEUE};
    return syscall(SYS_rt_sigqueueinfo, hand->parent, SIGCONT, &what);
}
TRY(signal_by_owner) { return fcntl(hand->held_datagram, F_SETOWN, hand->parent); }
TRY(read_parent) {
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *)&errno, 1};
    return process_vm_readv(hand->parent, &here, 1, &there, 1, 0) < 0 ? -1 : 0;
}
TRY(write_parent) {
    static char byte;
    struct iovec here = {&byte, 1}, there = {&byte, 1};
    return process_vm_writev(hand->parent, &here, 1, &there, 1, 0) < 0 ? -1 : 0;
}
TRY(handle_on_parent) { return opened((int)syscall(SYS_pidfd_open, hand->parent, 0)); }
TRY(limit_parent) {
    struct rlimit value;
    return prlimit(hand->parent, RLIMIT_CORE, NULL, &value);
}
TRY(slow_parent) { return setpriority(PRIO_PROCESS, (id_t)hand->parent, 5); }
TRY(raise_own_limit) {
    UNUSED;
    struct rlimit value = {RLIM_INFINITY, RLIM_INFINITY};
    return setrlimit(RLIMIT_FSIZE, &value);
}
TRY(raise_own_limit_by_number) {
    UNUSED;
    struct rlimit value = {RLIM_INFINITY, RLIM_INFINITY};
    return syscall(SYS_setrlimit, RLIMIT_FSIZE, &value);
}
TRY(be_dumpable) { UNUSED; return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }
TRY(outlive_parent) { UNUSED; return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0); }
TRY(leave_group) { UNUSED; return setpgid(0, 0); }
TRY(change_user) { UNUSED; return setuid(getuid()); }
TRY(change_group) { UNUSED; return setgid(getgid()); }
TRY(take_capability) {
    UNUSED;
    struct { uint32_t version; int pid; } header = {0x20080522, 0};
    uint32_t sets[6] = {0};
    return syscall(SYS_capset, &header, sets);
}
TRY(allocate_4_gigabytes) {
    UNUSED;
    void *room = mmap(NULL, 4ull << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return room == MAP_FAILED ? -1 : 0;
}
TRY(burn_processor) {
    UNUSED;
    // Beyond what a page was granted.
    while (clock() < 8 * CLOCKS_PER_SEC) {}
    return 0;
}
TRY(write_code) {
    UNUSED;
    void *room = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return room == MAP_FAILED ? -1 : 0;
}
TRY(turn_memory_into_code) {
    UNUSED;
    void *room = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return room == MAP_FAILED ? -1 : mprotect(room, 4096, PROT_READ | PROT_EXEC);
}
TRY(stop_the_clock) {
    UNUSED;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    return sched_setaffinity(0, sizeof one, &one);
}

const struct attempt process_attempts[] = {
    {"run /bin/sh", exec_shell},
    {"run a program by the loader", exec_by_loader},
    {"run a program that was left open", exec_held},
    {"run a program in memory", exec_memory},
    {"run pdftoppm itself", exec_rasteriser},
    {"make a file in memory", make_memory_file},
    {"fork", fork_one},
    {"fork 64 times", fork_bomb},
    {"start a process by clone3", clone_3},
    {"start a process in a user namespace", clone_namespace},
    {"start a thread", start_thread},
    {"trace the parent", trace_parent},
    {"ask to be traced", trace_me},
    {"signal the parent", signal_parent},
    {"signal the parent by tgkill", signal_parent_thread},
    {"signal the parent by sigqueue", signal_parent_queue},
    {"signal the parent by owning a socket", signal_by_owner},
    {"read the parent's memory", read_parent},
    {"write the parent's memory", write_parent},
    {"take a handle on the parent", handle_on_parent},
    {"read the parent's limits", limit_parent},
    {"change the parent's priority", slow_parent},
    {"raise its own limit", raise_own_limit},
    {"raise its own limit by the older call", raise_own_limit_by_number},
    {"become dumpable", be_dumpable},
    {"outlive the parent", outlive_parent},
    {"leave the process group", leave_group},
    {"set the user", change_user},
    {"set the group", change_group},
    {"set capabilities", take_capability},
    {"allocate 4 GB", allocate_4_gigabytes},
    {"burn processor time", burn_processor},
    {"map memory to write and run", write_code},
    {"turn written memory into code", turn_memory_into_code},
    {"choose its processor", stop_the_clock},
    {NULL, NULL},
};
