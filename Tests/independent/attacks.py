#!/usr/bin/env python3
"""The attack matrix: an insider with root, the database and the log's key, but not the key of the time-stamp
authority nor the memory of a witness at another site, against an archive the
real programs made. Prints which layer notices what, and fails
unless 15 of 16 attacks are noticed by the verifiers and the sixteenth by counting envelopes.

    attacks.py [--programs DIR]      default: .build/release of the repository, or $GREFFE_PROGRAMS

Needs openssl and a C compiler, for a clock that can be moved (clock.c). Takes some minutes: four days of mail are lived
through.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
REPOSITORY = os.path.dirname(os.path.dirname(HERE))

from forge import Act, Archive  # noqa: E402
from greffe_verify import Entry  # noqa: E402

SCANS = os.path.join(REPOSITORY, "fixtures/scans/letters")
ORIGIN = "attacked.example/greffe"
DAY = 86_400
COLUMNS = ["chain", "files", "checkpoint", "tsa", "gap", "witness", "index"]


def column(fault):
    kind, layer = fault["kind"], fault["layer"]
    if kind == "seal-gap":
        return "gap"
    if layer == "seals":
        return "tsa"
    if layer in ("witnesses", "index"):
        return {"witnesses": "witness", "index": "index"}[layer]
    if layer in ("openings", "letters", "objects"):
        return "files"
    if kind in ("chain-broken", "entry-rewritten", "entry-malformed", "bundle-altered", "time-went-back"):
        return "chain"
    return "checkpoint"


class World:
    """A machine, an authority and a witness, all on one clock that can be moved."""

    def __init__(self, folder, programs):
        self.folder, self.programs = folder, programs
        self.clock = self.path("clock")
        with open(self.clock, "wb") as stream:
            stream.write(bytes(8))
        library = self.path("clock.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, os.path.join(HERE, "clock.c"), "-ldl"], check=True)
        self.environment = dict(
            os.environ, LD_PRELOAD=library, GREFFE_CLOCK=self.clock, XDG_STATE_HOME=self.path("state"), NO_COLOR="1",
        )
        self.running = []

    def path(self, name):
        return os.path.join(self.folder, name)

    def set(self, seconds):
        with open(self.clock, "r+b") as stream:
            stream.write(seconds.to_bytes(8, sys.byteorder, signed=True))

    def run(self, program, *arguments, archive=None, state=None, may_fail=False):
        environment = dict(self.environment)
        if archive:
            environment["GREFFE_ARCHIVE"] = archive
        if state:
            environment["XDG_STATE_HOME"] = state
        done = subprocess.run(
            [os.path.join(self.programs, program), *arguments], env=environment, capture_output=True, text=True
        )
        if done.returncode and not may_fail:
            raise SystemExit(f"{program} {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def greffe(self, archive, *arguments, **more):
        return self.run("greffe", *arguments, archive=archive, **more)

    def start(self, *command, out=None, errors=None):
        process = subprocess.Popen(
            command, env=self.environment, stdout=out or subprocess.PIPE, stderr=out or errors or subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def end(self):
        for process in self.running:
            if process.poll() is None:
                process.terminate()
                process.wait()

    # The honest days

    def found(self):
        self.set(-4 * DAY)
        authority = [sys.executable, os.path.join(REPOSITORY, "Tests/authority/authority.py")]
        # The certificates must be older than the first letter.
        self.set(-9 * DAY)
        subprocess.run([*authority, "make", self.path("tsa")], env=self.environment, check=True, capture_output=True)
        self.set(-3 * DAY)
        with open(self.path("tsa.log"), "w", encoding="utf-8") as errors:
            served = self.start(*authority, "serve", self.path("tsa"), errors=errors)
        port = served.stdout.readline().strip()
        self.archive = self.path("archive")
        self.greffe(self.archive, "init", "--origin", ORIGIN)
        self.run("greffe", "witness", "init", "--folder", self.path("witness"), "--name", "witness.example/1", "--log",
                 f"{self.archive}/log.vkey")
        witness = self.start(os.path.join(self.programs, "greffe"), "witness", "serve", "--folder",
                             self.path("witness"), "--listen", "127.0.0.1:0")
        url = re.search(r"http:\S+/", witness.stderr.readline()).group()
        with open(self.path("witness/witness.vkey"), encoding="utf-8") as stream:
            key = stream.read().strip()
        os.makedirs(self.path("inbox"))
        shutil.copy(self.path("tsa/root.pem"), self.path("root.pem"))
        self.seals = (
            "seals:\n  authorities:\n    - name: attacked-tsa\n"
            f"      url: http://127.0.0.1:{port}/ts/ec\n      anchors: {self.path('root.pem')}\n"
        )
        self.base = (
            "organisation:\n  names: [Vermeillac Assurances]\n"
            f"watch:\n  - folder: {self.path('inbox')}\n    channel: letters\n    rescan_seconds: 1\n"
        )
        self.configure(self.archive, self.base + self.seals
                       + f"witnesses:\n  - key: {key}\n    url: {url}\nwitness_seconds: 1\n")
        self.greffe(self.archive, "customers", "import", os.path.join(REPOSITORY, "fixtures/customers.csv"))
        # A second life of the same log, from its first day.
        shutil.copytree(self.archive, self.path("fork"))

    def configure(self, archive, text):
        with open(f"{archive}/greffe.yaml", "w", encoding="utf-8") as stream:
            stream.write(text)

    def drop(self, name, number, slip=None):
        with open(os.path.join(SCANS, name), "rb") as stream:
            # Bytes behind the end make it another scan of the same letter.
            data = stream.read() + f"copy {number}\n".encode()
        target = self.path(f"inbox/{number:04d}{os.path.splitext(name)[1]}")
        if slip:
            with open(target + ".yaml", "w", encoding="utf-8") as stream:
                stream.write(slip)
        with open(target + ".part", "wb") as stream:
            stream.write(data)
        os.rename(target + ".part", target)

    def status(self):
        return json.loads(self.greffe(self.archive, "status", "--json").stdout)

    def wait(self, what, condition):
        for _ in range(600):
            state = self.status()
            if condition(state):
                return state
            time.sleep(0.5)
        with open(self.path("log"), encoding="utf-8") as stream:
            raise SystemExit(f"{what}: not reached; {state}\n{stream.read()[-3000:]}")

    def day(self, offset, drops, seal_after=None):
        """The daemon runs, letters come in and are read, and it is stopped."""
        self.set(offset)
        letters = self.status()["letters"]
        with open(self.path("log"), "a", encoding="utf-8") as log:
            daemon = self.start(os.path.join(self.programs, "greffed"), "--archive", self.archive, out=log)
            for place, (name, number, slip) in enumerate(drops):
                self.drop(name, number, slip)
                self.wait("accession", lambda s: s["letters"] >= letters + place + 1 and s["backlog"] == 0)
                if seal_after == place:
                    sealed = json.loads(self.greffe(self.archive, "seal", "--json").stdout)
                    self.middle_seal = sealed["size"]
            self.wait("witness", lambda s: s["witnesses"][0].get("cosigned_size") == s["entries"])
            daemon.terminate()
            if daemon.wait():
                raise SystemExit(f"greffed ended with {daemon.returncode}")

    def fork_day(self, offset, name, number):
        self.set(offset)
        state = self.path("fork-state")
        with open(os.path.join(SCANS, name), "rb") as stream:
            data = stream.read() + f"fork {number}\n".encode()
        scan = self.path(f"fork-{number}.tif")
        with open(scan, "wb") as stream:
            stream.write(data)
        self.greffe(self.path("fork"), "accession", scan, state=state)
        self.greffe(self.path("fork"), "seal", state=state)

    def live(self):
        self.found()
        self.configure(self.path("fork"), self.base + self.seals)
        # Three envelopes were counted; the third scan never reaches the watch folder (attack 10).
        slip = "batch: tray-1\nenvelopes: 3\n"
        self.day(-3 * DAY, [("f27.tif", 1, slip), ("f18.tif", 2, slip)])
        self.fork_day(-3 * DAY, "f27.tif", 11)
        self.day(-2 * DAY, [("f07.tif", 3, None), ("f08.tif", 4, None)], seal_after=0)
        self.fork_day(-2 * DAY, "f07.tif", 13)
        self.day(-1 * DAY, [("f13.tif", 5, None)])
        self.fork_day(-1 * DAY, "f13.tif", 15)
        self.set(0)
        seen = self.run("greffe", "witness", "show", "--folder", self.path("witness"), "--checkpoint", ORIGIN)
        with open(self.path("seen"), "w", encoding="utf-8") as stream:
            stream.write(seen.stdout)

    # Judging

    def judge(self, archive):
        """Faults by column, as both of our verifiers see them with every layer on."""
        own = self.greffe(
            archive, "verify", "--json", "--log-key", self.path("archive/log.vkey"),
            "--tsa-root", self.path("root.pem"),
            "--witness-key", self.path("witness/witness.vkey"), "--checkpoint", self.path("seen"),
            state=self.path("auditor"), may_fail=True,
        )
        outside = self.run(
            "greffe-verify", archive, "--json", "--log-key", self.path("archive/log.vkey"), "--tsa-root",
            self.path("root.pem"), "--witness-key", self.path("witness/witness.vkey"), "--checkpoint",
            self.path("seen"), may_fail=True,
        )
        if own.returncode not in (0, 4) or outside.returncode not in (0, 4):
            raise SystemExit(f"a verifier could not check {archive}: {own.stderr}{outside.stderr}")
        report = json.loads(own.stdout)
        faults = {}
        for fault in report["faults"]:
            faults.setdefault(column(fault), []).append(fault)
        outside_faults = {(f["kind"], f.get("entry")) for f in json.loads(outside.stdout)["faults"]}
        own_faults = {(f["kind"], f.get("entry")) for f in report["faults"] if f["layer"] != "index"}
        if outside_faults != own_faults:
            raise SystemExit(f"{archive}: the verifiers disagree: {own_faults ^ outside_faults}")
        return faults

    def independent(self, archive):
        """The second verifier's verdict."""
        done = subprocess.run(
            [sys.executable, os.path.join(HERE, "greffe_verify.py"), archive, "--log-key",
             self.path("archive/log.vkey"), "--witness-key", self.path("witness/witness.vkey"), "--checkpoint",
             self.path("seen"), "--tsa-root", self.path("root.pem")], capture_output=True, text=True,
        )
        if done.returncode not in (0, 4):
            raise SystemExit(f"greffe_verify.py: {done.stdout}{done.stderr}")
        return done.returncode == 4

    def is_refused(self, archive):
        """Whether a program that appends refuses, the machine's memory and settings being as they were."""
        copy = archive + ".start"
        shutil.copytree(archive, copy)
        shutil.copy(self.path("archive/greffe.yaml"), copy)
        done = self.greffe(copy, "quarantine", "retry", "2026-999999", state=self.path("state"), may_fail=True)
        shutil.rmtree(copy)
        return done.returncode == 5


class Attacks:
    def __init__(self, world):
        self.world = world
        honest = Archive(world.archive)
        letters = [e.seq for e in map(Entry, honest.entries) if e.kind == "accessioned"]
        # The fourth letter: seals before it, letters and seals after it.
        self.victim, self.size = letters[3], honest.note.size
        self.first_letter = letters[0]

    def archive(self, number):
        path = self.world.path(f"attack-{number}")
        shutil.copytree(self.world.archive, path)
        return Archive(path)

    def cover(self, archive):
        """The insider's last steps: nothing on the machine remembers, the index fits, and the authority seals anew."""
        path, state = archive.root, archive.root + ".state"
        self.world.configure(path, self.world.base + self.world.seals)
        for name in os.listdir(path):
            if name.startswith("index.sqlite"):
                os.remove(f"{path}/{name}")
        self.world.greffe(path, "rebuild", state=state)
        self.world.greffe(path, "seal", state=state)

    def attack(self, number):
        if number == 11:
            return Archive(self.world.path("fork")), 1
        if number == 10:
            return Archive(self.world.archive), None
        a, victim = self.archive(number), self.victim
        first_bad = victim
        if number == 1:
            act = a.acts()[victim]
            act.alter()
            a.write(a.original(victim), act.object)
        elif number in (2, 3):
            act = a.acts()[victim]
            act.alter()
            a.write(a.original(victim), act.object)
            entry = Entry(a.entries[victim])
            folder = os.path.dirname(a.original(victim))
            from greffe_verify import canonical

            a.write(f"{folder}/{victim:06d}.accessioned.opening.json", (canonical(act.opening) + "\n").encode())
            a.put_entry(victim, act.bytes(victim, [], entry.prev))
            if number == 3:
                a.rechain(victim + 1)
                a.write_ledger()
        elif number == 4:
            acts = a.acts()
            acts[victim].alter()
            a.rebuild(acts, victim)
            self.cover(a)
        elif number == 5:
            del a.entries[victim]
            a.write_bundles()
            first_bad = victim - victim % 256
        elif number == 6:
            acts = a.acts()
            a.rebuild([x for x in acts if x.old != victim and victim not in x.refs], victim)
            self.cover(a)
        elif number == 7:
            a.truncate(victim)
        elif number == 8:
            a.truncate(victim)
            a.sign()
            a.forget_outside(victim)
            self.cover(a)
        elif number == 9:
            first_bad = self.world.middle_seal
            a.truncate(first_bad)
            a.sign()
            a.forget_outside(first_bad)
            self.cover(a)
        elif number == 12:
            # Twenty hours after the last entry, two hours ago: nobody saw it then.
            first_bad = self.size
            state = a.root + ".state"
            self.world.configure(a.root, self.world.base + self.world.seals)
            self.world.set(-20 * 3600)
            self.world.greffe(a.root, "accession", os.path.join(SCANS, "f25.tif"), state=state)
            self.world.set(0)
            self.world.greffe(a.root, "seal", state=state)
        elif number == 13:
            acts = a.acts()
            twin = a.acts()[victim]
            twin.old = None
            twin.object += b"forged"
            twin.describe()
            a.rebuild(acts[:victim] + [twin] + acts[victim:], victim)
            self.cover(a)
        elif number == 14:
            acts = a.acts()
            acts[self.first_letter].alter()
            first_bad = self.first_letter
            a.rebuild(acts, 0)
            self.cover(a)
        elif number in (15, 16):
            with sqlite3.connect(f"{a.root}/index.sqlite") as base:
                if number == 15:
                    base.execute("UPDATE letter SET customer = '40718352' WHERE seq = ?", (victim,))
                else:
                    base.execute("UPDATE page_text SET text = ? WHERE letter = ?", (b"\0nothing of note", victim))
            base.close()
        return a, first_bad


NAMES = {
    1: "alter file only", 2: "alter file + its entry", 3: "alter file, re-chain the rest",
    4: "... and re-sign checkpoints", 5: "delete a middle entry", 6: "... re-chain and re-sign",
    7: "truncate tail, leave checkpoints", 8: "truncate tail and checkpoints", 9: "truncate exactly at a seal",
    10: "drop a letter before its seal", 11: "fork kept from day one", 12: "append with back-dated time",
    13: "insert into the past, re-sign", 14: "rebuild the whole chain", 15: "swap customers in the index",
    16: "rewrite OCR text in the index",
}


def main(arguments):
    programs = os.environ.get("GREFFE_PROGRAMS", os.path.join(REPOSITORY, ".build/release"))
    if arguments[:1] == ["--programs"]:
        programs = arguments[1]
    folder = tempfile.mkdtemp(prefix="greffe-attacks-")
    world = World(folder, os.path.abspath(programs))
    try:
        return run(world)
    finally:
        world.end()
        if not os.environ.get("GREFFE_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def run(world):
    world.live()
    honest = world.judge(world.archive)
    if honest or world.independent(world.archive):
        raise SystemExit(f"the honest archive has faults: {honest}")
    attacks = Attacks(world)
    print(f"{'attack':37}" + "".join(f"{c:11}" for c in COLUMNS) + f"{'start':10}{'second':8}first bad, as named")
    detected, mistakes = 0, []
    for number, name in NAMES.items():
        archive, first_bad = attacks.attack(number)
        faults = {} if number == 10 else world.judge(archive.root)
        entries = [f["entry"] for found in faults.values() for f in found if "entry" in f]
        named = min(entries) if entries else None
        detected += bool(faults)
        is_refused = number not in (10, 11) and world.is_refused(archive.root)
        second = number != 10 and world.independent(archive.root)
        cells = "".join(f"{c if c in faults else '-':11}" for c in COLUMNS)
        places = "" if first_bad is None else f"{first_bad}, {named}"
        print(f"{number:2} {name:34}{cells}{'refused' if is_refused else '-':10}{'fault' if second else '-':8}{places}")
        if os.environ.get("GREFFE_KEEP"):
            for found in faults.values():
                for fault in found:
                    print("     ", fault["kind"], fault.get("entry"), fault["detail"], fault.get("path", ""))
        if number != 10 and not faults:
            mistakes.append(f"{number}: not noticed")
        if first_bad is not None and (named is None or named > first_bad):
            mistakes.append(f"{number}: names entry {named}, and entry {first_bad} is bad")
        if second != bool(set(faults) - {"index"}):
            mistakes.append(f"{number}: the second verifier disagrees")
    batches = [json.loads(line) for line in world.greffe(world.archive, "batch", "list", "--json").stdout.splitlines()]
    differing = [b for b in batches if b.get("differences")]
    print(f"noticed: {detected} of 16; number 10 by its batch: {differing[0]['differences'] if differing else 'NOT'}")
    if detected != 15 or not differing:
        mistakes.append("not 15 of 16, and the sixteenth by its batch")
    for mistake in mistakes:
        print(f"FAILED {mistake}")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
