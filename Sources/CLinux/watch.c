#define _GNU_SOURCE
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

int greffe_watch_open_file(int at, const char *name, int follow) {
    return openat(at, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (follow ? 0 : O_NOFOLLOW));
}

int greffe_watch_open_folder(int at, const char *name, int follow) {
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
}

int greffe_watch_create_file(int at, const char *name) {
    return openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
}

int greffe_watch_rename(int from, const char *name, int to, const char *new_name) {
    return renameat2(from, name, to, new_name, RENAME_NOREPLACE);
}

// Network file systems answer EAGAIN when the server has not delegated the file, whether or not anybody writes.
static int is_on_network(int file) {
    struct statfs status;
    if (fstatfs(file, &status) == -1) return 1;
    switch ((uint32_t)status.f_type) {
        case NFS_SUPER_MAGIC:
        case SMB_SUPER_MAGIC:
        case 0xff534d42u:  // CIFS
        case 0xfe534d42u:  // SMB 2 and later
        case AFS_SUPER_MAGIC:
        case AFS_FS_MAGIC:
        case CODA_SUPER_MAGIC:
        case V9FS_MAGIC:
            return 1;
        default:
            return 0;
    }
}

int greffe_watch_has_writer(int file) {
    if (is_on_network(file)) return -1;
    // A read lease is granted only while nobody has the file open for writing. It is given back at once; should a
    // writer open the file in between, the kernel signals the lease's holder: SIGURG, which is ignored by default,
    // instead of SIGIO, which ends the process.
    if (fcntl(file, F_SETSIG, SIGURG) == -1) return -1;
    if (fcntl(file, F_SETLEASE, F_RDLCK) == -1) return errno == EAGAIN ? 1 : -1;
    fcntl(file, F_SETLEASE, F_UNLCK);
    return 0;
}

int64_t greffe_watch_birth(int file) {
    struct statx status;
    if (statx(file, "", AT_EMPTY_PATH, STATX_BTIME, &status) == -1 || !(status.stx_mask & STATX_BTIME)) return 0;
    int64_t seconds = status.stx_btime.tv_sec;
    if (seconds < 0 || seconds > INT64_MAX / 1000000000 - 1) return 0;
    return seconds * 1000000000 + status.stx_btime.tv_nsec;
}

const char *greffe_watch_next_name(DIR *folder) {
    errno = 0;
    struct dirent *entry = readdir(folder);
    return entry ? entry->d_name : NULL;
}

int greffe_watch_events_open(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

int greffe_watch_events_add(int events, int folder) {
    // Through the descriptor, so that the folder watched is the one that was opened and no other.
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", folder);
    // IN_CREATE for hard links and sub-folders; a copy is heard of again when its writer closes it.
    return inotify_add_watch(
        events, path, IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

int greffe_watch_events_next(const char *buffer, long length, long *offset, struct greffe_watch_event *event) {
    struct inotify_event head;
    if (*offset < 0 || length - *offset < (long)sizeof head) return 0;
    memcpy(&head, buffer + *offset, sizeof head);
    long next = *offset + (long)sizeof head + (long)head.len;
    if (next > length) return 0;
    event->watch = head.wd;
    event->name = head.len ? buffer + *offset + offsetof(struct inotify_event, name) : "";
    event->kind = GREFFE_WATCH_NAME;
    const unsigned rescan = IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED | IN_ISDIR;
    if ((head.mask & rescan) || !head.len) event->kind = GREFFE_WATCH_RESCAN;
    *offset = next;
    return 1;
}
