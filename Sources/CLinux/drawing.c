#define _GNU_SOURCE
#include "drawing.h"

#include "process.h"
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

// By enum greffe_drawing.
static const char *const programs[] = {"/usr/bin/pdftoppm", "/usr/bin/pdftotext"};

struct request {
    int32_t drawing;
    int32_t dpi;
};

// What the process answers: a wait status, or the errno of what went wrong before the program ran.
struct answer {
    int32_t reason;
    int32_t status;
};

static int limit(int resource, uint64_t value) {
    struct rlimit both = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &both);
}

// MARK: The program's process, between fork and exec

static void become_program(
    const struct greffe_drawer_plan *plan, struct request request, int input, int output, int report) {
    char *program = (char *)programs[request.drawing];
    char digits[16];
    snprintf(digits, sizeof digits, "%d", request.dpi);
    char *pixels[] = {program, "-gray", "-cropbox", "-r", digits, "-f", "1", "-l", "1", "-", NULL};
    char *words[] = {program, "-q", "-bbox-layout", "-cropbox", "-enc", "UTF-8", "-f", "1", "-l", "1", "-", "-", NULL};
    char **arguments = request.drawing == GREFFE_DRAWING_WORDS ? words : pixels;
    char *environment[] = {"LANG=C.UTF-8", NULL};
    // Words take a fraction of what pixels take, and come on top of them in the time that a page has.
    uint64_t part = request.drawing == GREFFE_DRAWING_WORDS ? 5 : 1;
    struct itimerval patience = {.it_value = {.tv_sec = (time_t)(plan->wall_seconds_max / part)}};

    // From 10 up, none of them is in another's way.
    input = fcntl(input, F_DUPFD_CLOEXEC, 10);
    output = fcntl(output, F_DUPFD_CLOEXEC, 10);
    report = fcntl(report, F_DUPFD_CLOEXEC, 10);
    if (input < 0 || output < 0 || report < 0) _exit(127);
    // Standard error stays what it was: /dev/null.
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup3(report, 3, O_CLOEXEC) < 0) goto failed;
    report = 3;
    if (syscall(SYS_close_range, 4u, ~0u, 0u) != 0) goto failed;
    if (limit(RLIMIT_AS, plan->memory_bytes_max) != 0) goto failed;
    if (limit(RLIMIT_CPU, plan->cpu_seconds_max / part) != 0) goto failed;
    if (limit(RLIMIT_NOFILE, 32) != 0 || greffe_forbid_processes() != 0) goto failed;
    if (setitimer(ITIMER_REAL, &patience, NULL) != 0) goto failed;
    pid_t parent = getppid();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) goto failed;
    // The parent may have died before that was in force.
    if (getppid() != parent || parent == 1) _exit(127);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    if (greffe_restrict_calls(GREFFE_SANDBOX_DRAWING) != 0) goto failed;
    execve(program, arguments, environment);
failed:;
    int32_t reason = errno;
    ssize_t ignored = write(report, &reason, sizeof reason);
    (void)ignored;
    _exit(127);
}

// MARK: The drawer's process

static struct answer draw(const struct greffe_drawer_plan *plan, struct request request, int input, int output) {
    struct answer answer = {.reason = 0};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return (struct answer){.reason = errno};
    pid_t child = fork();
    if (child == 0) become_program(plan, request, input, output, ends[1]);
    answer.reason = child < 0 ? errno : 0;
    close(ends[1]);
    // Whoever reads and writes the other ends sees them close when the program ends.
    close(input);
    close(output);
    if (child > 0) {
        ssize_t count;
        do count = read(ends[0], &answer.reason, sizeof answer.reason);
        while (count < 0 && errno == EINTR);
        int status = 0;
        while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
        answer.status = status;
    }
    close(ends[0]);
    return answer;
}

// Nothing of the worker's stays open but the socket, which comes to stand at 3.
static int leave_behind(int socket) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return -1;
    socket = fcntl(socket, F_DUPFD_CLOEXEC, 10);
    if (socket < 0) return -1;
    for (int standard = 0; standard < 3; standard++)
        if (dup2(null, standard) < 0) return -1;
    if (dup3(socket, 3, O_CLOEXEC) < 0) return -1;
    return (int)syscall(SYS_close_range, 4u, ~0u, 0u);
}

static void serve(const struct greffe_drawer_plan *plan, int socket, pid_t parent) {
    if (leave_behind(socket) != 0) _exit(70);
    socket = 3;
    int32_t reason = 0;
    if (greffe_confine() != 0 || (plan->restrict_files && greffe_restrict_files(GREFFE_SANDBOX_DRAWER) != 0) ||
        greffe_restrict_calls(GREFFE_SANDBOX_DRAWER) != 0) {
        reason = errno;
    }
    if (getppid() != parent) _exit(0);
    if (greffe_send(socket, &reason, sizeof reason, -1) != sizeof reason || reason != 0) _exit(70);

    for (;;) {
        struct request request;
        char second;
        int input, output;
        if (greffe_receive(socket, &request, sizeof request, &input) != sizeof request || input < 0) _exit(0);
        if (request.drawing != GREFFE_DRAWING_PIXELS && request.drawing != GREFFE_DRAWING_WORDS) _exit(0);
        if (greffe_receive(socket, &second, sizeof second, &output) != sizeof second || output < 0) _exit(0);
        struct answer answer = draw(plan, request, input, output);
        if (greffe_send(socket, &answer, sizeof answer, -1) != sizeof answer) _exit(0);
    }
}

// MARK: The worker's side

int greffe_drawer_start(const struct greffe_drawer_plan *plan, pid_t *process) {
    int ends[2];
    if (greffe_socketpair(ends) != 0) return -1;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) serve(plan, ends[1], parent);
    int reason = child < 0 ? errno : 0;
    close(ends[1]);
    int32_t told = 0;
    int none;
    if (reason == 0) {
        reason = greffe_receive(ends[0], &told, sizeof told, &none) == sizeof told ? told : ECHILD;
    }
    *process = child;
    if (reason == 0) return ends[0];
    if (child > 0) {
        greffe_drawer_end(ends[0], child);
    } else {
        close(ends[0]);
    }
    errno = reason;
    return -1;
}

void greffe_drawer_end(int drawer, pid_t process) {
    close(drawer);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {}
}

int greffe_drawer_ask(int drawer, enum greffe_drawing drawing, int32_t dpi, int input, int output) {
    const char second = 0;
    const struct request request = {.drawing = (int32_t)drawing, .dpi = dpi};
    if (greffe_send(drawer, &request, sizeof request, input) != sizeof request) return -1;
    return greffe_send(drawer, &second, sizeof second, output) == sizeof second ? 0 : -1;
}

int greffe_drawer_wait(int drawer) {
    struct answer answer;
    int none;
    if (greffe_receive(drawer, &answer, sizeof answer, &none) != sizeof answer) {
        errno = ECHILD;
        return -1;
    }
    if (answer.reason == 0) return answer.status;
    errno = answer.reason;
    return -1;
}
