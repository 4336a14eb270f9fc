import Glibc
package import GreffeCore

/// How a worker is started: which program, with what limits.
package struct WorkerLaunch: Hashable, Sendable {
    /// Absolute path of `greffe-worker`.
    package var program: String
    /// Folder of Tesseract's language models; nil: the one the library was built with.
    package var modelsFolder: String?
    package var sandbox = SandboxRule.default
    package var memoryBytesMax = WorkerLaunch.memoryBytesMaxDefault
    /// Pages after which a worker is replaced: Tesseract keeps caches that grow, and a worker that was taken over
    /// unseen does not live for ever. A fresh process costs 0.2 s.
    package var pagesMax = 500

    /// Address space of a worker, in bytes. A page at the limit of 140 million pixels in colour is 560 MB, and its gray
    /// copy, the engine and the libraries need as much again; a decoder that asks for more than this is being tricked.
    package static let memoryBytesMaxDefault: UInt64 = 3 << 30

    /// Open files of a worker: its sockets, nine models, the scan, and the pipes of one drawing are twenty.
    static let descriptorsMax: UInt64 = 64

    package init(program: String, modelsFolder: String? = nil) {
        (self.program, self.modelsFolder) = (program, modelsFolder)
    }

    /// The worker that belongs to the running program: beside it as built, or in `libexec/greffe/` of the same prefix.
    /// Nil when there is none.
    package static func installed() -> WorkerLaunch? {
        var room = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &room, room.count)
        guard count > 0 else { return nil }
        let path = String(decoding: room[0..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let places = ["/\(folder)/greffe-worker", "/\(folder)/../libexec/greffe/greffe-worker"]
        return places.first { access($0, X_OK) == 0 }.map { WorkerLaunch(program: $0) }
    }

    var arguments: [String] { [program, sandbox.argument] }

    /// The worker's whole environment. `OMP_THREAD_LIMIT` must stand in it before the program starts: Tesseract's
    /// library otherwise burns five times the processor time, and nothing set later helps.
    var environment: [String] {
        var variables = [
            "OMP_THREAD_LIMIT=1", "SWIFT_BACKTRACE=enable=no", "PATH=/usr/bin:/bin", "LANG=C.UTF-8",
        ]
        if let modelsFolder { variables.append("TESSDATA_PREFIX=\(modelsFolder)") }
        return variables
    }
}
