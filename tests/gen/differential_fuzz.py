#!/usr/bin/env python3
"""Does scan see every name that CPython asks for, whatever the bytes?

    differential_fuzz.py --library libdepickle.so [--program depickle] [--python PATH]... [--seeds DIR]...
                         [--count N] [--start N] [--seconds S] [--seed S] [--state FILE] [--keep DIR]

Input number n (pickle_inputs.py) goes to the C unpickler of each Python through record_bytes.py, and to depickle's
library. It fails where
    CPython asked for a name that the report does not list, or
    the report says safe, and CPython stopped with a fault, or did not use every byte.
Refusing is always allowed. joblib files are passed over: their raw arrays are no opcodes, which plain pickle does not
know. Every hundredth report is compared with that of the program `depickle scan --json -`, where it is given.

--state FILE keeps counts and the next number: the same command goes on where it stopped. Failing inputs are made
smaller and written to --keep. Last line: N passed, N failed.
"""
import argparse
import collections
import ctypes
import glob
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import time

from pickle_inputs import Inputs, chunks

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 200
SMALL = 12000  # bytes of a seed
NAME_MOST = 256  # bytes of a name in a report, as src/base/limits.def
DIED = {"names": [], "ends": [], "fault": "died"}


class Python:
    """One interpreter, started again when an input kills it."""

    def __init__(self, path):
        self.path, self.run, self.deaths = path, None, 0
        self.version = subprocess.run([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                                      stdout=subprocess.PIPE, check=True, universal_newlines=True).stdout.strip()

    def send(self, batch):
        if self.run is None:
            self.run = subprocess.Popen([self.path, "-S", os.path.join(HERE, "record_bytes.py")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        parts = [struct.pack("<I", len(batch))]
        for data in batch:
            parts += [struct.pack("<I", len(data)), data]
        try:
            self.run.stdin.write(b"".join(parts))
            self.run.stdin.flush()
        except BrokenPipeError:
            pass  # receive sees it

    def receive(self, batch):
        answers = []
        while len(answers) < len(batch):
            line = self.run.stdout.readline()
            if line.endswith(b"\n"):
                answers.append(json.loads(line))
                continue
            self.stop()
            self.deaths += 1
            answers.append(DIED)
            if len(answers) < len(batch):
                self.send(batch[len(answers) :])
        return answers

    def stop(self):
        if self.run is not None:
            self.run.stdin.close()
            self.run.stdout.close()
            self.run.wait()
            self.run = None


class Depickle:
    def __init__(self, library, program):
        self.program = program
        self.lib = ctypes.CDLL(library)
        self.lib.depickle_new.restype = self.lib.depickle_report.restype = ctypes.c_void_p
        self.lib.depickle_new.argtypes = self.lib.depickle_free.argtypes = self.lib.depickle_report.argtypes = [ctypes.c_void_p]
        self.lib.depickle_open_bytes.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t]

    def report(self, data):
        handle = self.lib.depickle_new(None)
        self.lib.depickle_open_bytes(handle, b"-", data, len(data))
        report = json.loads(ctypes.string_at(self.lib.depickle_report(handle)))
        self.lib.depickle_free(handle)
        return report

    def differs(self, data, report):
        """Does the program, in its sandbox, tell the same? The library also looks at the value, which scan does not: it may refuse
        one nested too deep, or that contradicts itself, in a file that is safe."""
        run = subprocess.run([self.program, "scan", "--json", "-"], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        told = json.loads(run.stdout)
        looked_at = told["verdict"] == "safe" and report["verdict"] in ("limit", "corrupt")
        return told.get("names") != report.get("names") or not looked_at and told["code"] != report["code"]


def deceives(c):
    return (c < 0x20 or 0x7F <= c < 0xA0 or c in (0xAD, 0x61C, 0x180E, 0xFEFF) or 0x200B <= c <= 0x200F
            or 0x2028 <= c <= 0x202E or 0x2060 <= c <= 0x206F or 0xFFF9 <= c <= 0xFFFB or 0xE0000 <= c <= 0xE0FFF)


def escape_one(char):
    c = ord(char)
    if char == "\\":
        return "\\\\"
    if not deceives(c):
        return char
    return "\\x%02x" % c if c < 0x100 else "\\u%04x" % c if c < 0x10000 else "\\U%08x" % c


def escape(data):
    """As dp_escape of src/base/text.h."""
    if len(data) <= NAME_MOST and data.isalnum():
        return data.decode()
    out, size = [], 0
    for char in data.decode("utf-8", "surrogateescape"):
        if size >= NAME_MOST:
            return "".join(out) + "…"
        out.append("\\x%02x" % (ord(char) - 0xDC00) if 0xDC80 <= ord(char) < 0xDD00 else escape_one(char))
        size += len(out[-1].encode())
    return "".join(out)


def part_spelled(part):
    spellings = {escape(part.encode("utf-8", "surrogatepass"))}
    if not part.isascii() and all(ord(char) < 256 for char in part):
        spellings.add(escape(part.encode("latin-1")))  # Python 2's text: read as Latin-1 there, as UTF-8 here
    return spellings


def spelled(module, name):
    """The names by which the report may list what CPython asked for."""
    if module == "\0extension":
        return {"EXT%d:%s" % (size, name) for size in (1, 2, 4)}
    return {one + "." + two for one in part_spelled(module) for two in part_spelled(name)}


def only_text(answer, data):
    """Lines of text that begin like GLOBAL ("cat", "dog"), and call nothing, are no pickle to the report."""
    return not re.search(rb"[^\t-\r -~\x80-\xff]", data[answer["ends"][-1] if answer["ends"] else 0 :])


def fault(report, answer, data):
    """What is wrong between the two, or ''."""
    if report.get("joblib"):
        return ""
    listed = {use["name"] for use in report.get("names", [])}
    for module, name in answer["names"]:
        if not spelled(module, name) & listed and not only_text(answer, data):
            return "does not list %s" % sorted(spelled(module, name))[0]
    if report["verdict"] != "safe" or report.get("format") != "pickle" or report["codecs"]:
        return ""  # refused; or a compressed file, or an array file, that plain pickle does not know
    if answer["fault"] and not re.search("^died|^MemoryError|unhashable", answer["fault"]):
        return "safe, but CPython: " + answer["fault"]
    if not answer["fault"] and answer["ends"][-1:] != [len(data)]:
        return "safe, but CPython used %s of %d bytes" % (answer["ends"], len(data))
    return ""


def smaller(data, wrong):
    """Leaves out opcodes, then bytes, as long as it stays wrong."""
    for split in (chunks, lambda d: [d[i : i + 1] for i in range(len(d))]):
        parts, step = split(data), max(1, len(split(data)) // 2)
        while step:
            at = 0
            while at < len(parts):
                fewer = parts[:at] + parts[at + step :]
                if wrong(b"".join(fewer)):
                    parts = fewer
                else:
                    at += step
            step //= 2
        data = b"".join(parts)
    return data


class Run:
    def __init__(self, args):
        self.args, self.depickle = args, Depickle(args.library, args.program)
        self.pythons = [Python(path) for path in args.python or [sys.executable]]
        self.inputs = Inputs(args.seed, read_seeds(args.seeds))
        self.counts, self.next, self.kept = collections.Counter(), args.start, collections.Counter()
        if args.state and os.path.exists(args.state):
            with open(args.state) as stream:
                state = json.load(stream)
            self.next, self.counts = state["next"], collections.Counter(state["counts"])

    def save(self):
        if self.args.state:
            with open(self.args.state + ".new", "w") as stream:
                json.dump({"next": self.next, "counts": self.counts}, stream)
            os.replace(self.args.state + ".new", self.args.state)

    def wrong(self, python, data):
        python.send([data])
        return fault(self.depickle.report(data), python.receive([data])[0], data)

    def failed(self, python, number, data, what):
        self.counts["failed"] += 1
        kind = what[:8] + python.version
        self.kept[kind] += 1
        if self.kept[kind] > 40:
            return
        begin = what[:8]
        small = smaller(data, lambda d: self.wrong(python, d).startswith(begin))
        what = self.wrong(python, small) or what
        print("FAILED %d, Python %s: %s\n    %r" % (number, python.version, what, small[:400]), flush=True)
        if self.args.keep:
            os.makedirs(self.args.keep, exist_ok=True)
            with open(os.path.join(self.args.keep, hashlib.sha1(small).hexdigest()[:12]), "wb") as stream:
                stream.write(small)

    def batch(self, numbers):
        batch = [self.inputs.input(n) for n in numbers]
        for python in self.pythons:
            python.send(batch)
        reports = [self.depickle.report(data) for data in batch]
        self.counts["inputs"] += len(batch)
        for number, data, report in zip(numbers, batch, reports):
            self.counts["verdict " + report["verdict"]] += 1
            self.counts["joblib"] += bool(report.get("joblib"))
            if self.args.program and number % 100 == 0 and self.depickle.differs(data, report):
                self.counts["failed"] += 1
                print("FAILED %d: the program tells otherwise than the library" % number)
        for python in self.pythons:
            for number, data, report, answer in zip(numbers, batch, reports, python.receive(batch)):
                self.counts["stop " + python.version] += bool(answer["ends"])
                self.counts["asked " + python.version] += bool(answer["names"])
                self.counts["died " + python.version] += answer is DIED
                what = fault(report, answer, data)
                self.counts["passed"] += not what
                if what:
                    self.failed(python, number, data, what)

    def run(self):
        end = self.args.start + self.args.count
        while self.next < end and (not self.args.seconds or time.time() < self.args.until):
            numbers = range(self.next, min(self.next + BATCH, end))
            self.batch(numbers)
            self.next = numbers.stop
            self.save()
        for python in self.pythons:
            python.stop()


def read_seeds(folders):
    seeds = []
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(folder, "**"), recursive=True)):
            pickled = os.path.splitext(path)[1] in ("", ".pkl", ".joblib", ".npy")
            if pickled and os.path.isfile(path) and os.path.getsize(path) <= SMALL:
                with open(path, "rb") as stream:
                    data = stream.read()
                if b"." in data:
                    seeds.append(data)
    return seeds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", required=True)
    parser.add_argument("--program")
    parser.add_argument("--python", action="append")
    parser.add_argument("--seeds", action="append", default=[])
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--state")
    parser.add_argument("--keep")
    args = parser.parse_args()
    args.until = time.time() + args.seconds
    run = Run(args)
    print("%d seeds, Python %s" % (len(run.inputs.seeds), ", ".join(p.version for p in run.pythons)), flush=True)
    run.run()
    for what, n in sorted(run.counts.items()):
        if what not in ("passed", "failed"):
            print("%s: %d" % (what, n))
    print("%d passed, %d failed" % (run.counts["passed"], run.counts["failed"]))
    return 1 if run.counts["failed"] or not run.counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
