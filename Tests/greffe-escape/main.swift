import CEscape
import CLinux
import Glibc
import GreffeWorkerLink

// What a hijacked worker would try, tried: the tests' own program, installed nowhere.
//
//   greffe-escape list                                     the attempts' names
//   greffe-escape SANDBOX ATTEMPT LETTER FOLDER            one attempt: "succeeded" or "refused: …"
//   greffe-escape hold WORKER                              starts a worker, prints its number, waits to be killed
//   greffe-escape without-landlock PROGRAM ARGUMENT…       becomes a program whose kernel has no Landlock
//
// SANDBOX is `reader` (greffe-worker's own), `drawing` (pdftoppm's) or `none`.

/// As greffe-worker confines itself, with a page's processor time granted.
let reader: @convention(c) () -> Int32 = {
    guard Confinement.limit() else { return -1 }
    Confinement.grantPage(seconds: 1)
    return Confinement.enter(.probe()) ? 0 : -1
}

/// As pdftoppm is confined; its own limits, of memory and processor time, are lower.
let drawing: @convention(c) () -> Int32 = {
    guard Confinement.limit() else { return -1 }
    Confinement.grantPage(seconds: 1)
    guard greffe_forbid_processes() == 0, greffe_restrict_files(GREFFE_SANDBOX_DRAWING) == 0 else { return -1 }
    return greffe_restrict_calls(GREFFE_SANDBOX_DRAWING)
}

let sandboxes: [String: @convention(c) () -> Int32] = ["reader": reader, "drawing": drawing, "none": { 0 }]
let arguments = CommandLine.arguments.dropFirst().map { $0 }

func attempt(_ name: String, letter: String, folder: String, _ confine: @convention(c) () -> Int32) -> Int32 {
    letter.withCString { letter in
        folder.withCString { folder in
            var site = escape_site(archive_file: letter, watch_folder: folder)
            return escape_try(name, &site, confine)
        }
    }
}

switch arguments.first {
case "list":
    var number: Int32 = 0
    while let name = escape_name(number) {
        print(String(cString: name))
        number += 1
    }
case "hold" where arguments.count == 2:
    let worker = try WorkerProcess(WorkerLaunch(program: arguments[1]))
    print(worker.processIdentifier)
    fflush(nil)
    while true { pause() }
case "without-landlock" where arguments.count > 1:
    var strings = arguments.dropFirst().map { strdup($0) }
    strings.append(nil)
    escape_without_landlock(strings)
    exit(1)
case let name? where arguments.count == 4:
    guard let confine = sandboxes[name] else { exit(2) }
    exit(attempt(arguments[1], letter: arguments[2], folder: arguments[3], confine) == 0 ? 0 : 1)
default: exit(2)
}
