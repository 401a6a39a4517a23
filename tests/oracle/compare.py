"""Is this the answer? Bit by bit for trees, within rounding for the rest; labels always equal."""
import numpy as np

# What is left when the same sum is taken in another order: a few units in the last place of the largest term. scikit-learn
# differs from itself by as much between one row and many (BLAS). The terms are not recorded, the rows are.
RELATIVE = 1e-11
ABSOLUTE = 1e-12
SINGLE = "single"  # numbers that somebody else rounded to float32: to two units in their last place


class Difference(Exception):
    pass


def same_bits(a, b):
    """Equal, NaN to NaN; 0.0 and -0.0 are told apart."""
    a, b = np.ascontiguousarray(a, np.float64), np.ascontiguousarray(b, np.float64)
    return (a.view(np.int64) == b.view(np.int64)) | (np.isnan(a) & np.isnan(b))


def text(label):
    return label if isinstance(label, str) else label.decode("utf-8") if isinstance(label, bytes) else label


def labels(got, want):
    got = [text(v) for v in np.asarray(got).ravel().tolist()]
    want = np.asarray(want).ravel().tolist()
    wrong = [i for i, (g, w) in enumerate(zip(got, want)) if g != w]
    if len(got) != len(want) or wrong:
        raise Difference(f"{len(wrong)} of {len(want)} labels, first: {got[wrong[0]]!r} for {want[wrong[0]]!r}"
                         if wrong else f"{len(got)} labels for {len(want)}")


def values(got, want, exact, scale=0.0):
    """got against want, both float64. scale: the size of the terms the numbers are sums of."""
    got = np.asarray(got)
    if got.dtype != np.float64:
        raise Difference(f"type {got.dtype}, expected float64")
    if got.size != want.size:
        raise Difference(f"shape {got.shape}, expected {want.shape}")
    got = got.reshape(want.shape)
    if exact == SINGLE:
        good = np.abs(got - want) <= 2 * np.spacing(np.abs(want).astype(np.float32))
    elif exact:
        good = same_bits(got, want)
    else:
        slack = ABSOLUTE + RELATIVE * np.maximum(np.abs(want), scale)
        with np.errstate(invalid="ignore"):
            good = (np.abs(got - want) <= slack) | same_bits(got, want) | (got == want)
    if not good.all():
        at = tuple(int(i) for i in np.argwhere(~good)[0])
        raise Difference(f"{int((~good).sum())} of {want.size} numbers, first: {got[at]!r} for {want[at]!r}")


def worst(got, want):
    """The greatest difference, relative to the number or to 1, for the table."""
    got = np.asarray(got, np.float64).reshape(want.shape)
    with np.errstate(invalid="ignore"):
        d = np.abs(got - want) / np.maximum(np.abs(want), 1.0)
    d = d[np.isfinite(d)]
    return float(d.max()) if d.size else 0.0
