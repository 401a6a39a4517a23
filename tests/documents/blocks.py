#!/usr/bin/env python3
"""Runs every code block of README, docs/ and the samples' READMEs, each as rows.py says.

    blocks.py DEPICKLE [--library SO] [--all] [DOCUMENT...]
    blocks.py --print DOCUMENT NUMBER        a block's text, for the checks that run it themselves
    blocks.py --fresh FOLDER                 a script in FOLDER for each block that sets a machine up (tests/fresh/documents.sh)

A block without a row is a failure, and so is a row without its block. What a machine lacks (a Python package, a program)
leaves blocks out, and says how many; with --all that is a failure too.
"""

import argparse
import itertools
import pathlib
import re
import sys
import tempfile

import kinds
import rows
import scene

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACES = ("README.md", "docs/*.md", "docs/*/*.md", "samples/*/README.md", "samples/*/*/README.md")


def documents():
    return sorted(str(path.relative_to(ROOT)) for place in PLACES for path in ROOT.glob(place))


def blocks(document):
    """Language and text of each block, in order."""
    text = (ROOT / document).read_text("utf-8")
    return [(m[1], m[2]) for m in re.finditer(r"^```([^\n`]*)\n(.*?)^```$", text, re.M | re.S)]


def groups(document):
    """Lists of (number, block, row): blocks that are run one after the other in the same folder. A block without a row has None for
    one, and so has a row without a block."""
    found = list(enumerate(blocks(document)))
    for told in rows.ROWS.get(document, []):
        told = told if isinstance(told, list) else [told]
        taken, found = found[:len(told)], found[len(told):]
        yield [(k, block, row) for (k, block), row in itertools.zip_longest(taken, told, fillvalue=(None, None))]
    for k, block in found:
        yield [(k, block, None)]


def run_group(document, group, options):
    """Numbers of blocks that did what they say, did not, and were left out."""
    good, bad, left = 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        place = scene.lay(ROOT, pathlib.Path(folder), options, document)
        for k, block, row in group:
            try:
                if block is None or row is None:
                    raise kinds.Fault("no row in tests/documents/rows.py" if row is None else "a row without a block")
                place.number = k
                row.run(place, *block)
                good += 1
            except kinds.LeftOut as why:
                left += 1
                print(f"documents: {document}, block {k}: left out: {why}")
            except kinds.Fault as why:
                bad += 1
                print(f"documents: {document}, block {k}: {why}")
    return good, bad, left


def write_scripts(folder):
    for document in documents():
        for k, block, row in itertools.chain(*groups(document)):
            if isinstance(row, kinds.Fresh) and block is not None:
                (folder / f"{document.replace('/', '_')}.{k}.sh").write_text(row.script(block[1]), "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("depickle", nargs="?", type=pathlib.Path)
    parser.add_argument("document", nargs="*")
    parser.add_argument("--library", type=pathlib.Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--print", nargs=2, metavar=("DOCUMENT", "NUMBER"))
    parser.add_argument("--fresh", type=pathlib.Path, metavar="FOLDER")
    options = parser.parse_args()
    if options.print:
        sys.stdout.write(blocks(options.print[0])[int(options.print[1])][1])
        return 0
    if options.fresh:
        write_scripts(options.fresh)
        return 0
    told = [run_group(document, group, options) for document in options.document or documents() for group in groups(document)]
    told.append((0, len(set(rows.ROWS) - set(documents())), 0))
    good, bad, left = map(sum, zip(*told))
    if left:
        print(f"documents: {left} blocks left out")
        bad += left if options.all else 0
    print(f"documents: {good} passed, {bad} failed")
    return bad != 0 or good == 0


sys.exit(main())
