#pragma once
#include <stdint.h>
#include <sys/types.h>

// Drawing PDF pages with pdftoppm, and asking for their words with pdftotext, from a process that may start nothing
// itself. A small process is forked off the worker before it confines itself; asked over a socket, it starts one of the
// two and nothing else, one at a time. It never sees a byte of a scan: the program reads and writes the pipes that the
// worker made. Both are confined alike.

enum greffe_drawing {
    GREFFE_DRAWING_PIXELS, // pdftoppm: the page in gray
    GREFFE_DRAWING_WORDS,  // pdftotext: the words it draws, with their boxes, as XHTML
};

struct greffe_drawer_plan {
    uint64_t memory_bytes_max; // RLIMIT_AS of the program
    uint64_t cpu_seconds_max;  // RLIMIT_CPU of the program, a fifth for words
    uint64_t wall_seconds_max; // after which the kernel ends it, a fifth for words
    int restrict_files;        // 0 where the kernel has no Landlock and that was agreed to
};

// Forks the process. It dies with the worker, and confines itself as a drawer before it takes a request. Returns the
// worker's end of the socket, or -1 with errno, also when the process could not confine itself.
int greffe_drawer_start(const struct greffe_drawer_plan *plan, pid_t *process);

// Closes the socket, upon which the process ends, and waits for that. Not for a worker that has confined itself: it may
// not wait for anything, and its end is the drawer's.
void greffe_drawer_end(int drawer, pid_t process);

// Has page 1 of the PDF that comes out of `input` drawn into `output`: pixels at so many dots per inch, words in
// points. Both descriptors are passed on and remain the caller's. 0, or -1 with errno.
int greffe_drawer_ask(int drawer, enum greffe_drawing drawing, int32_t dpi, int input, int output);

// Waits for the drawing's end. Its wait status (see waitpid(2)), or -1 with errno: ENOENT when the program is not
// there.
int greffe_drawer_wait(int drawer);
