#pragma once
#include <stdint.h>

// Bytes in a regular file, or -1 with errno: EINVAL when it is none. By fstat(2) itself: the C library asks by way of
// newfstatat(2), which would also answer about names, and which a worker may therefore not call.
int64_t greffe_regular_size(int file);

// renameat2(2) with RENAME_NOREPLACE, both names relative to one open folder: renames only where nothing has the new
// name. 0, or -1 with errno (EEXIST when something has).
int greffe_rename_noreplace(int folder, const char *from, const char *to);

// Asks the kernel to begin writing a file to the disk, by sync_file_range(2). It promises nothing: what it could not
// begin, an fsync(2) does, and tells what went wrong.
void greffe_start_writing(int file);
