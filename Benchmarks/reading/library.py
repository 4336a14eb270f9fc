"""The bare library: Tesseract as a program would call it that prepares nothing, its engine kept warm, one thread.

Reads lines "language<TAB>path", answers each with a line of JSON: text, cpu (seconds), memory (peak, MiB).
Start it with OMP_THREAD_LIMIT=1: the library reads that once, when it is loaded.
"""
import ctypes, json, sys, time

tesseract, leptonica = ctypes.CDLL("libtesseract.so.5"), ctypes.CDLL("liblept.so.5")
for function in (tesseract.TessBaseAPICreate, leptonica.pixRead):
    function.restype = ctypes.c_void_p
tesseract.TessBaseAPIGetUTF8Text.restype = ctypes.POINTER(ctypes.c_char)
engines = {}


def engine(language):
    if language not in engines:
        engines[language] = ctypes.c_void_p(tesseract.TessBaseAPICreate())
        if tesseract.TessBaseAPIInit3(engines[language], None, language.encode()) != 0:
            sys.exit("library: no model " + language)
    return engines[language]


def read(path, language):
    api, pix = engine(language), ctypes.c_void_p(leptonica.pixRead(path.encode()))
    tesseract.TessBaseAPISetImage2(api, pix)
    text = tesseract.TessBaseAPIGetUTF8Text(api)
    found = ctypes.cast(text, ctypes.c_char_p).value.decode("utf-8", "replace") if text else ""
    tesseract.TessDeleteText(text)
    tesseract.TessBaseAPIClear(api)
    leptonica.pixDestroy(ctypes.byref(pix))
    return found


if __name__ == "__main__":
    for line in sys.stdin:
        language, path = line.rstrip("\n").split("\t")
        engine(language)
        before = time.process_time()
        text = read(path, language)
        used = time.process_time() - before
        with open("/proc/self/status") as status:
            peak = [int(row.split()[1]) for row in status if row.startswith("VmHWM:")][0]
        print(json.dumps({"text": text, "cpu": used, "memory": peak / 1024}), flush=True)
