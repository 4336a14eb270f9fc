import Glibc
package import GreffeCore

/// One instant on two clocks. File times are compared with the wall clock, waiting is measured on the steady one: an
/// operator who sets the clock must not make half-written files look old.
package struct Moment: Hashable, Sendable {
    package var wall: Timestamp
    /// Since some fixed instant before the start; never goes back, counts through a suspension.
    package var steadyMilliseconds: Int64

    package init(wall: Timestamp, steadyMilliseconds: Int64) {
        (self.wall, self.steadyMilliseconds) = (wall, steadyMilliseconds)
    }

    /// The system's clocks.
    package static func current() -> Moment {
        Moment(
            wall: Timestamp(millisecondsSince1970: milliseconds(CLOCK_REALTIME)),
            steadyMilliseconds: milliseconds(CLOCK_BOOTTIME))
    }

    package func adding(milliseconds: Int64) -> Moment {
        Moment(
            wall: wall.adding(milliseconds: milliseconds), steadyMilliseconds: steadyMilliseconds + milliseconds)
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
