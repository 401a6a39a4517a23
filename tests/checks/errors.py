#!/usr/bin/env python3
"""docs/errors.md beside the sources: each exit code and each word of a report stands in its tables once, and none more.

    python3 tests/checks/errors.py [--check]        exit code 1, with what differs, where they are not the same
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def names_of(file, function):
    """The words that a function chooses from."""
    text = (ROOT / file).read_text()
    body = text[text.index(f"*{function}("):]
    return list(dict.fromkeys(re.findall(r'"([^"]+)"', body[body.index("{"):body.index("\n}")])))


def wanted():
    yield from re.findall(r'^RC\([A-Z]+, (\d+), "([a-z]+)"', (ROOT / "src/base/rc.def").read_text(), re.M)
    for field in ("verdict", "reach", "place"):
        yield from ((field, word) for word in names_of("src/base/record.c", f"dp_{field}_name"))


def written():
    for line in (ROOT / "docs/errors.md").read_text().splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else []
        if len(cells) > 2 and cells[0] not in ("code", "field") and not cells[0].startswith("-"):
            yield cells[0], cells[1]


def main():
    want, have = list(wanted()), list(written())
    for row in sorted(set(want) - set(have)):
        print("docs: errors.md lacks", *row)
    for row in sorted(set(have) - set(want)) + [r for r in sorted(set(have)) if have.count(r) > 1]:
        print("docs: errors.md has what the sources have not, or twice:", *row)
    return int(sorted(want) != sorted(have) or not want)


if __name__ == "__main__":
    sys.exit(main())
