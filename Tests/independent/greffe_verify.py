#!/usr/bin/env python3
"""A second verifier of greffe's archives, written from docs/format alone.

Standard library and the openssl command, nothing else: it runs on a fresh Debian 12. It shares no line with the
programs it checks on. Faults have the kinds of docs/format/archive.md; which kind a damage gets is compared
with the first verifier only as far as that page says it.

    greffe_verify.py ARCHIVE|DOSSIER [--log-key FILE|LINE] [--checkpoint FILE]... [--witness-key FILE|LINE]...
        [--tsa-root FILE]
                     [--json]

Left to the first verifier: revocation lists, the digests of letters in a hash-tree renewal, and the finer rules for
certificates that openssl does not apply by itself.

Exit status: 0 no fault found, 4 a fault was found, 1 could not check, 2 wrong usage; for a dossier those of its verdict
(docs/format/dossier.md).
"""

import base64
import binascii
import calendar
import hashlib
import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
import unicodedata

ENTRY_BYTES_MAX = 65_535
OPENING_BYTES_MAX = 1_048_576
NOTE_BYTES_MAX = 65_536
WIDTH = 256
KINDS = set(
    """founded started stopped configured incident recovered key-rotated batch-opened batch-closed qualified controlled
    accessioned duplicate read separated classified filed corrected quarantined rejected case-opened case-closed
    acknowledged interaction held released audited sealed renewed exported consulted
    disposal-proposed disposal-approved disposed
    erasure-requested erased""".split()
)
EXTENSIONS = {"application/pdf": "pdf", "image/tiff": "tif", "image/jpeg": "jpg", "image/png": "png"}


class Malformed(Exception):
    """Bytes that have not the form the documents give them."""


# Files


class Files:
    """An archive's folder: regular files only, no link followed."""

    def __init__(self, root):
        self.root = root

    def read(self, path):
        """The bytes, or None where there is no file; an OSError where there is one that cannot be read."""
        try:
            descriptor = os.open(
                os.path.join(self.root, path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            )
        except (FileNotFoundError, NotADirectoryError):
            return None
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise OSError("not a regular file")
            return stream.read()

    def names(self, path):
        try:
            return sorted(os.listdir(os.path.join(self.root, path)))
        except (FileNotFoundError, NotADirectoryError):
            return []


# Tree: docs/format/ledger.md, "Tree" and "Tiles"


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """The root over hashes of one level; their number need not be a power of two."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        # Pairing neighbours and lifting the odd one splits at the largest power of two below n.
        level = [
            node_hash(level[i], level[i + 1]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)
        ]
    return level[0]


def tile_name(number):
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups)


def tile_paths(content, number, width):
    """Where a tile lies; for a partial one, where a wider form of it may lie."""
    full = f"ledger/tile/{content}/{tile_name(number)}"
    return full if width == WIDTH else f"{full}.p/{width}"


def read_tile(files, content, number, width):
    """The bytes and the width they have; None where no form is wide enough."""
    path = tile_paths(content, number, width)
    data = files.read(path)
    if data is not None or width == WIDTH:
        return data, width
    full = f"ledger/tile/{content}/{tile_name(number)}"
    data = files.read(full)
    if data is not None:
        return data, WIDTH
    widths = sorted(int(n) for n in files.names(full + ".p") if n.isdigit() and int(n) > width)
    for other in widths:
        data = files.read(f"{full}.p/{other}")
        if data is not None:
            return data, other
    return None, width


def split_bundle(data, count, is_wider):
    entries, place = [], 0
    for _ in range(count):
        if place + 2 > len(data):
            raise Malformed("the bundle is too short")
        length = int.from_bytes(data[place : place + 2], "big")
        place += 2
        if place + length > len(data):
            raise Malformed("the bundle is too short")
        entries.append(data[place : place + length])
        place += length
    if not is_wider and place != len(data):
        raise Malformed("bytes behind the last entry")
    return entries


# Entry: docs/format/ledger.md, "Entry"

ENTRY = re.compile(
    rb"greffe\.entry/v1\n"
    rb"seq (0|[1-9][0-9]*)\n"
    rb"time ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)\n"
    rb"kind ([a-z-]+)\n"
    rb"(?:object sha256s:([0-9a-f]{64})\n)?"
    rb"body sha256s:([0-9a-f]{64})\n"
    rb"prev ([0-9a-f]{64})\n"
    rb"(?:refs ((?:0|[1-9][0-9]*)(?:,(?:0|[1-9][0-9]*))*)\n)?"
)


class Entry:
    def __init__(self, data):
        match = ENTRY.fullmatch(data)
        if not match or len(data) > ENTRY_BYTES_MAX:
            raise Malformed("not an entry")
        seq, time, kind, object_, body, prev, refs = match.groups()
        self.seq, self.time, self.kind = int(seq), time.decode(), kind.decode()
        self.object = bytes.fromhex(object_.decode()) if object_ else None
        self.body, self.prev = bytes.fromhex(body.decode()), bytes.fromhex(prev.decode())
        self.refs = [int(r) for r in refs.split(b",")] if refs else []
        if self.kind not in KINDS or not is_time(self.time):
            raise Malformed("kind or time")
        if sorted(set(self.refs)) != self.refs or len(self.refs) > 4096 or any(r >= self.seq for r in self.refs):
            raise Malformed("refs")
        if self.kind == "accessioned" and (self.object is None or self.refs):
            raise Malformed("an accession without object, or with refs")

    @property
    def home(self):
        return self.refs[0] if self.refs and self.kind != "separated" else self.seq


def is_time(text):
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19])
    days = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60


# Canonical JSON: docs/format/ledger.md, "Bodies"


def canonical(value, depth=0):
    if depth >= 16:
        raise Malformed("nested too deep")
    if isinstance(value, bool) or value is None or isinstance(value, float):
        raise Malformed("neither string nor integer")
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise Malformed("integer too large")
        return str(value)
    if isinstance(value, str):
        if unicodedata.normalize("NFC", value) != value:
            raise Malformed("not NFC")
        out = ['"']
        for character in value:
            code = ord(character)
            if 0xD800 <= code < 0xE000:
                raise Malformed("half a surrogate pair")
            short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}.get(code)
            out.append(short or (f"\\u{code:04x}" if code < 0x20 else character))
        return "".join(out) + '"'
    if isinstance(value, list):
        return "[" + ",".join(canonical(v, depth + 1) for v in value) + "]"
    keys = sorted(value, key=lambda k: k.encode("utf-16-be"))
    return "{" + ",".join(canonical(k) + ":" + canonical(value[k], depth + 1) for k in keys) + "}"


def read_canonical(data):
    def pairs(members):
        keys = [k for k, _ in members]
        if len(set(keys)) != len(keys):
            raise Malformed("a member twice")
        return dict(members)

    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=pairs)
        text = canonical(value)
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error))
    if text.encode() != data:
        raise Malformed("not the canonical spelling")
    return value


def read_opening(data):
    if len(data) > OPENING_BYTES_MAX + 1 or not data.endswith(b"\n"):
        raise Malformed("opening: no LF at its end")
    value = read_canonical(data[:-1])
    if not isinstance(value, dict) or set(value) - {"saltObject"} != {"body", "saltBody", "version"}:
        raise Malformed("opening: its members")
    if value["version"] != "greffe.opening/v1" or not isinstance(value["body"], dict):
        raise Malformed("opening: its version")
    for name in ("saltBody", "saltObject"):
        if name in value and (not isinstance(value[name], str) or not re.fullmatch("[0-9a-f]{64}", value[name])):
            raise Malformed("opening: a salt")
    return value


# Notes and keys: docs/format/ledger.md, "Checkpoint" and "Keys"; docs/format/witness.md


def decode_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64")
    if base64.b64encode(data).decode() != text:
        raise Malformed("base64: a second spelling")
    return data


class Key:
    """A key of type 1, a log's, or 4, a witness's."""

    def __init__(self, line, kind):
        parts = line.split("+", 2)
        data = decode_base64(parts[2]) if len(parts) == 3 else b""
        if len(data) != 33 or data[0] != kind or not parts[0]:
            raise Malformed("key")
        self.line, self.name, self.kind, self.public = line, parts[0], kind, data[1:]
        digest = hashlib.sha256(self.name.encode() + b"\n" + data).digest()[:4]
        if digest.hex() != parts[1]:
            raise Malformed("key: its hash does not fit")
        self.hash = digest

    def verifies(self, signature, message):
        """By openssl, which has Ed25519; Python's own library has not."""
        # SubjectPublicKeyInfo of RFC 8410: a fixed prefix and the 32 bytes.
        der = bytes.fromhex("302a300506032b6570032100") + self.public
        with tempfile.TemporaryDirectory() as folder:
            for name, data in (("key", der), ("signature", signature), ("message", message)):
                with open(os.path.join(folder, name), "wb") as stream:
                    stream.write(data)
            done = subprocess.run(
                ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", f"{folder}/key", "-rawin",
                 "-sigfile", f"{folder}/signature", "-in", f"{folder}/message"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        return done.returncode == 0


class SignedNote:
    """A text and the signature lines under it."""

    def __init__(self, data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("note: not UTF-8")
        head, separator, tail = text.rpartition("\n\n")
        if len(data) > NOTE_BYTES_MAX or not separator or not tail.endswith("\n") or "\n\n" in head:
            raise Malformed("note: no empty line before the signatures")
        self.text = head + "\n"
        if any(ord(c) < 0x20 and c != "\n" for c in self.text) or self.text.startswith("\n"):
            raise Malformed("note: control characters")
        self.lines = []
        for line in tail[:-1].split("\n"):
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "\u2014" or not parts[1] or "+" in parts[1]:
                raise Malformed("note: a signature line")
            signature = decode_base64(parts[2])
            if len(signature) < 5:
                raise Malformed("note: a signature line")
            self.lines.append((parts[1], signature[:4], signature[4:]))


class Note(SignedNote):
    """A checkpoint."""

    def __init__(self, data):
        super().__init__(data)
        lines = self.text.split("\n")
        if len(lines) != 4 or not lines[0] or not re.fullmatch("0|[1-9][0-9]*", lines[1]):
            raise Malformed("not a checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), decode_base64(lines[2])
        if len(self.root) != 32:
            raise Malformed("not a checkpoint")

    def signed_by(self, key):
        """None where no line is the key's, else whether all of its lines are right."""
        own = [s for name, hash_, s in self.lines if name == key.name and hash_ == key.hash]
        if not own:
            return None
        return all(self.is_right(key, signature) for signature in own)

    def is_right(self, key, signature):
        if key.kind == 1:
            return len(signature) == 64 and key.verifies(signature, self.text.encode())
        if len(signature) != 72:
            return False
        time = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
        return time < 2**63 and key.verifies(signature[8:], message)


# Seals: docs/format/seals.md

SEAL_NAME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}-([1-9][0-9]*)"
HOUR = 3600
TOLERANCE = 5 * 60


def seconds(text):
    """Of a time with milliseconds, as entries have it."""
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")) + int(text[20:23]) / 1000


def members_of(data):
    """The encodings inside a DER or BER value of definite length."""
    found = []
    start, end = content_of(data, 0)
    while start < end:
        _, last = content_of(data, start)
        found.append(data[start:last])
        start = last
    return found


def content_of(data, place):
    length, start = data[place + 1], place + 2
    if length & 128:
        start += length & 127
        length = int.from_bytes(data[place + 2 : start], "big")
    return start, start + length


class Token:
    """What openssl says of an answer."""

    def __init__(self, path):
        done = subprocess.run(["openssl", "ts", "-reply", "-in", path, "-text"], capture_output=True, text=True)
        found = dict(re.findall(r"^(Policy OID|Serial number|Time stamp): (.*)$", done.stdout, re.MULTILINE))
        if done.returncode or len(found) != 3:
            raise Malformed("openssl cannot read the token")
        match = re.fullmatch(r"(\w{3} [ \d]\d \d\d:\d\d:\d\d)(?:\.(\d+))? (\d{4}) GMT", found["Time stamp"])
        if not match:
            raise Malformed("the token's time")
        whole = time.strptime(f"{match.group(1)} {match.group(3)}", "%b %d %H:%M:%S %Y")
        self.time = time.strftime("%Y-%m-%dT%H:%M:%S.", whole) + ((match.group(2) or "") + "000")[:3] + "Z"
        self.policy = found["Policy OID"]
        serial = found["Serial number"].removeprefix("0x").lower()
        serial = "0" * (len(serial) % 2) + serial
        # The contents octets of an INTEGER: a leading zero where the first bit would make it negative.
        self.serial = ("00" if serial[0] in "89abcdef" else "") + serial


class SealCheck:
    """All seals of an archive, against the entries and leaves that the ledger's check has read."""

    def __init__(self, verifier, leaves, anchors):
        self.files, self.key, self.fault, self.notices = verifier.files, verifier.key, verifier.fault, verifier.notices
        self.verifier, self.entries, self.leaves, self.anchors = verifier, verifier.entries, leaves, anchors

    def run(self):
        folders = []
        for name in self.files.names("seals"):
            match = re.fullmatch(SEAL_NAME, name)
            if match:
                folders.append((int(match.group(1)), name))
            else:
                self.notices.append(("stray-file", f"seals/{name}"))
        named = self.named()
        standing = None
        for size, name in sorted(folders):
            if name not in named:
                self.unnamed(size, name, named)
                continue
            entry, body = named[name]
            times = self.seal(name, entry, body)
            if size > len(self.leaves) or root_of(self.leaves[:size]).hex() != body["root"]:
                self.fault("seal-forked", "seals", "not the first entries that were time-stamped", size - 1, name)
                continue
            if times:
                standing = self.order(size, name, entry, times, standing)
        for name, (entry, _) in named.items():
            if name not in [n for _, n in folders]:
                self.fault("seal-missing", "seals", "missing", entry.seq, name)
        self.renewals({f"seals/{name}": body["files"] for name, (_, body) in named.items()})

    def opened(self, kind):
        """The entries of a kind, each with its body."""
        for seq, entry in sorted(self.entries.items()):
            if entry.kind != kind:
                continue
            path = f"{self.verifier.folder(entry.home)}/{seq:06d}.{kind}.opening.json"
            try:
                opening = read_opening(self.files.read(path) or b"")
                data = canonical(opening["body"]).encode()
                if hashlib.sha256(bytes.fromhex(opening["saltBody"]) + data).digest() != entry.body:
                    continue
            except (Malformed, OSError):
                # The layer of the openings has said so.
                continue
            yield seq, entry, opening["body"]

    def named(self):
        named = {}
        for seq, entry, body in self.opened("sealed"):
            if set(body) != {"folder", "size", "root", "files", "authorities"} or body["size"] > seq:
                self.fault("seal-invalid", "seals", "its body does not tell of a seal", seq)
                continue
            named.setdefault(body["folder"], (entry, body))
        return named

    def unnamed(self, size, name, named):
        if size > len(self.leaves):
            self.fault("seal-forked", "seals", "more was time-stamped than there is", len(self.leaves), name)
        elif any(body["size"] > size for _, body in named.values()):
            self.fault("seal-unnamed", "seals", "no entry tells of it", size - 1, name)
        else:
            self.notices.append(("uncommitted-folder", f"seals/{name}"))

    # Renewals: docs/format/evidence-records.md

    def renewals(self, stamped):
        """Those that entries tell of; `stamped` are the files of folders that entries name so far."""
        last, folders = 0, set()
        for seq, entry, body in self.opened("renewed"):
            members = {"folder", "kind", "digest", "root", "count", "files", "authorities"}
            match = re.fullmatch(SEAL_NAME, str(body.get("folder")))
            if set(body) != members or not match or body["digest"] not in ("sha256", "sha384", "sha512") or (
                int(match.group(1)) <= last
            ):
                self.fault("seal-invalid", "seals", "its body does not tell of a renewal", seq)
                continue
            last, folder = int(match.group(1)), f"renewals/{body['folder']}"
            folders.add(body["folder"])
            problem = self.renewal(folder, entry, body, stamped)
            if problem:
                self.fault("seal-invalid", "seals", problem, seq, f"{folder}/leaves")
            stamped[folder] = body["files"]
        for name in self.files.names("renewals"):
            if not re.fullmatch(SEAL_NAME, name):
                self.notices.append(("stray-file", f"renewals/{name}"))
            elif name not in folders:
                self.notices.append(("uncommitted-folder", f"renewals/{name}"))

    def renewal(self, folder, entry, body, stamped):
        whole = self.whole(folder, entry, body)
        if "leaves" not in whole:
            return None if "leaves" in body["files"] else "its entry does not name its leaves"
        text = self.files.read(f"{folder}/leaves").decode("ascii", "replace")
        lines = [line.split(" ") for line in text.split("\n")[:-1]]
        names = [line[0] for line in lines]
        if not text.endswith("\n") or any(len(line) != 2 for line in lines) or names != sorted(set(names)):
            return "its leaves are not lines in order"
        level = sorted(bytes.fromhex(line[1]) for line in lines)
        while len(level) > 1:
            pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
            level = [hashlib.new(body["digest"], b"".join(sorted(p))).digest() if p[1:] else p[0] for p in pairs]
        if len(lines) != body["count"] or [n.hex() for n in level] != [body["root"]]:
            return "not the leaves its entry tells of"
        times = []
        for told in body["authorities"]:
            if f"{told['name']}.tsr" in whole:
                problem = self.token(folder, told, whole, ["-digest", body["root"]])
                if problem:
                    return problem
                times.append(seconds(told["time"]))
        if body["kind"] == "hash-tree" or not times:
            return None
        for name, digest in lines:
            place, _, file = name.rpartition("/")
            data = self.files.read(name) or b""
            if file not in stamped.get(place, {}):
                return f"{name} is no time-stamp any entry names"
            if hashlib.sha256(data).hexdigest() == stamped[place][file]:
                if hashlib.new(body["digest"], members_of(data)[1]).hexdigest() != digest:
                    return f"{name} is another time-stamp"
        return None

    def whole(self, folder, entry, body, passed=None):
        """The files of a folder that are what its entry committed to."""
        whole = set()
        for file, digest in sorted(body["files"].items()):
            try:
                data = self.files.read(f"{folder}/{file}")
            except OSError:
                data = b""
            if data is None:
                self.fault("seal-missing", "seals", "missing", entry.seq, f"{folder}/{file}")
            elif hashlib.sha256(data).hexdigest() != digest:
                self.fault("seal-altered", "seals", "not the bytes committed to", entry.seq, f"{folder}/{file}")
            else:
                whole.add(file)
        for file in self.files.names(folder):
            if file not in body["files"] and file != passed:
                self.notices.append(("stray-file", f"{folder}/{file}"))
        return whole

    def seal(self, name, entry, body):
        """The times of its tokens that stand, by authority."""
        folder = f"seals/{name}"
        whole = self.whole(folder, entry, body, "checkpoint.cosigned")
        if "checkpoint" not in whole:
            return {}
        try:
            note = Note(self.files.read(f"{folder}/checkpoint"))
            if (note.size, note.root.hex()) != (body["size"], body["root"]):
                raise Malformed("not the checkpoint its entry tells of")
            if self.key and not note.signed_by(self.key):
                raise Malformed("not signed by the log's key")
        except Malformed as error:
            self.fault("seal-invalid", "seals", str(error), entry.seq, f"{folder}/checkpoint")
            return {}
        times, problems = {}, []
        for told in body["authorities"]:
            if f"{told['name']}.tsr" in whole:
                checkpoint = os.path.join(self.files.root, folder, "checkpoint")
                problem = self.token(folder, told, whole, ["-data", checkpoint])
                if problem:
                    problems.append((problem, f"{folder}/{told['name']}.tsr"))
                else:
                    times[told["name"]] = seconds(told["time"])
        # A token for which the anchors given have no path does no harm beside one that stands.
        if not times or not self.anchors:
            for problem, path in problems:
                self.fault("seal-invalid", "seals", problem, entry.seq, path)
        return times

    def token(self, folder, told, whole, stamped):
        place = os.path.join(self.files.root, folder, told["name"])
        try:
            token = Token(place + ".tsr")
        except Malformed as error:
            return str(error)
        if (token.time, token.policy, token.serial) != (told["time"], told["policy"], told["serial"]):
            return "the entry tells of another token"
        command = ["openssl", "ts", "-verify", *stamped, "-in", place + ".tsr", "-CAfile",
                   self.anchors or place + ".anchors.pem", "-attime", str(int(seconds(token.time))), "-partial_chain"]
        if f"{told['name']}.certificates.pem" in whole:
            command += ["-untrusted", place + ".certificates.pem"]
        done = subprocess.run(command, capture_output=True, text=True)
        return None if done.returncode == 0 else "openssl ts -verify: " + " ".join(done.stderr.split())[-120:]

    def order(self, size, name, entry, times, before):
        """The rules about when seals must be; the seal, for the next one to be compared with."""
        moment = min(times.values())
        first = before["size"] if before else 0
        counting = [e for s, e in sorted(self.entries.items()) if s < size and e.kind not in ("sealed", "renewed")]
        new = next((e for e in counting if e.seq >= first), None)
        if new and moment - seconds(new.time) > HOUR + TOLERANCE:
            self.fault("seal-late", "seals", f"entry {new.seq} was sealed late", new.seq, name)
        if before:
            covered = [e for e in counting if e.seq < before["size"]]
            has_stopped = bool(covered) and covered[-1].kind == "stopped"
            if moment - before["time"] > 24 * HOUR + TOLERANCE and not has_stopped:
                self.fault("seal-gap", "seals", "more than a day without a seal", before["size"], name)
            if moment < before["time"] - TOLERANCE or any(
                t < before["times"][a] for a, t in times.items() if a in before["times"]
            ):
                self.fault("seal-time-back", "seals", "earlier than the seal before", entry.seq, name)
        if seconds(entry.time) < max(times.values()) - TOLERANCE:
            self.fault("seal-backdated", "seals", "its entry says an earlier time than its token", entry.seq, name)
        return {"size": size, "time": moment, "times": times}


# The check


def object_name(entry):
    ending = "model" if entry.kind == "configured" else "json"
    return f"{entry.seq:06d}.{entry.kind}.{ending}"


class Verifier:
    def __init__(self, root, log_key=None, memories=(), witness_keys=(), anchors=None):
        self.files, self.given, self.anchors = Files(root), log_key, anchors
        self.memories, self.witness_keys = list(memories), list(witness_keys)
        self.faults, self.notices = [], []

    def fault(self, kind, layer, detail, entry=None, path=None):
        self.faults.append({"kind": kind, "layer": layer, "detail": detail, "entry": entry, "path": path})

    def run(self):
        checkpoint = self.checkpoint()
        if checkpoint is None:
            return
        self.collect_witnessed()
        for note, layer in self.memories:
            if note.size > checkpoint.size:
                self.fault("rolled-back", layer, f"{note.size} entries were there", checkpoint.size)
        self.ledger(checkpoint)
        self.vault(checkpoint)
        self.strays(checkpoint)
        SealCheck(self, self.leaves, self.anchors).run()

    def checkpoint(self):
        own = None
        line = self.files.read("log.vkey")
        if line is not None:
            try:
                own = Key(line.decode("utf-8").removesuffix("\n"), 1)
            except (Malformed, UnicodeDecodeError):
                own = None
        if self.given and own and own.line != self.given.line:
            self.fault("key-mismatch", "checkpoint", "the archive's own key is another")
        self.key = self.given or own
        data = self.files.read("ledger/checkpoint")
        if data is None:
            self.fault("checkpoint-missing", "checkpoint", "missing")
            return None
        try:
            note = Note(data)
        except Malformed as error:
            self.fault("checkpoint-invalid", "checkpoint", str(error))
            return None
        if not self.key or not note.signed_by(self.key):
            self.fault("checkpoint-invalid", "checkpoint", "not signed by the key, or signed wrongly")
        elif note.origin != self.key.name:
            self.fault("checkpoint-invalid", "checkpoint", "its origin is not the key's name")
        if note.size == 0:
            self.fault("checkpoint-invalid", "checkpoint", "no entries")
        return note

    def collect_witnessed(self):
        paths = [
            f"witnessed/{year}/{name}"
            for year in self.files.names("witnessed")
            for name in self.files.names(f"witnessed/{year}")
        ]
        paths += [
            f"seals/{name}/checkpoint.cosigned"
            for name in self.files.names("seals")
            if re.fullmatch(SEAL_NAME, name) and "checkpoint.cosigned" in self.files.names(f"seals/{name}")
        ]
        for path in paths:
            try:
                note = Note(self.files.read(path) or b"")
            except (Malformed, OSError) as error:
                self.fault("cosignature-invalid", "witnesses", str(error), path=path)
                continue
            if self.key and not note.signed_by(self.key):
                self.fault("cosignature-invalid", "witnesses", "the log's own signature", path=path)
                continue
            if any(note.signed_by(key) is False for key in self.witness_keys):
                self.fault("cosignature-invalid", "witnesses", "a witness's signature", path=path)
            self.memories.append((note, "witnesses"))

    def ledger(self, checkpoint):
        """Steps 2 to 6 of "Checking a ledger"."""
        size = checkpoint.size
        self.entries, self.leaves, leaves, stored = {}, [], [], []
        before = b"\x00" * 32
        mismatched, malformed, last_time, is_complete = [], [], "", True
        for number in range((size + WIDTH - 1) // WIDTH):
            first = number * WIDTH
            width = min(WIDTH, size - first)
            bundle = self.bundle(number, width, first)
            tile = self.tile(0, number, width)
            for place in range(width):
                seq = first + place
                data = bundle[place] if bundle else None
                hash_ = tile[place] if tile else None
                if data is None:
                    before = None
                    leaves.append(hash_)
                    stored.append(hash_)
                    is_complete = is_complete and hash_ is not None
                    continue
                leaf = leaf_hash(data)
                is_mismatch = hash_ is not None and hash_ != leaf
                leaves.append(leaf)
                stored.append(hash_ or leaf)
                try:
                    entry = Entry(data)
                    if entry.seq != seq:
                        raise Malformed("an entry of another place")
                except Malformed as error:
                    entry = None
                    if not is_mismatch:
                        self.fault("entry-malformed", "entries", str(error), seq)
                is_chained = entry is None or before is None or entry.prev == before
                if not is_chained and mismatched and mismatched[-1][0] == seq - 1:
                    mismatched[-1] = (seq - 1, False)
                elif not is_chained and not is_mismatch:
                    self.fault("chain-broken", "chain", "prev is not the leaf hash of the entry before", seq)
                if is_mismatch:
                    mismatched.append((seq, True))
                before = leaf
                if entry:
                    if entry.time < last_time:
                        self.fault("time-went-back", "times", f"{entry.time} after {last_time}", seq)
                    last_time = max(last_time, entry.time)
                    self.entries[seq] = entry
        if not is_complete:
            self.fault("tree-mismatch", "tree", "leaves are missing")
            return
        is_right, are_tiles_right = root_of(leaves) == checkpoint.root, root_of(stored) == checkpoint.root
        for seq, is_chained in mismatched:
            if is_right or (not are_tiles_right and is_chained):
                self.fault("tile-altered", "tiles", "its hash is not the entry's", seq)
            else:
                self.fault("entry-rewritten", "entries", "not the entry the tree was built with", seq)
        if not is_right:
            self.fault("tree-mismatch", "tree", "the entries do not lead to the signed root")
        self.leaves = leaves
        self.upper_tiles(size, leaves, stored)
        for note, layer in self.memories:
            if note.size <= size and root_of(leaves[: note.size]) != note.root:
                self.fault("forked", layer, f"not the first {note.size} entries that were signed", note.size - 1)

    def bundle(self, number, width, first):
        path = tile_paths("entries", number, width)
        try:
            data, found = read_tile(self.files, "entries", number, width)
            if data is None:
                self.fault("entries-missing", "entries", "missing", first, path)
                return None
            return split_bundle(data, width, found > width)
        except OSError as error:
            self.fault("file-unreadable", "entries", str(error), first, path)
        except Malformed as error:
            self.fault("bundle-altered", "entries", str(error), first, path)
        return None

    def tile(self, level, number, width):
        path = tile_paths(level, number, width)
        try:
            data, found = read_tile(self.files, level, number, width)
        except OSError as error:
            self.fault("file-unreadable", "tiles", str(error), path=path)
            return None
        if data is None:
            self.fault("tile-missing", "tiles", "missing", path=path)
            return None
        if len(data) != 32 * found:
            self.fault("tile-altered", "tiles", "its length", path=path)
            return None
        return [data[32 * i : 32 * i + 32] for i in range(width)]

    def upper_tiles(self, size, leaves, stored):
        below = (leaves, stored)
        for level in range(1, 8):
            below = tuple(
                [root_of(hashes[i : i + WIDTH]) for i in range(0, len(hashes) - WIDTH + 1, WIDTH)] for hashes in below
            )
            if not below[0]:
                return
            for first in range(0, len(below[0]), WIDTH):
                width = min(WIDTH, len(below[0]) - first)
                found = self.tile(level, first // WIDTH, width)
                if found and found not in (below[0][first : first + width], below[1][first : first + width]):
                    self.fault(
                        "tile-altered", "tiles", "not the hashes of the tiles below",
                        path=tile_paths(level, first // WIDTH, width),
                    )

    # Vault: docs/format/archive.md

    def folder(self, home):
        entry = self.entries.get(home)
        if entry is None:
            return None
        return f"vault/{entry.time[:4]}/{entry.time[5:7]}/{entry.time[:4]}-{home:06d}"

    def erased_until(self):
        """For each home, the last entry that gives leave for what came before it to be absent."""
        leave = {}
        for seq, entry in self.entries.items():
            if entry.kind in ("erased", "disposed"):
                for home in entry.refs:
                    leave[home] = max(leave.get(home, 0), seq)
        return leave

    def vault(self, checkpoint):
        self.named = {}
        leave = self.erased_until()
        for seq, entry in sorted(self.entries.items()):
            folder = self.folder(entry.home)
            if folder is None:
                continue
            may_be_absent = seq < leave.get(entry.home, 0)
            opening_path = f"{folder}/{seq:06d}.{entry.kind}.opening.json"
            names = self.named.setdefault(folder, set())
            names.add(os.path.basename(opening_path))
            if entry.kind == "accessioned":
                names.update(f"original.{e}" for e in ["bin", *EXTENSIONS.values()])
            elif entry.object:
                names.add(object_name(entry))
            if entry.kind == "accessioned" and entry.home != seq:
                self.fault("accession-mismatch", "letters", "no folder of its own", seq)
            opening = self.opening(entry, opening_path, may_be_absent)
            if entry.object:
                self.object(entry, opening, folder, may_be_absent)

    def opening(self, entry, path, may_be_absent):
        try:
            data = self.files.read(path)
        except OSError as error:
            self.fault("file-unreadable", "openings", str(error), entry.seq, path)
            return None
        if data is None:
            if not may_be_absent:
                self.fault("opening-missing", "openings", "missing", entry.seq, path)
            return None
        try:
            opening = read_opening(data)
            if ("saltObject" in opening) != (entry.object is not None):
                raise Malformed("saltObject is there exactly when there is an object")
            commitment = hashlib.sha256(
                bytes.fromhex(opening["saltBody"]) + canonical(opening["body"]).encode()
            ).digest()
            if commitment != entry.body:
                raise Malformed("it does not open the entry")
        except Malformed as error:
            self.fault("opening-altered", "openings", str(error), entry.seq, path)
            return None
        return opening

    def object(self, entry, opening, folder, may_be_absent):
        is_letter = entry.kind == "accessioned"
        layer = "letters" if is_letter else "objects"
        kind = "letter" if is_letter else "object"
        if opening is None:
            return
        if is_letter:
            names = [f"original.{EXTENSIONS.get(opening['body'].get('mediaType'), 'bin')}"]
        else:
            names = [object_name(entry)]
        path = f"{folder}/{names[0]}"
        try:
            data = self.files.read(path)
        except OSError as error:
            self.fault("file-unreadable", layer, str(error), entry.seq, path)
            return
        if data is None:
            if not may_be_absent:
                self.fault(f"{kind}-missing", layer, "missing", entry.seq, path)
            return
        salt = bytes.fromhex(opening["saltObject"])
        if hashlib.sha256(salt + data).digest() != entry.object:
            self.fault(f"{kind}-altered", layer, "not the bytes committed to", entry.seq, path)
        elif is_letter:
            body = opening["body"]
            told = (body.get("accession"), body.get("bytes"), body.get("sha256"), body.get("sha512"))
            found = (
                os.path.basename(folder), len(data), hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()
            )
            if told != found:
                self.fault("accession-mismatch", layer, "the body tells of another letter", entry.seq)

    def strays(self, checkpoint):
        for year in self.files.names("vault"):
            for month in self.files.names(f"vault/{year}"):
                for name in self.files.names(f"vault/{year}/{month}"):
                    folder = f"vault/{year}/{month}/{name}"
                    match = re.fullmatch(r"([0-9]{4})-([0-9]{6,})", name)
                    if not match:
                        self.notices.append(("stray-folder", folder))
                    elif int(match.group(2)) >= checkpoint.size:
                        self.notices.append(("uncommitted-folder", folder))
                    elif folder not in self.named:
                        if int(match.group(2)) in self.entries:
                            self.notices.append(("stray-folder", folder))
                    else:
                        for file in self.files.names(folder):
                            if file not in self.named[folder]:
                                self.notices.append(("stray-file", f"{folder}/{file}"))


def key_from(argument, kind):
    if os.path.isfile(argument):
        with open(argument, encoding="utf-8") as stream:
            argument = stream.readline().removesuffix("\n")
    return Key(argument, kind)


def main(arguments):
    archive, log_key, notes, witness_keys, anchors, wants_json = None, None, [], [], None, False
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--json":
            wants_json = True
        elif argument == "--tsa-root" and rest:
            anchors = rest.pop(0)
        elif argument in ("--log-key", "--checkpoint", "--witness-key") and rest:
            value = rest.pop(0)
            try:
                if argument == "--log-key":
                    log_key = key_from(value, 1)
                elif argument == "--witness-key":
                    witness_keys.append(key_from(value, 4))
                else:
                    with open(value, "rb") as stream:
                        notes.append(Note(stream.read()))
            except (Malformed, OSError) as error:
                print(f"greffe_verify: {value}: {error}", file=sys.stderr)
                return 1
        elif argument.startswith("-") or archive:
            print(__doc__, file=sys.stderr)
            return 2
        else:
            archive = argument
    if not archive:
        print(__doc__, file=sys.stderr)
        return 2
    if any(os.path.exists(os.path.join(archive, name)) for name in ("manifest", "entry")):
        import greffe_dossier

        verdict, detail = greffe_dossier.verify(archive, log_key, anchors)
        print(json.dumps({"verdict": verdict, "detail": detail}) if wants_json else f"{verdict} {detail}".rstrip())
        return greffe_dossier.STATUSES[verdict]
    if not os.path.isdir(os.path.join(archive, "ledger")):
        print(f"greffe_verify: {archive} is not an archive", file=sys.stderr)
        return 1
    memories = []
    for note in notes:
        is_witnessed = any(note.signed_by(key) for key in witness_keys)
        memories.append((note, "witnesses" if is_witnessed else "memory"))
    verifier = Verifier(archive, log_key, memories, witness_keys, anchors)
    verifier.run()
    if wants_json:
        print(json.dumps({"faults": verifier.faults, "notices": verifier.notices}))
    else:
        for fault in verifier.faults:
            place = "" if fault["entry"] is None else f" entry {fault['entry']}"
            print(f"fault {fault['kind']} ({fault['layer']}){place}: {fault['detail']} {fault['path'] or ''}".rstrip())
        for kind, path in verifier.notices:
            print(f"notice {kind} {path}")
        print("FAULT" if verifier.faults else "no fault found in the layers that were checked")
        if log_key is None:
            print("UNKNOWN KEY: nobody outside vouches for the key")
    return 4 if verifier.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
