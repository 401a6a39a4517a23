#!/usr/bin/env python3
"""Writes src/base/powers.def: each power of ten that a float64 needs, to 128 bits, rounded up.

    powers.py > src/base/powers.def"""

FIRST, LAST = -292, 324


def power(k):
    """10^k x 2^n, at least 2^127 and below 2^128"""
    above, below = 10 ** max(k, 0), 10 ** max(-k, 0)
    shift = 128 - (above.bit_length() - below.bit_length())
    while True:
        above_shifted, below_shifted = above << max(shift, 0), below << max(-shift, 0)
        rounded = -(-above_shifted // below_shifted)
        if rounded < 1 << 128:
            return rounded
        shift -= 1


print(f"/* POWER(high, low): the 128 highest bits of 10^{FIRST} to 10^{LAST}, rounded up. tests/gen/powers.py writes this. */")
for k in range(FIRST, LAST + 1):
    p = power(k)
    assert 1 << 127 <= p < 1 << 128
    print(f"POWER(0x{p >> 64:016x}, 0x{p & (1 << 64) - 1:016x})")
