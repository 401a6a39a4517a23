#!/usr/bin/env python3
"""What the file system can do to a program that reads and writes files: links, pipes, full disks, odd names, small limits.

    fs_scenarios.py DEPICKLE MODEL.pkl SCENARIOS.jsonl

SCENARIOS has one object a line: id, cmd (with {d} the program, {m} the model, {w} an empty folder), expect in words. Each id
has its own check here, and one without is a failure. Scenarios that need root or a mount are skipped without. Last line:
N passed, N failed."""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

GOOD_ONNX = 100  # bytes; anything shorter is no model


def run(cmd, timeout=30):
    start = time.time()
    done = subprocess.run(["bash", "-c", cmd], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout)
    return done.returncode, done.stdout, done.stderr, time.time() - start


def leftovers(folder):
    return [p.name for p in pathlib.Path(folder).rglob("*") if ".tmp" in p.name or p.name.startswith(".depickle")]


class Check:
    """One scenario: its folder w, and what running its command gave."""

    def __init__(self, row, program, model):
        self.row, self.program, self.model = row, program, model
        self.w = pathlib.Path(tempfile.mkdtemp())
        os.chmod(self.w, 0o755)

    def go(self, cmd=None):
        cmd = (cmd or self.row["cmd"]).replace("{d}", str(self.program)).replace("{m}", str(self.model))
        self.code, self.out, self.err, self.seconds = run(cmd.replace("{w}", str(self.w)))
        died = self.code < 0 or self.code in (134, 135, 136, 139)
        assert not died, f"died with {self.code}: {self.err[-200:]!r}"
        assert not leftovers(self.w), f"left {leftovers(self.w)}"
        return self

    def refused(self):
        assert self.code != 0, "exit 0"
        return self

    def done(self):
        assert self.code == 0, f"exit {self.code}: {self.err[-200:]!r}"
        return self

    def no(self, name):
        assert not (self.w / name).exists(), f"{name} is there"
        return self

    def holds(self, name, content):
        assert (self.w / name).read_bytes() == content, f"{name} changed"
        return self

    def model_at(self, name):
        assert (self.w / name).stat().st_size > GOOD_ONNX, f"{name} is no model"
        return self

    def mode(self, name, mode):
        assert (self.w / name).stat().st_mode & 0o777 == mode, oct((self.w / name).stat().st_mode)
        return self

    def clean_text(self):
        for c in self.out + self.err:
            assert c >= 0x20 or c in b"\n\t", f"raw byte {c:#x} printed"
        assert b"\x9b" not in self.out and b"\x7f" not in self.out + self.err
        return self

    def quick(self, seconds=2):
        assert self.seconds < seconds, f"{self.seconds:.1f} s"
        return self


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def in_grows(c):
    c.go("cp {m} {w}/g.pkl; (while :; do echo x >> {w}/g.pkl; done) & p=$!; sleep .05; {d} convert {w}/g.pkl -o {w}/o.onnx; "
         "r=$?; kill $p; exit $r")
    if c.code == 0:
        c.model_at("o.onnx")
    else:
        c.no("o.onnx")


def in_truncated(c):
    c.go("cp {m} {w}/g.pkl; (for i in $(seq 300); do : > {w}/g.pkl; cp {m} {w}/g.pkl; done) & p=$!; for i in $(seq 30); do "
         "{d} convert {w}/g.pkl -f -q -o {w}/o.onnx 2>/dev/null; r=$?; [ $r -lt 128 ] || exit 99; done; kill $p; exit 0")
    c.done()


def sigkill(c):
    for delay in range(12):
        p = subprocess.Popen([c.program, "convert", c.model, "-o", str(c.w / f"k{delay}.onnx"), "-q"])
        time.sleep(delay / 2000)
        p.send_signal(signal.SIGKILL)
        p.wait()
        out = c.w / f"k{delay}.onnx"
        assert not out.exists() or out.stat().st_size > GOOD_ONNX, "a part of a file under its final name"


def case_collide(c):
    c.go("cp {m} {w}/a.pkl; cp {m} {w}/A.pkl; {d} convert {w} -d {w}/out").done().model_at("out/a.onnx").model_at("out/A.onnx")


def one_bad(c):
    bad = pathlib.Path(c.w / "bad.pkl")
    bad.write_bytes(b"cposix\nsystem\n(S'true'\ntR.")
    c.go("cp {m} {w}/good.pkl; {d} convert {w}/good.pkl {w}/bad.pkl -d {w}/out").refused().model_at("out/good.onnx")
    assert c.code == 9 and not (c.w / "out/bad.onnx").exists()


def sidecar_tampered(c):
    c.go("{d} convert {m} -q -o {w}/o.onnx; chmod 644 {w}/o.onnx.sha256; echo 0000 > {w}/o.onnx.sha256; {d} verify {w}/o.onnx")
    assert c.code == 6, c.code


def sidecar_traversal(c):
    c.go('{d} convert {m} -q -o {w}/o.onnx; chmod 644 {w}/o.onnx.sha256; printf "%064d  ../../etc/passwd\\n" 0 > '
         "{w}/o.onnx.sha256; strace -f -e trace=open,openat -o {w}/trace {d} verify {w} || exit 6")
    assert c.code == 6
    trace = c.w / "trace"
    assert not trace.exists() or "/etc/passwd" not in trace.read_text()


def manifest_symlink(c):
    before = pathlib.Path("/etc/passwd").read_bytes()
    c.go().refused()
    assert pathlib.Path("/etc/passwd").read_bytes() == before


def json_names(c):
    c.go(c.row["cmd"].replace("scan", "scan --json"))
    c.clean_text()
    for line in c.out.splitlines():
        json.loads(line)


def locale_comma(c):
    c.go().done()
    text = (c.w / "o.json").read_text()
    json.loads(text)
    c.go("{d} convert {m} -q -o {w}/p.json").done()
    strip = lambda name: (c.w / name).read_bytes()
    assert strip("o.json") == strip("p.json"), "another locale, other bytes"


def full_disk(c):
    try:
        c.go("mkdir {w}/t; mount -t tmpfs -o size=16k tmpfs {w}/t || exit 77; head -c 12k /dev/zero > {w}/t/f; "
             "{d} convert {m} -o {w}/t/o.onnx")
        if c.code == 77:
            raise Skip("cannot mount")
        c.refused().no("t/o.onnx")
    finally:
        subprocess.run(["umount", str(c.w / "t")], stderr=subprocess.DEVNULL)


class Skip(Exception):
    pass


def as_nobody(then):
    def check(c):
        if os.geteuid() != 0 or not os.access(c.program, os.X_OK):
            raise Skip("needs root")
        program = pathlib.Path(c.w) / "depickle"
        shutil.copy(c.program, program)
        model = pathlib.Path(c.w) / "m.pkl"
        shutil.copy(c.model, model)
        os.chmod(program, 0o755)
        os.chmod(model, 0o644)
        c.program, c.model = program, model
        then(c)
    return check


CHECKS = {
    "out_symlink": lambda c: c.go().holds("victim", b"keep\n"),
    "out_dangling_symlink": lambda c: c.go().no("nope"),
    "out_dir": lambda c: c.go().refused(),
    "out_readonly_dir": as_nobody(lambda c: c.go().refused().no("ro/o.onnx")),
    "out_exists": lambda c: c.go().refused().holds("o.onnx", b"old\n"),
    "out_same_as_in": lambda c: c.go().refused().holds("a.pkl", c.model.read_bytes()),
    "out_hardlink_in": lambda c: c.go().holds("a.pkl", c.model.read_bytes()),
    "out_full_disk": full_disk,
    "out_dev_full": lambda c: c.go().refused(),
    "stdout_full": lambda c: c.go().refused(),
    "stdout_closed": lambda c: c.go().refused(),
    "fds_012_closed": lambda c: c.go().model_at("o.onnx"),
    "in_fifo": lambda c: c.go().refused().quick(),
    "in_dev_zero": lambda c: c.go().refused().quick(),
    "in_dev_tty_proc": lambda c: c.go().refused().quick(),
    "in_dir": lambda c: c.go(),
    "in_missing": lambda c: c.go().refused(),
    "in_unreadable": as_nobody(lambda c: c.go().refused()),
    "in_symlink_loop": lambda c: c.go().refused(),
    "in_name_newline": json_names,
    "in_name_ansi": lambda c: c.go().done().clean_text(),
    "in_name_dash": lambda c: c.go().done(),
    "in_name_nonutf8": json_names,
    "in_sparse_1t": lambda c: c.go().refused().quick(),
    "in_grows": in_grows,
    "in_truncated_during": in_truncated,
    "batch_symlink_out": lambda c: c.go().quick(5),
    "batch_collide": lambda c: c.go().refused().no("out/a.onnx"),
    "batch_case_collide": case_collide,
    "batch_one_bad": one_bad,
    "sidecar_tampered": sidecar_tampered,
    "sidecar_traversal": sidecar_traversal,
    "manifest_symlink": manifest_symlink,
    "umask_000": lambda c: c.go("umask 000; {d} convert {m} -q -d {w}/new").done().mode(
        f"new/{c.model.stem}.onnx", 0o444).mode("new", 0o750),
    "umask_777": lambda c: c.go("umask 777; {d} convert {m} -q -o {w}/o.onnx").done().mode("o.onnx", 0o444),
    "sigkill_mid": sigkill,
    "sigxfsz": lambda c: c.go().refused().no("o.onnx"),
    "low_memory": lambda c: c.go(),
    "low_fds": lambda c: c.go(),
    "env_hostile": lambda c: c.go().done().model_at("o.onnx"),
    "locale_comma": locale_comma,
}


def main():
    program, model, scenarios = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
    passed = failed = 0
    for line in scenarios.read_text().splitlines():
        row = json.loads(line)
        check = Check(row, program, model)
        try:
            CHECKS[row["id"]](check)
            passed += 1
        except Skip as why:
            print(f"skipped {row['id']}: {why}")
        except (AssertionError, KeyError, OSError, ValueError, subprocess.TimeoutExpired) as why:
            failed += 1
            print(f"FAILED {row['id']}: {type(why).__name__}: {why}")
        finally:
            shutil.rmtree(check.w, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
