#define _GNU_SOURCE
#include "attempts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/personality.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRY(name) static long name(const struct hand *hand)
#define UNUSED (void)hand

static long opened(int descriptor) { return descriptor < 0 ? -1 : 0; }

static struct sockaddr_in nowhere(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

TRY(socket_inet) { UNUSED; return opened(socket(AF_INET, SOCK_STREAM, 0)); }
TRY(socket_inet6) { UNUSED; return opened(socket(AF_INET6, SOCK_DGRAM, 0)); }
TRY(socket_unix) { UNUSED; return opened(socket(AF_UNIX, SOCK_STREAM, 0)); }
TRY(socket_netlink) { UNUSED; return opened(socket(AF_NETLINK, SOCK_RAW, 0)); }
TRY(socket_packet) { UNUSED; return opened(socket(AF_PACKET, SOCK_RAW, 0)); }
TRY(socket_pair) {
    UNUSED;
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
}
TRY(bind_held) {
    struct sockaddr_in address = nowhere();
    address.sin_port = 0;
    return bind(hand->held_stream, (struct sockaddr *)&address, sizeof address);
}
TRY(listen_held) { return listen(hand->held_stream, 1); }
TRY(connect_held) {
    // To a datagram socket's peer nobody need listen.
    struct sockaddr_in address = nowhere();
    return connect(hand->held_datagram, (struct sockaddr *)&address, sizeof address);
}
TRY(send_held) {
    struct sockaddr_in address = nowhere();
    return sendto(hand->held_datagram, "x", 1, 0, (struct sockaddr *)&address, sizeof address) < 0 ? -1 : 0;
}
TRY(mount_memory) { return mount("none", hand->site->watch_folder, "tmpfs", 0, NULL); }
TRY(unmount) { return umount(hand->site->watch_folder); }
TRY(unshare_user) { UNUSED; return unshare(CLONE_NEWUSER); }
TRY(unshare_net) { UNUSED; return unshare(CLONE_NEWNET); }
TRY(enter_namespace) { return setns(hand->held_root, CLONE_NEWNS); }
TRY(change_root) { UNUSED; return chroot("/"); }
TRY(new_mount) { UNUSED; return opened((int)syscall(SYS_fsopen, "tmpfs", 0)); }
TRY(session_keyring) { UNUSED; return syscall(SYS_keyctl, 0, -3, 0, 0, 0) < 0 ? -1 : 0; }
TRY(add_key) { UNUSED; return syscall(SYS_add_key, "user", "greffe", "x", 1, -3) < 0 ? -1 : 0; }
TRY(bpf_map) {
    UNUSED;
    uint32_t attributes[18] = {2, 4, 4, 1};
    return opened((int)syscall(SYS_bpf, 0, attributes, sizeof attributes));
}
TRY(io_ring) {
    UNUSED;
    char parameters[120] = {0};
    return opened((int)syscall(SYS_io_uring_setup, 1, parameters));
}
TRY(count_events) {
    UNUSED;
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE, .size = sizeof attributes, .config = PERF_COUNT_SW_TASK_CLOCK, .exclude_kernel = 1};
    return opened((int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
}
TRY(handle_page_faults) { UNUSED; return opened((int)syscall(SYS_userfaultfd, 1)); }
// These outlive their maker: each that could be made is taken away again.
TRY(shared_memory) {
    UNUSED;
    int segment = shmget(IPC_PRIVATE, 4096, 0600);
    return segment < 0 ? -1 : shmctl(segment, IPC_RMID, NULL);
}
TRY(semaphores) {
    UNUSED;
    int set = semget(IPC_PRIVATE, 1, 0600);
    return set < 0 ? -1 : semctl(set, 0, IPC_RMID);
}
TRY(message_queue) {
    UNUSED;
    int queue = msgget(IPC_PRIVATE, 0600);
    return queue < 0 ? -1 : msgctl(queue, IPC_RMID, NULL);
}
TRY(named_queue) {
    UNUSED;
    if (syscall(SYS_mq_open, "greffe-escape", O_RDWR | O_CREAT, 0600, NULL) < 0) return -1;
    return syscall(SYS_mq_unlink, "greffe-escape");
}
TRY(kernel_log) { UNUSED; return syscall(SYS_syslog, 10, 0, 0) < 0 ? -1 : 0; }
TRY(change_personality) { UNUSED; return personality(ADDR_NO_RANDOMIZE) < 0 ? -1 : 0; }
TRY(handle_on_file) {
    struct { struct file_handle handle; unsigned char room[128]; } handle = {.handle.handle_bytes = 128};
    int mount;
    return name_to_handle_at(AT_FDCWD, hand->site->archive_file, &handle.handle, &mount, 0);
}
TRY(lift_the_sandbox) {
    UNUSED;
    uint64_t attributes[1] = {1};
    return opened((int)syscall(SYS_landlock_create_ruleset, attributes, sizeof attributes, 0));
}
TRY(another_filter) {
    UNUSED;
    uint32_t action = 0x7fff0000;
    return syscall(SYS_seccomp, 2, 0, &action);
}
TRY(unknown_call) { UNUSED; return syscall(100000) < 0 ? -1 : 0; }
#if defined(__x86_64__)
TRY(call_of_32_bits) {
    UNUSED;
    long result = 20;  // getpid
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
    if (result >= 0) return 0;
    errno = (int)-result;
    return -1;
}
TRY(call_of_x32) { UNUSED; return syscall(0x40000000 | SYS_getppid) < 0 ? -1 : 0; }
#endif

const struct attempt kernel_attempts[] = {
    {"open a TCP socket", socket_inet},
    {"open a UDP socket", socket_inet6},
    {"open a Unix socket", socket_unix},
    {"open a netlink socket", socket_netlink},
    {"open a packet socket", socket_packet},
    {"make a pair of sockets", socket_pair},
    {"bind a socket that was left open", bind_held},
    {"listen on a socket that was left open", listen_held},
    {"connect a socket that was left open", connect_held},
    {"send through a socket that was left open", send_held},
    {"mount", mount_memory},
    {"unmount", unmount},
    {"unshare users", unshare_user},
    {"unshare the network", unshare_net},
    {"enter a namespace", enter_namespace},
    {"change the root", change_root},
    {"make a mount by fsopen", new_mount},
    {"find the session's keyring", session_keyring},
    {"add a key", add_key},
    {"make a BPF map", bpf_map},
    {"set up io_uring", io_ring},
    {"count events", count_events},
    {"handle page faults", handle_page_faults},
    {"get shared memory", shared_memory},
    {"get semaphores", semaphores},
    {"get a message queue", message_queue},
    {"open a named queue", named_queue},
    {"read the kernel's log", kernel_log},
    {"change the personality", change_personality},
    {"take a handle on a letter", handle_on_file},
    {"make another Landlock ruleset", lift_the_sandbox},
    {"ask about filters", another_filter},
    {"make a call that does not exist", unknown_call},
#if defined(__x86_64__)
    {"make a call of 32 bits", call_of_32_bits},
    {"make an x32 call", call_of_x32},
#endif
    {NULL, NULL},
};
