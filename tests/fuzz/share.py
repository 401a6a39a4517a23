#!/usr/bin/env python3
"""Hands each target of a campaign the pickles that others have found since the last time, as seeds: FOLDER/shared/TARGET.

    share.py FOLDER
"""

import hashlib
import pathlib
import shutil
import sys

from forms import MOST, PICKLES


def found(corpus):
    """Every pickle that a corpus holds, by its digest."""
    pickles = {}
    for target, (_, within) in PICKLES.items():
        for path in (corpus / target).glob("*"):
            for data in within(path.read_bytes()):
                if 0 < len(data) <= MOST:
                    pickles[hashlib.sha1(data).hexdigest()] = data
    return pickles


def main():
    folder = pathlib.Path(sys.argv[1])
    pickles = found(folder / "corpus")
    for target, (held, _) in PICKLES.items():
        place, told = folder / "shared" / target, folder / "shared" / f"{target}.told"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        known = set(told.read_text("ascii").split()) if told.exists() else set()
        for digest in sorted(set(pickles) - known):
            data = held(pickles[digest])
            if len(data) <= 2 * MOST:
                (place / digest).write_bytes(data)
        told.write_text("\n".join(sorted(known | set(pickles))), "ascii")


main()
