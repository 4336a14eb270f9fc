import Glibc

/// A system call that failed, with its error number.
struct SystemError: Error, Hashable {
    let call: String
    let number: Int32

    /// The call has just failed and `errno` says why.
    init(_ call: String) { self.init(call, errno) }

    init(_ call: String, _ number: Int32) { (self.call, self.number) = (call, number) }

    /// `Permission denied`, as the system words it.
    var reason: String { String(cString: strerror(number)) }
}
