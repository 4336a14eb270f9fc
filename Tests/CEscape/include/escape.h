#pragma once

// What a hijacked worker would try. Used by greffe-escape alone, which applies the worker's own confinement first.

struct escape_site {
    const char *archive_file; // an existing file, in place of an archived letter
    const char *watch_folder; // a folder that the account may write to
};

// The name of an attempt, by its number; NULL beyond the last.
const char *escape_name(int number);

// Tries one, in a child process that has called `confine` (0: confined). Prints "succeeded", or "refused" and by what.
// 0 when that could be found out.
int escape_try(const char *name, const struct escape_site *site, int (*confine)(void));

// Becomes another program that finds no Landlock in its kernel. Returns only on failure.
int escape_without_landlock(char *const *arguments);
