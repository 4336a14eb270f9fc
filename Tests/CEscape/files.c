#define _GNU_SOURCE
#include "attempts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define TRY(name) static long name(const struct hand *hand)
#define UNUSED (void)hand

static long opened(int descriptor) { return descriptor < 0 ? -1 : 0; }

static long open_of_parent(const struct hand *hand, const char *what, int flags) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", hand->parent, what);
    return opened(open(path, flags));
}

TRY(open_passwd) { UNUSED; return opened(open("/etc/passwd", O_RDONLY)); }
TRY(open_archive) { return opened(open(hand->site->archive_file, O_RDONLY)); }
TRY(open_archive_to_write) { return opened(open(hand->site->archive_file, O_WRONLY)); }
TRY(open_by_path_only) { return opened(open(hand->site->archive_file, O_PATH)); }
TRY(open_from_held_folder) { return opened(openat(hand->held_root, hand->site->archive_file + 1, O_RDONLY)); }
TRY(open_2) {
    uint64_t how[3] = {O_RDONLY, 0, 0};
    return opened((int)syscall(SYS_openat2, AT_FDCWD, hand->site->archive_file, how, sizeof how));
}
TRY(open_tree) { UNUSED; return opened((int)syscall(SYS_open_tree, AT_FDCWD, "/", 0)); }
TRY(list_root) { UNUSED; return opened(open("/", O_RDONLY | O_DIRECTORY)); }
TRY(list_held_folder) {
    char room[1024];
    return syscall(SYS_getdents64, hand->held_root, room, sizeof room) < 0 ? -1 : 0;
}
TRY(list_watch) { return opened(open(hand->site->watch_folder, O_RDONLY | O_DIRECTORY)); }
TRY(stat_archive) {
    struct stat status;
    return stat(hand->site->archive_file, &status);
}
TRY(statx_archive) {
    struct statx status;
    return syscall(SYS_statx, AT_FDCWD, hand->site->archive_file, 0, STATX_SIZE, &status);
}
TRY(access_archive) { return access(hand->site->archive_file, F_OK); }
TRY(create_in_tmp) { UNUSED; return opened(open("/tmp/greffe-escape", O_WRONLY | O_CREAT, 0600)); }
TRY(create_unnamed) { UNUSED; return opened(open("/tmp", O_WRONLY | O_TMPFILE, 0600)); }
TRY(create_in_watch) { return opened(open(hand->fresh, O_WRONLY | O_CREAT, 0600)); }
TRY(make_folder) { return mkdir(hand->fresh, 0700); }
TRY(make_pipe) { return mkfifo(hand->fresh, 0600); }
TRY(make_symlink) { return symlink("/etc/passwd", hand->fresh); }
TRY(make_link) { return link(hand->site->archive_file, hand->fresh); }
TRY(rename_archive) { return rename(hand->site->archive_file, hand->fresh); }
TRY(remove_archive) { return unlink(hand->site->archive_file); }
TRY(remove_folder) { return rmdir(hand->site->watch_folder); }
TRY(change_mode) { return chmod(hand->site->archive_file, 0666); }
TRY(change_owner) { return chown(hand->site->archive_file, getuid(), (gid_t)-1); }
TRY(change_times) { return utimensat(AT_FDCWD, hand->site->archive_file, NULL, 0); }
TRY(change_attribute) { return setxattr(hand->site->archive_file, "user.greffe", "x", 1, 0); }
TRY(truncate_archive) { return truncate(hand->site->archive_file, 0); }
TRY(truncate_held) { return ftruncate(hand->held_file, 0); }
TRY(change_mode_held) { return fchmod(hand->held_file, 0666); }
TRY(lock_held) {
    struct flock lock = {.l_type = F_WRLCK};
    return fcntl(hand->held_file, F_SETLK, &lock);
}
TRY(flags_of_inode) {
    int flags;
    return ioctl(hand->held_file, FS_IOC_GETFLAGS, &flags);
}
TRY(change_folder) { UNUSED; return chdir("/tmp"); }
TRY(working_folder) {
    UNUSED;
    char room[4096];
    return getcwd(room, sizeof room) == NULL ? -1 : 0;
}
TRY(read_link) {
    UNUSED;
    char room[64];
    return readlink("/proc/self/exe", room, sizeof room) < 0 ? -1 : 0;
}
TRY(watch_files) { return inotify_add_watch(inotify_init1(0), hand->site->watch_folder, IN_CREATE); }
TRY(memory_of_parent) { return open_of_parent(hand, "mem", O_RDWR); }
TRY(environment_of_parent) { return open_of_parent(hand, "environ", O_RDONLY); }
TRY(descriptors_of_parent) { return open_of_parent(hand, "fd", O_RDONLY | O_DIRECTORY); }
TRY(write_one_gigabyte) {
    static char room[1 << 20];
    for (int turn = 0; turn < 1024; turn++)
        if (write(hand->held_file, room, sizeof room) != sizeof room) return -1;
    return 0;
}
TRY(open_many) {
    for (int turn = 0; turn < 100; turn++)
        if (fcntl(hand->held_program, F_DUPFD_CLOEXEC, 3) < 0) return -1;
    return 0;
}

const struct attempt file_attempts[] = {
    {"open /etc/passwd", open_passwd},
    {"open a letter in the archive", open_archive},
    {"open a letter in the archive for writing", open_archive_to_write},
    {"open a letter in the archive as a path", open_by_path_only},
    {"open a letter from a folder that was left open", open_from_held_folder},
    {"open a letter by openat2", open_2},
    {"open the tree by open_tree", open_tree},
    {"list the root folder", list_root},
    {"list a folder that was left open", list_held_folder},
    {"list the watch folder", list_watch},
    {"learn a letter's size by stat", stat_archive},
    {"learn a letter's size by statx", statx_archive},
    {"learn whether a letter exists", access_archive},
    {"create a file in /tmp", create_in_tmp},
    {"create a file without a name", create_unnamed},
    {"create a file in the watch folder", create_in_watch},
    {"make a folder", make_folder},
    {"make a named pipe", make_pipe},
    {"make a symbolic link", make_symlink},
    {"make a hard link", make_link},
    {"rename a letter", rename_archive},
    {"remove a letter", remove_archive},
    {"remove a folder", remove_folder},
    {"change a letter's mode", change_mode},
    {"change a letter's owner", change_owner},
    {"change a letter's times", change_times},
    {"change a letter's attributes", change_attribute},
    {"truncate a letter", truncate_archive},
    {"truncate a file that was left open", truncate_held},
    {"change the mode of a file that was left open", change_mode_held},
    {"lock a file that was left open", lock_held},
    {"change inode flags by ioctl", flags_of_inode},
    {"change the working folder", change_folder},
    {"ask for the working folder", working_folder},
    {"read a symbolic link", read_link},
    {"watch a folder", watch_files},
    {"open the parent's memory", memory_of_parent},
    {"open the parent's environment", environment_of_parent},
    {"list the parent's descriptors", descriptors_of_parent},
    {"write 1 GB into a file that was left open", write_one_gigabyte},
    {"open 100 files", open_many},
    {NULL, NULL},
};
