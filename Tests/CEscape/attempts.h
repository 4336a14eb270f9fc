#pragma once
#include "include/escape.h"

#include <sys/types.h>

// What an attempt has to hand: all of it was opened before the confinement, as a careless program would have.
struct hand {
    const struct escape_site *site;
    char fresh[4096];  // a name in the watch folder that nobody has
    pid_t parent;
    int held_file;     // open for writing
    int held_program;  // /bin/true, open for reading
    int held_memory;   // /bin/true as a memfd
    int held_stream;   // an unconnected TCP socket
    int held_datagram; // a UDP socket
    int held_root;     // "/", open as a folder
};

struct attempt {
    const char *name;
    // 0: it worked; -1: errno says why not. May not return.
    long (*run)(const struct hand *hand);
};

extern const struct attempt file_attempts[];
extern const struct attempt process_attempts[];
extern const struct attempt kernel_attempts[];
