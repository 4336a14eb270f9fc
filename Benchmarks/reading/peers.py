"""The programs that are measured. Each takes a page and gives its text, the processor seconds and the peak memory in MiB."""
import json, os, subprocess, tempfile

import worker as link

MODELS = {"fr": "fra", "en": "eng", "de": "deu"}
HERE = os.path.dirname(os.path.abspath(__file__))


def run(arguments, environment=None):
    """Output, and what the program and all it started used."""
    process = subprocess.Popen(arguments, env=dict(os.environ, **(environment or {})), stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return output.decode("utf-8", "replace"), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


class Command:
    """The `tesseract` command. It is told the language; greffe has to find out."""
    title = "`tesseract`, one thread"
    short = "tesseract"

    def read(self, page):
        return run(["tesseract", page["file"], "-", "-l", MODELS[page["language"]]], {"OMP_THREAD_LIMIT": "1"})

    def close(self):
        pass


class OCRmyPDF:
    """A searchable PDF/A, with its defaults; told the language, and the resolution where the file says none."""
    title = "OCRmyPDF, one thread"
    short = "OCRmyPDF"
    environment = {"OMP_THREAD_LIMIT": "1"}

    def read(self, page):
        with tempfile.TemporaryDirectory() as folder:
            text = os.path.join(folder, "text")
            _, cpu, memory = run(
                ["ocrmypdf", "-q", "--jobs", "1", "--image-dpi", "300", "-l", MODELS[page["language"]], "--sidecar", text,
                 page["file"], os.path.join(folder, "out.pdf")], self.environment)
            try:
                with open(text, encoding="utf-8", errors="replace") as file:
                    return file.read(), cpu, memory
            except OSError:
                return "", cpu, memory

    def close(self):
        pass


class OCRmyPDFInstalled(OCRmyPDF):
    """As Debian installs it: Tesseract takes as many threads as there are cores."""
    title = "OCRmyPDF, as installed"
    short = "OCRmyPDF, as installed"
    environment = {}


class Library:
    """The bare library, warm: see library.py."""
    title = "libtesseract, warm"
    short = "library"

    def __init__(self):
        self.process = subprocess.Popen(
            ["/usr/bin/python3", os.path.join(HERE, "library.py")], env=dict(os.environ, OMP_THREAD_LIMIT="1"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def read(self, page):
        self.process.stdin.write("%s\t%s\n" % (MODELS[page["language"]], page["file"]))
        self.process.stdin.flush()
        reply = json.loads(self.process.stdout.readline())
        return reply["text"], reply["cpu"], reply["memory"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Worker:
    """greffe-worker alone, as the daemon uses it."""
    title = "greffe's worker"
    short = "greffe"
    program = ""

    def __init__(self):
        self.worker = link.Worker(self.program)

    def read(self, page):
        before = link.cpu_seconds(self.worker)
        pages, _ = self.worker.read(page["file"])
        words = [word["confidence"] for line in pages[0]["lines"] for word in line["words"]]
        page["confidence"] = sum(words) / len(words) if words else 0
        page["uncovered"] = pages[0]["uncoveredInk"]
        return link.text(pages[0]), link.cpu_seconds(self.worker) - before, link.peak_memory(self.worker.process.pid)

    def close(self):
        self.worker.close()
