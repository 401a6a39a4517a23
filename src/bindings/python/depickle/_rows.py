"""Rows as callers have them (DataFrames, lists, arrays) as a model takes them."""

import math
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Sequence

from ._arrays import numpy

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Frame:
    """Named columns, whoever made them; column(i) is what NumPy takes for an array."""

    def __init__(self, names: List[Any], column: Callable[[int], Any], rows: int) -> None:
        self.names, self.column, self.rows = names, column, rows


def frame(x: Any) -> Optional[Frame]:
    """Of a DataFrame of pandas or polars, or a table of pyarrow; None of other rows."""
    if isinstance(x, Frame):
        return x
    if hasattr(x, "columns") and hasattr(x, "iloc"):
        return Frame(list(x.columns), lambda i: x.iloc[:, i], len(x))
    if hasattr(x, "columns") and hasattr(x, "get_column"):  # polars
        return Frame(list(x.columns), lambda i: x.get_column(x.columns[i]).to_numpy(), len(x))
    if hasattr(x, "column_names") and hasattr(x, "num_rows"):  # pyarrow
        return Frame(list(x.column_names), lambda i: x.column(i).to_numpy(), x.num_rows)
    return None


def _few(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:5])) + (", …" if len(names) > 5 else "")


def ordered(x: Any, names: Optional[Sequence[str]]) -> Any:
    """The columns of a frame in the order of training, where both have names. ValueError: one is missing, stands twice, or is not the
    model's."""
    found = frame(x)
    if names is None or found is None or not all(isinstance(name, str) for name in found.names):
        return x
    place = {name: i for i, name in enumerate(found.names)}
    missing = [name for name in names if name not in place]
    if missing:
        raise ValueError(f"columns are missing: {_few(missing)}")
    if len(place) != len(found.names):
        raise ValueError(f"columns stand twice: {_few([name for name in place if found.names.count(name) > 1])}")
    known = set(names)
    others = [name for name in found.names if name not in known]
    if others:
        raise ValueError(f"columns that the model was not fitted on: {_few(others)}")
    column = found.column
    return Frame(list(names), lambda i: column(place[names[i]]), found.rows)


def matrix(x: Any, n_features: int, names: Optional[Sequence[str]], who: str, one_dimension: bool = False) -> "Array":
    """Rows of numbers as float64, [N, n_features] (0: as many as there are). ``one_dimension``: it takes [N] as well."""
    np = numpy()
    x = ordered(x, names)
    if hasattr(x, "toarray"):  # scipy's
        x = x.toarray()
    found = frame(x)
    if found is not None:
        columns = [_numbers(found.column(i)) for i in range(len(found.names))]
        rows = np.stack(columns, axis=1) if columns else np.empty((found.rows, 0))
    else:
        rows = _numbers(x)
    if rows.ndim == 1 and one_dimension:
        rows = rows.reshape(-1, 1)
    if rows.ndim != 2:
        raise ValueError(f"Expected 2D array, got {rows.ndim}D array instead. Reshape your data: one row is [[…]]")
    if n_features and rows.shape[1] != n_features:
        raise ValueError(f"X has {rows.shape[1]} features, but {who} is expecting {n_features} features as input")
    return np.ascontiguousarray(rows)


def _numbers(x: Any) -> "Array":
    """Any array of numbers as float64. What is missing (None, pandas.NA) is NaN. ValueError: it is no number."""
    np = numpy()
    if hasattr(x, "to_numpy") and str(getattr(x, "dtype", ""))[:1].isupper():  # pandas' Int64, Float64, boolean with a mask
        x = x.to_numpy(dtype=np.float64, na_value=np.nan)
    rows = np.asarray(x)
    if rows.dtype.kind == "c":
        raise ValueError("Complex data not supported")
    if rows.dtype.kind == "O":
        missing = np.asarray(np.frompyfunc(is_missing, 1, 1)(rows), dtype=bool)
        if missing.any():
            rows = np.where(missing, np.nan, rows)
    if rows.dtype.kind in "mMV":
        raise ValueError(f"X has {rows.dtype}, expected numbers")
    try:
        return rows.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"could not convert X to float64: {error}") from error


def is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ in ("NAType", "NaTType")


def text(value: Any, number: bool = False) -> str:
    """A value as ONNX files take it for a text. number: it stands in a column of numbers, where what is missing is "nan"."""
    if is_missing(value):
        return "nan" if number else ""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return repr(float(value)) if number else str(value)


def texts(values: Any) -> "Array":
    """A column as texts, [N, 1]."""
    np = numpy()
    column = np.asarray(values)
    number = column.dtype.kind in "fiu" and column.dtype != object
    if column.dtype.kind in "iu":
        number = False  # 8 is "8"
    made = np.empty((len(column), 1), dtype=object)
    made[:, 0] = [text(value, number) for value in column.astype(object)]
    return made


def numbers(values: Any) -> "Array":
    """A column as float64, [N, 1]."""
    return _numbers(values).reshape(-1, 1)


def columns(x: Any, names: Sequence[str], places: Sequence[Optional[int]], width: int) -> List[Any]:
    """The columns of these names, or of their places where the rows have no names. places: None where it is not known.

    ValueError: some are missing, or rows without names have another width than ``width`` (0: not known).
    """
    np = numpy()
    if isinstance(x, (list, tuple)) and x and all(isinstance(row, dict) for row in x):
        return [np.array([row.get(name) for row in x] + [None], dtype=object)[:-1] for name in names]
    found = frame(x)
    if found is not None:
        by_name = [_column_of(found, name) for name in names]
        missing = [name for name, column in zip(names, by_name) if column is None]
        if missing:
            raise ValueError(f"columns are missing: {_few(missing)}")
        return by_name
    rows = x if hasattr(x, "shape") else np.asarray(x, dtype=object)
    if len(rows.shape) != 2:
        raise ValueError(f"Expected 2D array, got {len(rows.shape)}D array instead")
    if width and rows.shape[1] != width:
        raise ValueError(f"X has {rows.shape[1]} features, expected {width}")
    if any(place is None or place >= rows.shape[1] for place in places):
        raise ValueError("the file does not tell the order of its columns: give a DataFrame")
    return [rows[:, place] for place in places]


def _column_of(found: Frame, name: str) -> Any:
    for each in (name, name[:-1] if name.endswith("_") else name):
        if each in found.names:
            return found.column(found.names.index(each))
    if name.startswith("x") and name[1:].isdigit() and int(name[1:]) < len(found.names):
        return found.column(int(name[1:]))
    return None
