#!/usr/bin/env python3
"""Writes src/base/unicode.def from this Python's Unicode tables: which characters make up words, and their lower case.

    tests/gen/unicode.py > src/base/unicode.def
"""
import sys
import unicodedata


def is_word(c):
    return c == "_" or unicodedata.category(c)[0] in "LN"


def ranges(points):
    out = []
    for p in points:
        if out and out[-1][1] == p - 1:
            out[-1][1] = p
        else:
            out.append([p, p])
    return out


def lowered():
    """(from, to, every, difference): runs of characters whose lower case is equally far away."""
    out = []
    for p in range(0x110000):
        low = chr(p).lower()
        to = ord("i") if p == 0x130 else ord(low) if len(low) == 1 else p
        if to == p:
            continue
        last = out[-1] if out else None
        if last and last[3] == to - p and p - last[1] in (1, 2) and (last[0] == last[1] or last[2] == p - last[1]):
            last[2] = p - last[1]
            last[1] = p
        else:
            out.append([p, p, 1, to - p])
    return out


if __name__ == "__main__":
    print(f"/* Unicode {unicodedata.unidata_version}, made by tests/gen/unicode.py.")
    print(" * WORD(from, to): letters, numbers and the underscore. LOWER(from, to, every, difference): their lower case. */")
    for first, last in ranges(p for p in range(0x110000) if is_word(chr(p))):
        print(f"WORD(0x{first:x}, 0x{last:x})")
    for first, last, every, difference in lowered():
        print(f"LOWER(0x{first:x}, 0x{last:x}, {every}, {difference})")
    sys.exit(0)
