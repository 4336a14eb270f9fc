"""Dossiers of evidence, checked from docs/format/dossier.md alone. Part of greffe_verify.py, which calls it for a
folder with a manifest. Evidence records (RFC 4998) are left to the first verifier."""

import hashlib
import os
import re
import stat
import subprocess
import tempfile

from greffe_verify import EXTENSIONS, Entry, Malformed, Note, SignedNote, Token, decode_base64, leaf_hash
from greffe_verify import read_canonical, seconds
from rfc6962_cases import included

STATUSES = {"UNKNOWN KEY": 1, "FAULT": 4, "ERASED": 3, "TIME-STAMPED": 0, "NOT TIME-STAMPED": 3}
BYTES_MAX = 4 << 30
FOLDER = r"(?:/history(?:/[0-9]+-[a-z-]+)?)?"
FILE = (
    r"entry|body\.json|salt\.body|salt\.object|proof\.tlog-proof|object|manifest"
    r"|verify\.\w+|LISEZMOI\.\w+|document\.\w+"
    r"|evidence-\w+\.\w+|checkpoint-[0-9]+\.[A-Za-z0-9._-]+\.tsr"
)


def verify(root, key, anchors):
    """Verdict and what there is to say of it."""
    if key is None:
        return "UNKNOWN KEY", ""
    try:
        dossier = Dossier(root, key)
        tokens = dossier.tokens()
        if tokens and not anchors:
            return "UNKNOWN KEY", "no root of a time-stamp authority was given"
        before = [(name, time) for name, size, time in dossier.check_tokens(anchors) if size == dossier.own.size]
    except (Malformed, OSError) as error:
        return "FAULT", str(error)
    if not dossier.documents:
        return "ERASED", ""
    if before:
        return "TIME-STAMPED", before[0][1]
    return "NOT TIME-STAMPED", ""


class Dossier:
    def __init__(self, root, key):
        self.root, self.key = root, key
        self.paths = self.walk()
        self.data = {}
        for path in self.paths:
            with open(os.path.join(root, path), "rb") as stream:
                self.data[path] = stream.read()
        self.manifest()
        self.checkpoints = {}
        self.documents = [p for p in self.paths if re.fullmatch(r"document\.\w+", p)]
        if len(self.documents) > 1:
            raise Malformed("more than one document")
        self.histories = sorted({p.rsplit("/", 1)[0] for p in self.paths if "/" in p})
        entries = {folder: self.entry(folder) for folder in ["", *self.histories]}
        self.letter = entries[""].seq
        if entries[""].kind != "accessioned":
            raise Malformed("its own entry is no accession")
        self.is_erased = any(e.kind in ("erased", "disposed") for e in entries.values())
        for folder, entry in entries.items():
            if folder and folder != f"history/{entry.seq:06d}-{entry.kind}":
                raise Malformed(f"{folder}: the folder of another entry")
            if folder and self.letter not in entry.refs:
                raise Malformed(f"{folder}: not about this letter")
            self.item(folder, entry)
        self.own = self.proof("", entries[""])

    def walk(self):
        paths = []
        for folder, folders, files in os.walk(self.root, followlinks=False):
            for name in folders + files:
                full = os.path.join(folder, name)
                path = os.path.relpath(full, self.root)
                status = os.lstat(full)
                if name in folders:
                    if not stat.S_ISDIR(status.st_mode) or not re.fullmatch(FOLDER, "/" + path, re.ASCII):
                        raise Malformed(f"{path}: no folder of a dossier")
                    continue
                if not stat.S_ISREG(status.st_mode) or status.st_size > BYTES_MAX:
                    raise Malformed(f"{path}: no file of a dossier")
                if not re.fullmatch(f"{FOLDER}/(?:{FILE})", "/" + path, re.ASCII):
                    raise Malformed(f"{path}: no name of a dossier")
                paths.append(path)
        return sorted(paths)

    def signed(self, note):
        """Every line under the key's name must have its hash and be its signature, and there must be one."""
        own = [(hash_, signature) for name, hash_, signature in note.lines if name == self.key.name]
        if not own or not all(
            h == self.key.hash and len(s) == 64 and self.key.verifies(s, note.text.encode()) for h, s in own
        ):
            raise Malformed("not signed by the log's key, or signed wrongly")

    def manifest(self):
        if "manifest" not in self.data:
            raise Malformed("no manifest")
        note = SignedNote(self.data["manifest"])
        if len(note.lines) != 1:
            raise Malformed("manifest: not one signature line")
        self.signed(note)
        files = sorted((p for p in self.paths if p != "manifest"), key=lambda p: f"./{p}".encode())
        lines = [f"{hashlib.sha256(self.data[p]).hexdigest()}  ./{p}" for p in files]
        if note.text != "greffe.dossier/v1\n" + "".join(line + "\n" for line in lines):
            raise Malformed("the manifest is not that of these files")

    def get(self, folder, name):
        return self.data.get(f"{folder}/{name}" if folder else name)

    def entry(self, folder):
        data = self.get(folder, "entry")
        if data is None:
            raise Malformed(f"{folder}: no entry")
        return Entry(data)

    def item(self, folder, entry):
        may_be_absent = self.is_erased or bool(entry.refs and entry.refs[0] != self.letter)
        body = self.get(folder, "body.json")
        self.commitment(body, self.get(folder, "salt.body"), entry.body, may_be_absent, f"{folder} body")
        media_type = None
        if body is not None:
            media_type = read_canonical(body).get("mediaType")
        object_ = self.get(folder, "object")
        if not folder:
            object_ = self.data[self.documents[0]] if self.documents else None
            if self.documents and body is not None:
                if self.documents[0] != "document." + EXTENSIONS.get(media_type, "bin"):
                    raise Malformed("the document's name is not that of its media type")
        salt = self.get(folder, "salt.object")
        if entry.object is not None:
            self.commitment(object_, salt, entry.object, may_be_absent, f"{folder} object")
        elif object_ is not None or salt is not None:
            raise Malformed(f"{folder}: an object its entry does not commit to")
        self.proof(folder, entry)

    @staticmethod
    def commitment(data, salt, commitment, may_be_absent, what):
        if data is None and salt is None and may_be_absent:
            return
        if data is None or salt is None or len(salt) != 32:
            raise Malformed(f"{what}: missing, or its salt")
        if hashlib.sha256(salt + data).digest() != commitment:
            raise Malformed(f"{what}: not what the entry commits to")

    def proof(self, folder, entry):
        data = self.get(folder, "proof.tlog-proof")
        if data is None:
            raise Malformed(f"{folder}: no proof")
        try:
            head, separator, tail = data.decode("utf-8").partition("\n\n")
        except UnicodeDecodeError:
            raise Malformed(f"{folder}: the proof is not UTF-8")
        lines = head.split("\n")
        if not separator or len(lines) < 2 or lines[0] != "c2sp.org/tlog-proof@v1" or lines[1] != f"index {entry.seq}":
            raise Malformed(f"{folder}: the proof's first lines")
        path = [decode_base64(line) for line in lines[2:]]
        note = Note(tail.encode())
        if any(len(h) != 32 for h in path) or len(path) > 64 or note.size > 2**63:
            raise Malformed(f"{folder}: the proof's path")
        if included(entry.seq, note.size, leaf_hash(self.get(folder, "entry")), path) != note.root:
            raise Malformed(f"{folder}: the path does not lead to the root")
        self.signed(note)
        if note.origin != self.key.name:
            raise Malformed(f"{folder}: another log's checkpoint")
        sealed = "".join(line + "\n" for line in tail.split("\n")[:5]).encode()
        if self.checkpoints.setdefault(note.size, sealed) != sealed:
            raise Malformed(f"{folder}: two checkpoints of one size")
        return note

    def tokens(self):
        return [p for p in self.paths if re.fullmatch(r"checkpoint-[0-9]+\..*\.tsr", p)]

    def check_tokens(self, anchors):
        found = []
        for path in self.tokens():
            size = int(re.match(r"checkpoint-([0-9]+)\.", path).group(1))
            if path.split(".")[0] != f"checkpoint-{size}" or size not in self.checkpoints:
                raise Malformed(f"{path}: there is no such checkpoint")
            place = os.path.join(self.root, path)
            token = Token(place)
            with tempfile.NamedTemporaryFile() as stream:
                stream.write(self.checkpoints[size])
                stream.flush()
                done = subprocess.run(
                    ["openssl", "ts", "-verify", "-data", stream.name, "-in", place, "-CAfile", anchors, "-attime",
                     str(int(seconds(token.time))), "-partial_chain"], capture_output=True,
                )
            if done.returncode:
                raise Malformed(f"{path}: the token does not stand")
            found.append((path, size, token.time))
        return found
