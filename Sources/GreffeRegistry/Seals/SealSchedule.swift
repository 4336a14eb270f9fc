package import GreffeCore

/// When the ledger is sealed: a pure function of what is sealed, what is not, and how the last tries went.
package struct SealSchedule: Sendable, Hashable {
    package enum Decision: Sendable, Hashable {
        case seal
        /// Look again after so many milliseconds.
        case wait(Int64)
    }

    /// What the decision is made from.
    package struct Situation: Sendable, Hashable {
        package var now: Timestamp
        /// The time in the last seal's token; nil before the first.
        package var lastSeal: Timestamp?
        /// The time of the oldest entry not sealed.
        package var firstUnsealed: Timestamp?
        /// Whether nothing was sealed yet since the start.
        package var isStart: Bool
        /// Tries in a row that gave nothing, and when the last of them was.
        package var failures: Int
        package var lastTry: Timestamp?

        package init(
            now: Timestamp, lastSeal: Timestamp?, firstUnsealed: Timestamp?, isStart: Bool = false, failures: Int = 0,
            lastTry: Timestamp? = nil
        ) {
            (self.now, self.lastSeal, self.firstUnsealed) = (now, lastSeal, firstUnsealed)
            (self.isStart, self.failures, self.lastTry) = (isStart, failures, lastTry)
        }
    }

    /// From an entry to the seal that covers it, and from one seal to the next.
    package var delayMilliseconds = SealTimes.delayMilliseconds - SealTimes.delayMarginMilliseconds
    package var heartbeatMilliseconds = SealTimes.heartbeatMilliseconds - SealTimes.heartbeatMarginMilliseconds
    /// The first pause after a failure, doubled with each further one: an authority that restarts is back within a
    /// minute, one that is down is not helped by more than four questions an hour.
    package var retryMilliseconds: Int64 = 30_000
    package var retryMillisecondsMax: Int64 = 15 * 60_000
    /// How often the ledger is looked at meanwhile.
    package var lookMilliseconds: Int64 = 30_000

    package init() {}

    package func decision(_ situation: Situation) -> Decision {
        if situation.failures > 0, let lastTry = situation.lastTry {
            let next = lastTry.adding(milliseconds: pause(after: situation.failures))
            if situation.now < next { return wait(until: next, situation.now) }
        }
        guard !situation.isStart, let lastSeal = situation.lastSeal else { return .seal }
        var due = lastSeal.adding(milliseconds: heartbeatMilliseconds)
        if let first = situation.firstUnsealed { due = min(due, first.adding(milliseconds: delayMilliseconds)) }
        return situation.now >= due ? .seal : wait(until: due, situation.now)
    }

    private func wait(until due: Timestamp, _ now: Timestamp) -> Decision {
        .wait(min(due.millisecondsSince1970 - now.millisecondsSince1970, lookMilliseconds))
    }

    func pause(after failures: Int) -> Int64 {
        // Beyond ten doublings the bound holds anyway.
        min(retryMilliseconds << Int64(min(max(failures, 1) - 1, 10)), retryMillisecondsMax)
    }
}
