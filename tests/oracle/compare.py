"""Is this the answer? Within what its family is known to keep (bounds.py): bit by bit for trees; labels always equal."""
from dataclasses import dataclass

import numpy as np

from bounds import EQUAL


# In ONNX Runtime 1.16 to 1.20 exp never falls below 5.6e-309: what should be 0 is that, times what it is multiplied with.
TINY = 1e-300


class Difference(Exception):
    pass


@dataclass
class Measure:
    """How far numbers were from what was expected: how many there were, how many had its very bits, and the worst of them.
    An ulp is float64's at the number itself; `relative` is relative to its size (sizes)."""
    numbers: int = 0
    equal: int = 0
    ulp: int = 0
    relative: float = 0.0

    def __add__(self, other):
        return Measure(self.numbers + other.numbers, self.equal + other.equal, max(self.ulp, other.ulp),
                       max(self.relative, other.relative))


def same_bits(a, b):
    """Equal, NaN to NaN; 0.0 and -0.0 are told apart."""
    a, b = np.ascontiguousarray(a, np.float64), np.ascontiguousarray(b, np.float64)
    return (a.view(np.int64) == b.view(np.int64)) | (np.isnan(a) & np.isnan(b))


def order(x):
    """Integers that lie as float64 do: neighbours differ by one."""
    bits = np.ascontiguousarray(x, np.float64).view(np.int64)
    return np.where(bits < 0, np.iinfo(np.int64).min - bits, bits)


def ulps(a, b):
    """How many steps of float64 lie between numbers, as uint64; none between NaN and NaN, nor between two that are TINY."""
    i, j = order(a), order(b)
    steps = np.where(i > j, i - j, j - i).view(np.uint64)  # what overflows wraps to what is right
    with np.errstate(invalid="ignore"):
        none = (np.isnan(a) & np.isnan(b)) | (np.maximum(np.abs(a), np.abs(b)) < TINY)
    return np.where(none, np.uint64(0), steps)


def apart(got, want):
    """|got - want|, nothing between the same infinities or NaN, and infinite where only one is finite."""
    with np.errstate(invalid="ignore"):
        d = np.abs(got - want)
    return np.where((got == want) | (np.isnan(got) & np.isnan(want)), 0.0, np.where(np.isnan(d), np.inf, d))


def sizes(want):
    """How large each number is taken to be: its own size, or the median of its column's where that is more. A number may be
    what is left of two that cancel; rows that were made to be huge do not excuse the others."""
    size = np.where(np.isfinite(want), np.abs(want), 0.0)
    columns = size.reshape(len(want), int(np.prod(want.shape[1:]))).T
    median = [np.median(c[c > 0]) if (c > 0).any() else 0.0 for c in columns]
    return np.maximum(size, np.reshape(median, want.shape[1:]))


def text(label):
    return label if isinstance(label, str) else label.decode("utf-8") if isinstance(label, bytes) else label


def labels(got, want):
    got = [text(v) for v in np.asarray(got).ravel().tolist()]
    want = np.asarray(want).ravel().tolist()
    wrong = [i for i, (g, w) in enumerate(zip(got, want)) if g != w]
    if len(got) != len(want) or wrong:
        raise Difference(f"{len(wrong)} of {len(want)} labels, first: {got[wrong[0]]!r} for {want[wrong[0]]!r}"
                         if wrong else f"{len(got)} labels for {len(want)}")
    return Measure()


def shaped(got, want):
    got = np.asarray(got)
    if got.dtype != np.float64:
        raise Difference(f"type {got.dtype}, expected float64")
    if got.size != want.size:
        raise Difference(f"shape {got.shape}, expected {want.shape}")
    return got.reshape(want.shape)


def measure(got, want, size):
    """Both float64, of one shape."""
    if want.size == 0:
        return Measure()
    d = apart(got, want)
    relative = np.divide(d, size, out=np.where(d > 0, np.inf, 0.0), where=size > 0)
    return Measure(want.size, int(same_bits(got, want).sum()), int(ulps(got, want).max()), float(relative.max()))


def values(got, want, bound, size=None):
    """Measures got against want, both float64. size: of want's numbers, where not these alone tell (sizes)."""
    got = shaped(got, want)
    size = sizes(want) if size is None else size
    if bound.single:
        good = apart(got, want) <= bound.ulp * np.spacing(np.abs(want).astype(np.float32))
    elif bound == EQUAL:
        good = same_bits(got, want)
    else:
        good = (ulps(got, want) <= np.uint64(bound.ulp)) | (apart(got, want) <= bound.relative * size)
    if not good.all():
        at = tuple(int(i) for i in np.argwhere(~good)[0])
        raise Difference(f"{int((~good).sum())} of {want.size} numbers, first: {got[at]!r} for {want[at]!r}"
                         f" ({int(ulps(got, want)[at])} ulp)")
    return measure(got, want, size)
