#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// The headers of Debian 12 end at version 2; the numbers are the kernel's for ever.
enum {
    FILES_1 = (1 << 13) - 1,
    FILES_2_REFER = 1 << 13,
    FILES_3_TRUNCATE = 1 << 14,
    FILES_5_DEVICE_CONTROL = 1 << 15,
    NET_4_BIND_AND_CONNECT = 3,
    SCOPE_6_SOCKETS_AND_SIGNALS = 3,
};

// struct landlock_ruleset_attr as of version 6; older kernels are told a shorter size.
struct ruleset {
    uint64_t files;
    uint64_t net;
    uint64_t scopes;
};

struct place {
    const char *path;
    uint64_t rights;
};

// What pdftoppm reads: measured with strace over PDFs with embedded, missing and Asian fonts; pdftotext reads a part of
// it. All of it is public; a place that a distribution does not have is passed over. Executing is for the two programs
// and their loader alone.
enum { READ = LANDLOCK_ACCESS_FS_READ_FILE, LIST = LANDLOCK_ACCESS_FS_READ_DIR, RUN = LANDLOCK_ACCESS_FS_EXECUTE };

static const struct place drawing_places[] = {
    {"/usr/bin/pdftoppm", READ | RUN},
    {"/usr/bin/pdftotext", READ | RUN},
#if defined(__x86_64__)
    {"/lib64/ld-linux-x86-64.so.2", READ | RUN},
#elif defined(__aarch64__)
    {"/lib/ld-linux-aarch64.so.1", READ | RUN},
#endif
    {"/etc/ld.so.cache", READ},
    {"/lib", READ},
    {"/lib64", READ},
    {"/usr/lib", READ},
    {"/usr/lib64", READ},
    {"/etc/fonts", READ | LIST},
    {"/usr/share/fontconfig", READ | LIST},
    {"/usr/share/fonts", READ | LIST},
    {"/usr/local/share/fonts", READ | LIST},
    {"/var/cache/fontconfig", READ | LIST},
    {"/usr/share/poppler", READ | LIST},
};

int greffe_landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

// 0, or -1 with errno; a place that is not there is no fault.
static int allow(int rules, const struct place *place) {
    int descriptor = open(place->path, O_PATH | O_CLOEXEC);
    if (descriptor < 0) return errno == ENOENT ? 0 : -1;
    struct landlock_path_beneath_attr rule = {.allowed_access = place->rights, .parent_fd = descriptor};
    long result = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int reason = errno;
    close(descriptor);
    errno = reason;
    return (int)result;
}

int greffe_restrict_files(enum greffe_sandbox sandbox) {
    int version = greffe_landlock_version();
    if (version == 0) {
        errno = ENOSYS;
        return -1;
    }
    struct ruleset attributes = {.files = FILES_1};
    size_t size = offsetof(struct ruleset, net);
    if (version >= 2) attributes.files |= FILES_2_REFER;
    if (version >= 3) attributes.files |= FILES_3_TRUNCATE;
    if (version >= 4) attributes.net = NET_4_BIND_AND_CONNECT, size = offsetof(struct ruleset, scopes);
    if (version >= 5) attributes.files |= FILES_5_DEVICE_CONTROL;
    if (version >= 6) attributes.scopes = SCOPE_6_SOCKETS_AND_SIGNALS, size = sizeof attributes;

    int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
    if (rules < 0) return -1;
    long result = 0;
    if (sandbox != GREFFE_SANDBOX_READER) {
        size_t count = sizeof drawing_places / sizeof drawing_places[0];
        for (size_t index = 0; index < count && result == 0; index++) result = allow(rules, &drawing_places[index]);
    }
    if (result == 0) result = syscall(SYS_landlock_restrict_self, rules, 0);
    int reason = errno;
    close(rules);
    errno = reason;
    return result == 0 ? 0 : -1;
}
