#define _GNU_SOURCE
#include "attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct attempt *const lists[] = {file_attempts, process_attempts, kernel_attempts};

static const struct attempt *attempt_at(int number) {
    for (size_t list = 0; list < sizeof lists / sizeof lists[0]; list++)
        for (const struct attempt *attempt = lists[list]; attempt->name != NULL; attempt++)
            if (number-- == 0) return attempt;
    return NULL;
}

const char *escape_name(int number) {
    const struct attempt *attempt = attempt_at(number);
    return attempt == NULL ? NULL : attempt->name;
}

static int prepare(struct hand *hand) {
    hand->parent = getppid();
    snprintf(hand->fresh, sizeof hand->fresh, "%s/fresh", hand->site->watch_folder);
    char held[4096];
    snprintf(held, sizeof held, "%s/held", hand->site->watch_folder);
    hand->held_file = open(held, O_RDWR | O_CREAT, 0600);
    hand->held_program = open("/bin/true", O_RDONLY);
    hand->held_memory = memfd_create("true", 0);
    hand->held_stream = socket(AF_INET, SOCK_STREAM, 0);
    hand->held_datagram = socket(AF_INET, SOCK_DGRAM, 0);
    hand->held_root = open("/", O_RDONLY | O_DIRECTORY);
    struct stat status;
    if (hand->held_program < 0 || fstat(hand->held_program, &status) != 0) return -1;
    if (sendfile(hand->held_memory, hand->held_program, NULL, (size_t)status.st_size) != status.st_size) return -1;
    return hand->held_file < 0 || hand->held_stream < 0 || hand->held_datagram < 0 || hand->held_root < 0 ? -1 : 0;
}

enum { COULD_NOT_TRY = 255 };

int escape_try(const char *name, const struct escape_site *site, int (*confine)(void)) {
    const struct attempt *attempt = NULL;
    for (int number = 0; (attempt = attempt_at(number)) != NULL; number++)
        if (strcmp(attempt->name, name) == 0) break;
    if (attempt == NULL) return -1;
    pid_t child = fork();
    if (child == 0) {
        // As a worker is started: with no signal blocked or ignored.
        sigset_t none;
        sigemptyset(&none);
        for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
        sigprocmask(SIG_SETMASK, &none, NULL);
        struct hand hand = {.site = site};
        if (prepare(&hand) != 0 || confine() != 0) _exit(COULD_NOT_TRY);
        errno = 0;
        _exit(attempt->run(&hand) == 0 ? 0 : errno != 0 ? errno : EPERM);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) return -1;
    if (WIFSIGNALED(status)) printf("refused: killed by signal %d (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) == COULD_NOT_TRY) return -1;
    else if (WEXITSTATUS(status) == 0) printf("succeeded\n");
    else printf("refused: %s\n", strerror(WEXITSTATUS(status)));
    return 0;
}

int escape_without_landlock(char *const *arguments) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, SYS_landlock_create_ruleset, 0, 2),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, SYS_landlock_restrict_self, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) return -1;
    return execv(arguments[0], arguments);
}
