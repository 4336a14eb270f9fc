#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static const char *root;
static size_t root_length;
static long fault_at;
static int fault_errno;
static int list = -1;
static atomic_long calls;

__attribute__((constructor)) static void prepare(void) {
    root = getenv("GREFFE_FAULT_ROOT");
    if (!root) return;
    root_length = strlen(root);
    const char *at = getenv("GREFFE_FAULT_AT"), *kind = getenv("GREFFE_FAULT_KIND");
    const char *path = getenv("GREFFE_FAULT_LIST");
    fault_at = at ? atol(at) : 0;
    fault_errno = !kind || !strcmp(kind, "KILL") ? 0 : !strcmp(kind, "EIO") ? EIO : ENOSPC;
    int (*really_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    if (path) list = really_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// The path below the root that a name relative to an open folder stands for; NULL for what lies elsewhere.
static const char *place(int folder, const char *name, char room[PATH_MAX]) {
    if (!root) return NULL;
    if (name && name[0] == '/') {
        snprintf(room, PATH_MAX, "%s", name);
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = folder == AT_FDCWD ? -1 : readlink(link, room, PATH_MAX - 1);
        if (length < 0) return NULL;
        room[length] = 0;
        if (name) snprintf(room + length, PATH_MAX - length, "/%s", name);
    }
    if (strncmp(room, root, root_length) || (room[root_length] != '/' && room[root_length])) return NULL;
    return room[root_length] ? room + root_length + 1 : ".";
}

// Counts a call; 0 when it may go on, else -1 with errno. Does not return when the process is to die here.
static int meet(const char *call, const char *path) {
    if (!path) return 0;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (list >= 0) {
        char line[PATH_MAX + 64];
        int length = snprintf(line, sizeof line, "%s %s\n", call, path);
        ssize_t (*really_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        if (really_write(list, line, length) < 0) abort();
    }
    if (number != fault_at) return 0;
    if (!fault_errno) {
        raise(SIGKILL);
        pause();
    }
    errno = fault_errno;
    return -1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

static int met(const char *call, int folder, const char *name) {
    char room[PATH_MAX];
    int before = errno;
    const char *path = place(folder, name, room);
    errno = before;
    return meet(call, path);
}

#define OPEN(name)                                                             \
    int name(const char *path, int flags, ...) {                               \
        va_list rest;                                                          \
        va_start(rest, flags);                                                 \
        mode_t mode = va_arg(rest, mode_t);                                    \
        va_end(rest);                                                          \
        if (met("open", AT_FDCWD, path)) return -1;                            \
        return REAL(int, name, const char *, int, ...)(path, flags, mode);     \
    }
#define OPENAT(name)                                                               \
    int name(int folder, const char *path, int flags, ...) {                       \
        va_list rest;                                                              \
        va_start(rest, flags);                                                     \
        mode_t mode = va_arg(rest, mode_t);                                        \
        va_end(rest);                                                              \
        if (met("open", folder, path)) return -1;                                  \
        return REAL(int, name, int, const char *, int, ...)(folder, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int file, const void *bytes, size_t count) {
    return met("write", file, NULL) ? -1 : REAL(ssize_t, write, int, const void *, size_t)(file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    if (met("write", file, NULL)) return -1;
    return REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(file, bytes, count, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    if (met("write", file, NULL)) return -1;
    return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(file, bytes, count, at);
}
int ftruncate(int file, off_t size) {
    return met("truncate", file, NULL) ? -1 : REAL(int, ftruncate, int, off_t)(file, size);
}
int ftruncate64(int file, off64_t size) {
    return met("truncate", file, NULL) ? -1 : REAL(int, ftruncate64, int, off64_t)(file, size);
}
int fsync(int file) { return met("fsync", file, NULL) ? -1 : REAL(int, fsync, int)(file); }
int fdatasync(int file) { return met("fsync", file, NULL) ? -1 : REAL(int, fdatasync, int)(file); }
int close(int file) {
    int failed = met("close", file, NULL), reason = errno;
    // A close that fails has closed nonetheless (close(2), "Dealing with error returns from close()").
    int status = REAL(int, close, int)(file);
    if (!failed) return status;
    errno = reason;
    return -1;
}
int rename(const char *from, const char *to) {
    return met("rename", AT_FDCWD, to) ? -1 : REAL(int, rename, const char *, const char *)(from, to);
}
int renameat(int folder, const char *from, int target, const char *to) {
    if (met("rename", target, to)) return -1;
    return REAL(int, renameat, int, const char *, int, const char *)(folder, from, target, to);
}
int renameat2(int folder, const char *from, int target, const char *to, unsigned flags) {
    if (met("rename", target, to)) return -1;
    return REAL(int, renameat2, int, const char *, int, const char *, unsigned)(folder, from, target, to, flags);
}
int linkat(int folder, const char *from, int target, const char *to, int flags) {
    if (met("link", target, to)) return -1;
    return REAL(int, linkat, int, const char *, int, const char *, int)(folder, from, target, to, flags);
}
int unlink(const char *path) {
    return met("unlink", AT_FDCWD, path) ? -1 : REAL(int, unlink, const char *)(path);
}
int unlinkat(int folder, const char *path, int flags) {
    return met("unlink", folder, path) ? -1 : REAL(int, unlinkat, int, const char *, int)(folder, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    return met("mkdir", AT_FDCWD, path) ? -1 : REAL(int, mkdir, const char *, mode_t)(path, mode);
}
int mkdirat(int folder, const char *path, mode_t mode) {
    return met("mkdir", folder, path) ? -1 : REAL(int, mkdirat, int, const char *, mode_t)(folder, path, mode);
}
