/// A call that only some rooms may make, found in the sources by name.
struct Right {
    let what: String
    /// Names of functions and types, C ones included.
    let words: Set<String>
    /// Who may, each with the reason.
    let rooms: [String: String]
    /// What anybody else does instead.
    let instead: String

    static let all: [Right] = [
        Right(
            what: "making bytes durable",
            words: ["fsync", "fdatasync", "syncfs", "sync_file_range", "msync"],
            rooms: [
                "GreffeStorage": "the one room that knows what of the archive is durable when",
                "GreffeIntake": "the names in watch folders, which are not the archive's",
            ],
            instead: "go through GreffeStorage's FileSystem, so that the order of writes is decided in one place."),
        Right(
            what: "removing files",
            words: ["unlink", "unlinkat", "rmdir", "removeItem", "removeFile", "removeFolder"],
            rooms: [
                "GreffeIntake": "drops, which are not ours, once they are durably kept or refused",
                "GreffeStorage": "its own staging folders",
                "greffe": "the copy it was asked for and could not finish",
                "GreffeRegistry": "the temporary index of an audit; consultations once the ledger has them",
            ],
            instead: "files of the archive are removed by GreffeStorage, drops by GreffeIntake."),
        Right(
            what: "starting processes",
            words: [
                "fork", "vfork", "execve", "execv", "execvp", "posix_spawn", "posix_spawnp", "popen", "system",
                "Process",
            ],
            rooms: ["GreffeWorkerLink": "greffe-worker, with its limits", "GreffeReading": "pdftoppm, likewise"],
            instead: "start it through GreffeWorkerLink, which sets limits before exec."),
        Right(
            what: "reading the environment",
            words: ["getenv", "secure_getenv", "setenv", "environ", "ProcessInfo"],
            rooms: [
                "GreffeRuntime": "configuration", "greffe": "program", "greffed": "program", "greffe-worker": "program",
                "greffe-verify": "program", "GreffeWorkerLink": "a worker forgets what it need not know",
                "GreffeReading": "where the models are",
                "GreffeRegistry": "where temporary files go",
            ],
            instead: "take it as a parameter; settings come from GreffeRuntime."),
        Right(
            what: "asking what time it is",
            words: ["Date", "clock_gettime", "gettimeofday", "ContinuousClock", "SuspendingClock"],
            rooms: [
                "GreffeRuntime": "SystemClock, the real TimeSource", "GreffeReading": "measures its steps",
                "GreffeWorkerLink": "deadlines", "GreffeIntake": "the settle rule's observations",
                "greffe": "progress", "greffe-verify": "progress", "greffe-worker": "measures its steps",
                "GreffeRegistry": "how long to wait before the next try",
                "GreffeWitness": "deadlines of a connection",
            ],
            instead: "take a TimeSource: the simulator's clock must be able to replace it."),
        Right(
            what: "drawing random bytes",
            words: ["SystemRandomNumberGenerator", "arc4random", "arc4random_buf", "getrandom", "getentropy"],
            rooms: ["GreffeStorage": "salts and fresh names, where the caller gives no generator of its own"],
            instead: "take them as a parameter: a test must be able to repeat them."),
    ]

    /// C functions of ours that exercise this right: whoever calls one exercises it too.
    func shims(in files: [SourceFile]) -> Set<String> {
        var shims: Set<String> = []
        for file in files where file.path.hasSuffix(".c") {
            var function: String?
            for line in file.code {
                if let match = line.firstMatch(of: /^[a-z].*?\b(greffe_\w+)\(/) { function = String(match.1) }
                let mentions = line.words.contains(where: words.contains)
                if mentions, let function { shims.insert(function) }
            }
        }
        return shims
    }
}
