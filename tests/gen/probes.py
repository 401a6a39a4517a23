#!/usr/bin/env python3
"""Writes copies of an ONNX file whose probe rows (`convert --probes N`) are wrong in one place each, and says their names.

    python tests/gen/probes.py FILE FOLDER

A digit behind a point, the first letter of a label, a number of one digit: of the same length, so that the file stays whole."""
import pathlib
import re
import sys


def alterations(text):
    """(name, the text with one thing changed) of the answers in the probes' JSON."""
    begin = text.index(b'"outputs":')
    for name, pattern, change in (
            ("digit", rb"(?<=\.)\d", lambda m: b"%d" % ((int(m[0]) + 4) % 10)),
            ("label", rb'(?<=[\[,]")(?!NaN"|Infinity")[A-Za-z](?=[^"]*"[,\]])', lambda m: b"Q" if m[0] != b"Q" else b"P"),
            ("whole", rb'(?<=[\[,])\d(?=[,\]])', lambda m: b"%d" % ((int(m[0]) + 1) % 10))):
        found = re.compile(pattern).search(text, begin)
        if found:
            yield name, text[:found.start()] + change(found) + text[found.end():]


def main():
    file, folder = pathlib.Path(sys.argv[1]).read_bytes(), pathlib.Path(sys.argv[2])
    begin = file.index(b'{"exact":')
    end = file.rindex(b"]}}", begin) + 3
    for name, text in alterations(file[begin:end]):
        (folder / f"{name}.onnx").write_bytes(file[:begin] + text + file[end:])
        print(f"{name}.onnx")


if __name__ == "__main__":
    main()
