#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int limit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit value = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit(resource, &value);
}

int greffe_confine(void) {
    if (limit(RLIMIT_CORE, 0, 0) != 0 || limit(RLIMIT_FSIZE, 0, 0) != 0) return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -1;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

// Puts `from` (or /dev/null) at descriptor `to`, open across exec.
static int place(int from, int to, int flags) {
    if (from < 0) {
        from = open("/dev/null", flags);
        if (from < 0) return -1;
    }
    if (from == to) return fcntl(to, F_SETFD, 0);
    return dup2(from, to) < 0 ? -1 : 0;
}

// In the child, after fork: never returns. Reports errno through `report` when anything fails before exec.
static void become(const struct greffe_spawn *plan, int input, int output, int report, pid_t parent) {
    static const int null = -1;
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);

    if (setpgid(0, 0) != 0 || chdir("/") != 0) goto failed;
    if (place(input, 0, O_RDONLY) != 0 || place(output, 1, O_WRONLY) != 0 || place(null, 2, O_WRONLY) != 0) goto failed;
    if (dup2(report, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC) != 0) goto failed;
    report = 3;
    if (syscall(SYS_close_range, 4u, ~0u, 0u) != 0) goto failed;

    if (plan->memory_bytes_max != 0 &&
        limit(RLIMIT_AS, plan->memory_bytes_max, plan->memory_bytes_max) != 0) {
        goto failed;
    }
    // The hard limit stays above the soft one, so that a worker can move its soft limit on from page to page.
    if (plan->cpu_seconds_max != 0 && limit(RLIMIT_CPU, plan->cpu_seconds_max, RLIM_INFINITY) != 0 && errno != EPERM)
        goto failed;
    if (limit(RLIMIT_NOFILE, plan->descriptors_max, plan->descriptors_max) != 0) goto failed;
    if (greffe_confine() != 0) goto failed;
    // The parent may have died before PR_SET_PDEATHSIG was in force.
    if (getppid() != parent) _exit(127);

    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) goto failed;
    execve(plan->path, plan->arguments, plan->environment);
failed:;
    int reason = errno;
    ssize_t ignored = write(report, &reason, sizeof reason);
    (void)ignored;
    _exit(127);
}

// A copy at 10 or above: so that placing one of them at 0, 1, 2 or 3 cannot overwrite another.
static int lifted(int descriptor) { return descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, 10); }

pid_t greffe_spawn(const struct greffe_spawn *plan) {
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) return -1;
    int input = lifted(plan->standard_input), output = lifted(plan->standard_output), report = lifted(pipe_ends[1]);
    close(pipe_ends[1]);
    pid_t parent = getpid(), child = -1;
    int reason = errno;
    if (report >= 0 && (input >= 0 || plan->standard_input < 0) && (output >= 0 || plan->standard_output < 0)) {
        // No handler of ours may run in the child before it has become the other program.
        sigset_t all, before;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        child = fork();
        if (child == 0) become(plan, input, output, report, parent);
        reason = errno;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    if (input >= 0) close(input);
    if (output >= 0) close(output);
    if (report >= 0) close(report);
    if (child > 0) {
        ssize_t count;
        do count = read(pipe_ends[0], &reason, sizeof reason);
        while (count < 0 && errno == EINTR);
        if (count == sizeof reason) {  // exec did not happen
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
            child = -1;
        }
    }
    close(pipe_ends[0]);
    if (child < 0) errno = reason;
    return child;
}

int greffe_grant_cpu(uint64_t seconds) {
    struct rusage used;
    struct rlimit value;
    // The older calls by number: the C library's go by way of prlimit64(2), which a worker may not use.
    if (getrusage(RUSAGE_SELF, &used) != 0 || syscall(SYS_getrlimit, RLIMIT_CPU, &value) != 0) return -1;
    uint64_t until = (uint64_t)used.ru_utime.tv_sec + (uint64_t)used.ru_stime.tv_sec + seconds + 2;
    value.rlim_cur = until < value.rlim_max ? until : value.rlim_max;
    return (int)syscall(SYS_setrlimit, RLIMIT_CPU, &value);
}

int greffe_limit_descriptors(uint64_t count) {
    struct rlimit value;
    if (getrlimit(RLIMIT_NOFILE, &value) != 0) return -1;
    if (value.rlim_max <= count) return 0;
    return limit(RLIMIT_NOFILE, count, count);
}

int greffe_limit_memory(uint64_t bytes) {
    struct rlimit value;
    if (getrlimit(RLIMIT_AS, &value) != 0) return -1;
    if (value.rlim_max <= bytes) return 0;
    return limit(RLIMIT_AS, bytes, bytes);
}

int greffe_socketpair(int descriptors[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors); }

ssize_t greffe_send(int socket, const void *bytes, size_t count, int descriptor) {
    union {
        char room[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        memset(&control, 0, sizeof control);
        message.msg_control = control.room;
        message.msg_controllen = sizeof control.room;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent;
}

ssize_t greffe_receive(int socket, void *bytes, size_t count, int *descriptor) {
    enum { surplus = 8 };
    union {
        char room[CMSG_SPACE(sizeof(int) * surplus)];
        struct cmsghdr aligned;
    } control;
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    *descriptor = -1;
    ssize_t received;
    do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (received < 0 && errno == EINTR);
    if (received < 0) return -1;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t total = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < total; index++) {
            int received_descriptor;
            memcpy(&received_descriptor, CMSG_DATA(header) + index * sizeof(int), sizeof(int));
            if (*descriptor < 0) *descriptor = received_descriptor;
            else close(received_descriptor);
        }
    }
    return received;
}
