import Glibc

/// A thread of the operating system, without Foundation.
enum Thread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs the body on a thread of its own; false when the system refuses another thread.
    static func detach(_ run: @escaping @Sendable () -> Void) -> Bool {
        let body = Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let refused = pthread_create(
            &thread, nil,
            { argument in
                // `pthread_create` hands back the pointer it was given.
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard refused == 0 else {
            body.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
