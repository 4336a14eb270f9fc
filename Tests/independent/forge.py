"""What an insider with root and the log's key can do to an archive's files: rewrite any entry, opening and letter, and
make chain, tree and checkpoint fit again. For the attack matrix; it uses the forms as docs/format has them."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import tempfile

from greffe_verify import EXTENSIONS, WIDTH, Entry, Files, Note, canonical, leaf_hash, node_hash, read_tile
from greffe_verify import root_of, split_bundle, tile_paths


class Act:
    """One entry with what lies behind it."""

    def __init__(self, data, opening, object_):
        entry = Entry(data)
        self.old, self.time, self.kind, self.refs = entry.seq, entry.time, entry.kind, entry.refs
        self.opening, self.object = opening, object_

    def bytes(self, seq, refs, prev):
        body = hashlib.sha256(bytes.fromhex(self.opening["saltBody"]) + canonical(self.opening["body"]).encode())
        lines = ["greffe.entry/v1", f"seq {seq}", f"time {self.time}", f"kind {self.kind}"]
        if self.object is not None:
            digest = hashlib.sha256(bytes.fromhex(self.opening["saltObject"]) + self.object)
            lines.append(f"object sha256s:{digest.hexdigest()}")
        lines += [f"body sha256s:{body.hexdigest()}", f"prev {prev.hex()}"]
        if refs:
            lines.append("refs " + ",".join(map(str, refs)))
        return "".join(line + "\n" for line in lines).encode()

    def alter(self):
        """Another letter in its place, its own body fitting it."""
        self.object = self.object[:-1] + bytes([self.object[-1] ^ 1])
        self.describe()

    def describe(self):
        body = self.opening["body"]
        body["bytes"] = len(self.object)
        body["sha256"] = hashlib.sha256(self.object).hexdigest()
        body["sha512"] = hashlib.sha512(self.object).hexdigest()


class Archive:
    def __init__(self, root):
        self.root = root
        self.files = Files(root)
        self.note = Note(self.files.read("ledger/checkpoint"))
        self.entries = []
        for number in range((self.note.size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, self.note.size - number * WIDTH)
            data, found = read_tile(self.files, "entries", number, width)
            self.entries += split_bundle(data, width, found > width)

    def path(self, name):
        return os.path.join(self.root, name)

    @staticmethod
    def folder(home, time):
        return f"vault/{time[:4]}/{time[5:7]}/{time[:4]}-{home:06d}"

    def acts(self):
        times, acts = {}, []
        for data in self.entries:
            entry = Entry(data)
            times[entry.seq] = entry.time
            folder = self.folder(entry.home, times[entry.home])
            opening = json.loads(self.files.read(f"{folder}/{entry.seq:06d}.{entry.kind}.opening.json"))
            object_ = None
            if entry.object:
                name = f"{entry.seq:06d}.{entry.kind}.json"
                if entry.kind == "accessioned":
                    name = "original." + EXTENSIONS.get(opening["body"]["mediaType"], "bin")
                object_ = self.files.read(f"{folder}/{name}")
            acts.append(Act(data, opening, object_))
        return acts

    def original(self, seq):
        entry = Entry(self.entries[seq])
        folder = self.folder(seq, entry.time)
        return next(f"{folder}/{n}" for n in self.files.names(folder) if n.startswith("original."))

    def write(self, path, data):
        full = self.path(path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as stream:
            stream.write(data)

    def put_entry(self, seq, data):
        """Changes one entry in its bundle, and nothing else."""
        self.entries[seq] = data
        self.write_bundles()

    def write_bundles(self):
        shutil.rmtree(self.path("ledger/tile/entries"))
        for first in range(0, len(self.entries), WIDTH):
            part = self.entries[first : first + WIDTH]
            data = b"".join(len(e).to_bytes(2, "big") + e for e in part)
            self.write(tile_paths("entries", first // WIDTH, len(part)), data)

    def write_ledger(self):
        """Bundles and tiles of the entries; the checkpoint stays."""
        shutil.rmtree(self.path("ledger/tile"))
        os.makedirs(self.path("ledger/tile/entries"))
        self.write_bundles()
        level, hashes = 0, [leaf_hash(e) for e in self.entries]
        while hashes:
            for first in range(0, len(hashes), WIDTH):
                part = hashes[first : first + WIDTH]
                self.write(tile_paths(level, first // WIDTH, len(part)), b"".join(part))
            hashes = [root_of(hashes[i : i + WIDTH]) for i in range(0, len(hashes) - WIDTH + 1, WIDTH)]
            level += 1

    def rechain(self, start):
        for seq in range(start, len(self.entries)):
            prev = leaf_hash(self.entries[seq - 1]) if seq else bytes(32)
            lines = self.entries[seq].decode().split("\n")
            self.entries[seq] = "\n".join(f"prev {prev.hex()}" if l.startswith("prev ") else l for l in lines).encode()

    def sign(self):
        root = root_of([leaf_hash(e) for e in self.entries])
        text = f"{self.note.origin}\n{len(self.entries)}\n{base64.b64encode(root).decode()}\n".encode()
        with open(self.path("keys/log.key"), encoding="utf-8") as stream:
            name, _, secret = stream.read().strip().removeprefix("PRIVATE+KEY+").split("+", 2)
        seed = base64.b64decode(secret)[1:]
        der = bytes.fromhex("302e020100300506032b657004220420") + seed
        with open(self.path("log.vkey"), encoding="utf-8") as stream:
            hash_ = bytes.fromhex(stream.read().strip().split("+", 2)[1])
        with tempfile.TemporaryDirectory() as folder:
            for file, data in (("key", der), ("text", text)):
                with open(f"{folder}/{file}", "wb") as stream:
                    stream.write(data)
            signature = subprocess.run(
                ["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", f"{folder}/key", "-in",
                 f"{folder}/text"], check=True, capture_output=True,
            ).stdout
        line = f"\u2014 {name} {base64.b64encode(hash_ + signature).decode()}\n".encode()
        self.write("ledger/checkpoint", text + b"\n" + line)

    def rebuild(self, acts, first_changed):
        """Everything written anew from acts: numbers, folders, chain, tree, checkpoint. Seals and cosigned checkpoints
        that reach beyond the first change are taken away, with the entries that tell of them."""
        kept = [a for a in acts if not (a.kind == "sealed" and a.opening["body"]["size"] > first_changed)]
        numbers, homes, entries = {}, {}, []
        shutil.rmtree(self.path("vault"))
        for act in kept:
            refs = [numbers.get(r) for r in act.refs]
            if None in refs:
                continue
            seq, refs = len(entries), sorted(refs)
            if act.old is not None:
                numbers[act.old] = seq
            home = refs[0] if refs else seq
            homes.setdefault(home, act.time)
            folder = self.folder(home, homes[home])
            if act.kind == "accessioned":
                act.opening["body"]["accession"] = os.path.basename(folder)
                name = "original." + EXTENSIONS.get(act.opening["body"]["mediaType"], "bin")
            else:
                name = f"{seq:06d}.{act.kind}.json"
            if act.object is not None:
                self.write(f"{folder}/{name}", act.object)
            opening = (canonical(act.opening) + "\n").encode()
            self.write(f"{folder}/{seq:06d}.{act.kind}.opening.json", opening)
            prev = leaf_hash(entries[-1]) if entries else bytes(32)
            entries.append(act.bytes(seq, refs, prev))
        self.entries = entries
        self.write_ledger()
        self.sign()
        self.forget_outside(first_changed)

    def forget_outside(self, size):
        for name in self.files.names("seals"):
            if int(name.rsplit("-", 1)[1]) > size:
                shutil.rmtree(self.path(f"seals/{name}"))
        for year in self.files.names("witnessed"):
            for name in self.files.names(f"witnessed/{year}"):
                if int(name.removesuffix(".checkpoint").rsplit("-", 1)[1]) > size:
                    os.remove(self.path(f"witnessed/{year}/{name}"))

    def truncate(self, size):
        """Cuts the tail off, the vault's part included."""
        for seq in range(size, len(self.entries)):
            entry = Entry(self.entries[seq])
            folder = self.folder(entry.home, Entry(self.entries[entry.home]).time)
            if entry.home >= size:
                shutil.rmtree(self.path(folder), ignore_errors=True)
            else:
                for name in self.files.names(folder):
                    if name.startswith(f"{seq:06d}."):
                        os.remove(self.path(f"{folder}/{name}"))
        self.entries = self.entries[:size]
        self.write_ledger()
