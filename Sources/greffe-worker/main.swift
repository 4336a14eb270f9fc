import Glibc
import GreffeCore
import GreffeReading
import GreffeWorkerLink

// Reads one scan at a time for the daemon, over the socket it was given as standard input. Started by the others, never
// by hand; see docs/format/worker-protocol.md.

if CommandLine.arguments.dropFirst().first == "--version" {
    print("greffe-worker \(WorkerRequest.version)")
    exit(0)
}

// All that must be open or running is, before the process gives up opening and starting: the models, and the process
// that starts pdftoppm.
let kernel = KernelSandbox.probe()
guard kernel.meets(SandboxRule(workerArguments: CommandLine.arguments)), Confinement.limit(),
    let drawer = Drawer(restrictingFiles: kernel.landlockVersion > 0)
else { exit(Confinement.refusedStatus) }
let reader = ScanReader(models: LanguageModels(), drawer: drawer)

// The socket moves away from descriptor 0, and 1 is where libraries' chatter goes: nothing they print can corrupt it.
let descriptor = fcntl(0, F_DUPFD_CLOEXEC, 3)
guard descriptor >= 0, dup2(2, 1) >= 0, dup2(2, 0) >= 0 else { exit(70) }

guard Confinement.enter(kernel) else { exit(Confinement.refusedStatus) }
let session = WorkerSession(owning: descriptor)

while let assignment = session.next() {
    let pageSeconds = assignment.task.limits.secondsPerPageMax
    Confinement.grantPage(seconds: pageSeconds)
    let last: WorkerReply?
    switch assignment.task {
    case .read(let request):
        do throws(ScanFault) {
            let outcome = try reader.read(scan: assignment.scan, request: request) { event in
                Confinement.grantPage(seconds: pageSeconds)
                switch event {
                case .opened(let pages): return session.send(.opened(pages: pages))
                case .page(let page): return session.send(.page(page))
                }
            }
            last = outcome.map { .finished(engine: $0.engine, seconds: $0.seconds) }
        } catch {
            last = .failed(error)
        }
    case .copy(let request):
        do throws(CopyError) {
            let part = try AccessCopy.make(
                scan: assignment.scan, request: request,
                channel: AccessCopy.Channel(
                    opened: { session.send(.opened(pages: $0)) },
                    reading: {
                        Confinement.grantPage(seconds: pageSeconds)
                        return session.reading(page: $0)
                    },
                    take: { session.send(bytes: $0) }))
            last = .copied(part: part)
        } catch .scan(let fault) {
            last = .failed(fault)
        } catch .pdf {
            // No verdict on the scan: the system is short of memory. EX_OSERR of sysexits.h.
            exit(71)
        } catch .unwanted {
            last = nil
        }
    }
    close(assignment.scan)
    guard let last, session.send(last) else { exit(0) }
}
exit(0)
