#pragma once
#include <dirent.h>
#include <stdint.h>

// Watch folders: opening without following or blocking, inotify, renaming without replacing. Every function returns
// what the system call returns and leaves errno as it was set.

/// Opens a file for reading in the folder `at`; never a controlling terminal, never inherited, never waits for a FIFO's
/// writer. A symbolic link is an error (ELOOP) unless `follow` is not 0.
int greffe_watch_open_file(int at, const char *name, int follow);

/// Opens a folder for listing in the folder `at`, under the same rules.
int greffe_watch_open_folder(int at, const char *name, int follow);

/// Creates a file for writing in the folder `at`, mode 0640 less the umask; EEXIST when the name is taken.
int greffe_watch_create_file(int at, const char *name);

/// Renames without replacing: EEXIST when the new name is taken, EINVAL where the file system cannot promise that.
int greffe_watch_rename(int from, const char *name, int to, const char *new_name);

/// Whether a process on this machine has the file open for writing: 1 yes, 0 no, -1 when it cannot be known (another
/// user's file, a network file system).
int greffe_watch_has_writer(int file);

/// When the inode was made, in nanoseconds since 1970; 0 where the file system does not keep it.
int64_t greffe_watch_birth(int file);

/// The next name in a folder; NULL at the end (errno 0) or after an error (errno set).
const char *greffe_watch_next_name(DIR *folder);

/// An inotify descriptor that does not block; -1 with errno.
int greffe_watch_events_open(void);

/// Watches the open folder for names that appear or whose writer has closed; the watch's number, or -1 with errno.
int greffe_watch_events_add(int events, int folder);

enum greffe_watch_event_kind {
    GREFFE_WATCH_NAME = 0,
    /// A folder appeared, vanished or was unmounted, or events were lost: only a rescan tells what is there.
    GREFFE_WATCH_RESCAN = 1,
};

struct greffe_watch_event {
    int32_t watch;
    enum greffe_watch_event_kind kind;
    /// Inside the buffer, NUL-terminated; empty when the event is about the folder itself.
    const char *name;
};

/// Takes the event at `*offset` of `length` bytes read from the inotify descriptor and advances the offset; 0 at the
/// end.
int greffe_watch_events_next(const char *buffer, long length, long *offset, struct greffe_watch_event *event);
