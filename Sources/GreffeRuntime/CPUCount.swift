import Glibc

/// How many processors are at work on this machine, as far as it lets us see them.
enum CPUCount {
    static var available: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
