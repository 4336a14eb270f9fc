// A clock that can be moved, for the attack matrix: preloaded, it adds the seconds in a file to the time of day, and to
// nothing else. faketime also moves timers, so that a daemon under it waits for days.
//
//     GREFFE_CLOCK    a file of eight bytes, the seconds as a signed number of the machine; read at every question

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *ahead;

// Mapped before any sandbox closes: nothing is opened later.
__attribute__((constructor)) static void open_clock(void) {
    const char *path = getenv("GREFFE_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *bytes = mmap(0, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
    if (bytes != MAP_FAILED) ahead = bytes;
    close(file);
}

static int64_t seconds(void) { return ahead ? *ahead : 0; }

static int is_time_of_day(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE; }

int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = (int)syscall(SYS_clock_gettime, clock, time);
    if (!failed && is_time_of_day(clock)) time->tv_sec += seconds();
    return failed;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

// Deadlines by the time of day are the kernel's.

static struct timespec real(const struct timespec *deadline) {
    return (struct timespec){deadline->tv_sec - seconds(), deadline->tv_nsec};
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline) {
    static int (*next)(sem_t *, const struct timespec *);
    if (!next) next = (int (*)(sem_t *, const struct timespec *))dlsym(RTLD_NEXT, "sem_timedwait");
    struct timespec moved = real(deadline);
    return next(semaphore, &moved);
}
