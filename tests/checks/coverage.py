"""Adds up gcov's counts of src/ and converters/: coverage.py ROOT BUILD PERCENT.

BUILD: preset coverage, its tests run. Fails under PERCENT."""
import collections
import json
import os
import subprocess
import sys

root, build, bar = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2]), float(sys.argv[3])
notes = [os.path.join(at, name) for at, _, names in os.walk(build) for name in names if name.endswith(".c.gcno")]

# A file that is compiled into several programs counts once: a line ran when it did in one of them.
ran = collections.defaultdict(lambda: collections.defaultdict(bool))
for i in range(0, len(notes), 50):
    gcov = subprocess.run(["gcov", "--json-format", "--stdout", *notes[i:i + 50]], cwd=build, capture_output=True)
    if b"mismatch" in gcov.stderr:  # else such a file would count as one that never ran
        sys.exit("coverage: build anew: " + gcov.stderr.decode(errors="replace"))
    for report in gcov.stdout.splitlines():
        for file in json.loads(report)["files"] if report.startswith(b"{") else []:
            name = os.path.relpath(os.path.normpath(os.path.join(build, file["file"])), root)
            if name.startswith(("src/", "converters/")) and name.endswith(".c"):
                for line in file["lines"]:
                    ran[name][line["line_number"]] |= line["count"] > 0

covered, lines = collections.Counter(), collections.Counter()
for name in sorted(ran):
    n, of = sum(ran[name].values()), len(ran[name])
    for place in (os.path.dirname(name), "all"):
        covered[place] += n
        lines[place] += of
    if 100 * n < bar * of:
        print(f"coverage: {name}: {100 * n / of:.1f} %, {of - n} lines never ran")
for place in sorted(lines, key=lambda p: (p == "all", p)):
    print(f"coverage: {place:<18} {covered[place]:>6} of {lines[place]:>6} lines {100 * covered[place] / lines[place]:6.1f} %")
good = lines["all"] != 0 and 100 * covered["all"] >= bar * lines["all"]
print(f"coverage: {int(good)} passed, {int(not good)} failed")
sys.exit(not good)
