import Dispatch
import Glibc
import Synchronization

/// Work on several threads that share nothing but what they are to read.
package enum Parallel {
    /// One thread for each core that is on. Beyond 64 the disk is the limit, and each holds a piece of a file.
    package static var threads: Int { min(64, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// As `elements.map(work)`, on several threads: each takes the next element when it is done with one. With one, no
    /// other is asked for.
    static func map<Element: Sendable, Value: Sendable>(
        _ elements: [Element], threads: Int, _ work: @Sendable (Element) -> Value
    ) -> [Value] {
        guard threads > 1, elements.count > 1 else { return elements.map { work($0) } }
        let next = Atomic<Int>(0)
        return [Value](unsafeUninitializedCapacity: elements.count) { values, count in
            // Each number is handed out once, so each slot is written once, by one thread; all are, before the end.
            nonisolated(unsafe) let slots = values
            DispatchQueue.concurrentPerform(iterations: min(threads, elements.count)) { _ in
                while true {
                    let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard place < elements.count else { return }
                    slots.initializeElement(at: place, to: work(elements[place]))
                }
            }
            count = elements.count
        }
    }
}
