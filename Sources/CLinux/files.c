#define _GNU_SOURCE
#include "files.h"

#include <stdio.h>

int greffe_rename_noreplace(int folder, const char *from, const char *to) {
    return renameat2(folder, from, folder, to, RENAME_NOREPLACE);
}
