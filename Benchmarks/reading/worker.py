"""A client of greffe-worker in forty lines: docs/format/worker-protocol.md, spoken from Python.

    worker.py WORKER FILE...   prints one JSON line a file: {"file":…, "pages":[text…], "reading":[page…], "cpu":seconds}
"""
import json, os, resource, socket, struct, subprocess, sys

LIMITS = {"pagesMax": 2000, "pixelsMax": 140_000_000, "secondsPerPageMax": 60.0, "wordsPerPageMax": 20_000}
MEDIA = {".tif": "image/tiff", ".tiff": "image/tiff", ".pdf": "application/pdf", ".jpg": "image/jpeg",
         ".jpeg": "image/jpeg", ".png": "image/png"}


class Failed(Exception):
    pass


class Worker:
    def __init__(self, program):
        ours, theirs = socket.socketpair()
        environment = {"OMP_THREAD_LIMIT": "1", "SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen([program], stdin=theirs, env=environment, stdout=subprocess.DEVNULL,
                                        stderr=None if os.environ.get("VERBOSE") else subprocess.DEVNULL)
        theirs.close()
        self.socket = ours

    def close(self):
        self.socket.close()
        self.process.wait()

    def read(self, path, languages=("fr", "en", "de")):
        media = MEDIA[os.path.splitext(path)[1].lower()]
        request = {"version": "greffe.worker/v2", "read": {"mediaType": media, "languages": list(languages), "limits": LIMITS}}
        payload = json.dumps(request).encode()
        with open(path, "rb") as scan:
            socket.send_fds(self.socket, [struct.pack(">I", len(payload)) + payload], [scan.fileno()])
        pages = []
        while True:
            reply = self.reply()
            if "page" in reply:
                pages.append(reply["page"])
            elif "failed" in reply:
                raise Failed(reply["failed"])
            elif "engine" in reply:
                return pages, reply

    def reply(self):
        (count,) = struct.unpack(">I", self.receive(4))
        return json.loads(self.receive(count))

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise Failed("the worker left with status %s" % self.process.wait())
            data += part
        return data


def text(page):
    return "\n".join(" ".join(word["text"] for word in line["words"]) for line in page["lines"])


def cpu_seconds(worker):
    """Processor time of a running worker so far."""
    with open("/proc/%d/stat" % worker.process.pid) as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return sum(int(fields[i]) for i in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")


def peak_memory(pid):
    """The most a running process has had in memory, in MiB."""
    with open("/proc/%d/status" % pid) as status:
        return [int(row.split()[1]) for row in status if row.startswith("VmHWM:")][0] / 1024


if __name__ == "__main__":
    worker = Worker(sys.argv[1])
    for path in sys.argv[2:]:
        before = cpu_seconds(worker)
        try:
            pages, end = worker.read(path)
        except Failed as failure:
            print(json.dumps({"file": path, "error": str(failure)}), flush=True)
            if worker.process.poll() is not None:
                worker = Worker(sys.argv[1])
            continue
        print(json.dumps({"file": os.path.basename(path), "pages": [text(page) for page in pages], "reading": pages,
                          "cpu": cpu_seconds(worker) - before, "end": end}, ensure_ascii=False), flush=True)
    worker.close()
