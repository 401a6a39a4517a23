#!/usr/bin/env python3
"""The branches that nothing reaches, of what `llvm-cov show -show-branches=count` prints: unreached.sh."""

import pathlib
import re
import sys

BRANCH = re.compile(r"Branch \((\d+):(\d+)\): \[True: (\S+), False: (\S+)\]")


def main():
    root, prefix = pathlib.Path(sys.argv[1]), sys.argv[2]
    reached, name = {}, ""
    for line in sys.stdin:
        if line.startswith("/") and line.endswith(":\n"):
            name = line[:-2].removeprefix(f"{root}/")
        branch = BRANCH.search(line) if name.startswith(prefix) else None
        if branch:
            at, column, true, false = branch.groups()
            sides = reached.setdefault((name, int(at), int(column)), [False, False])  # a header's, in every program
            sides[0] |= true != "0"
            sides[1] |= false != "0"
    missed = [(where, sides) for where, sides in sorted(reached.items()) if not all(sides)]
    for (name, at, column), (true, false) in missed:
        text = (root / name).read_text("utf-8").split("\n")[at - 1].strip()
        print(f"{name}:{at}:{column} {'' if true else 'T'}{'' if false else 'F'} {text[:150]}")
    print(f"{len(missed)} of {len(reached)} branches of {prefix} are not reached on both sides")


main()
