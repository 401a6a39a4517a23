"""ColumnTransformer: how each version remembers which columns go where."""

from typing import Any, Dict, List

import numpy as np

from ._errors import ModelError
from ._load_make import INSTALLED, Loading, public, rule


@rule("sklearn.compose.ColumnTransformer")
def columns(loading: Loading) -> None:
    loading.drop("_df_columns", "_has_str_cols")
    names = loading.fitted.pop("_feature_names_in", None)
    if not loading.has("transformers_"):
        return
    if names is not None:
        loading.default(feature_names_in_=np.asarray(names, object))
    width = _width(loading)
    parts = [_part(part, width, loading) for part in loading.get("transformers_")]
    loading.fitted["transformers_"] = parts
    if not _told(parts, loading):
        loading.drop("n_features_in_")
    else:
        loading.default(_transformer_to_input_indices={name: _indices(chosen, width, loading) for name, _, chosen in parts})
    loading.default(_transformer_to_input_indices={})
    loading.default(sparse_output_=False, _remainder=("remainder", loading.params.get("remainder", "drop"), []))
    loading.default(_columns=[chosen for name, _, chosen in parts if name != "remainder"])
    if _told(parts, loading):
        loading.default(n_features_in_=width)
    if INSTALLED < (1, 0):
        own = loading.fitted.get("feature_names_in_")
        loading.fitted.update(_feature_names_in=own, _has_str_cols=own is not None, _df_columns=own)
    if INSTALLED < (1, 4):
        loading.default(_n_features=width)
    loading.drop("_name_to_fitted_passthrough")
    _passthrough(loading, parts)
    if INSTALLED < (1, 0):
        loading.drop("output_indices_", "_transformer_to_input_indices")


def _told(parts: List[Any], loading: Loading) -> bool:
    """Up to 0.20.3 a file did not tell where columns stand that are chosen by name: then only a DataFrame will do."""
    return loading.has("feature_names_in_") or not any(isinstance(item, str) for _, _, chosen in parts for item in _items(chosen))


def _items(chosen: Any) -> List[Any]:
    if isinstance(chosen, slice):
        return [chosen.start, chosen.stop]
    return [chosen] if isinstance(chosen, (str, int, np.integer)) else list(chosen if chosen is not None else [])


def _width(loading: Loading) -> int:
    for name in ("n_features_in_", "_n_features"):
        if type(loading.fitted.get(name)) is int:
            return int(loading.fitted[name])
    return len(loading.get("feature_names_in_")) if loading.has("feature_names_in_") else 0


def _part(part: Any, width: int, loading: Loading) -> Any:
    if not isinstance(part, tuple) or len(part) != 3:
        raise ModelError("transformers_ are no triples")
    name, made, chosen = part
    if name == "remainder" and isinstance(chosen, np.ndarray):
        chosen = chosen.tolist()
    if name == "remainder" and INSTALLED < (1, 7) and isinstance(chosen, list):
        chosen = _indices(chosen, width, loading)
    return name, made, chosen


def _indices(chosen: Any, width: int, loading: Loading) -> List[int]:
    """Columns by their numbers."""
    if isinstance(chosen, slice):
        if isinstance(chosen.start, str) or isinstance(chosen.stop, str):
            start = 0 if chosen.start is None else _named(chosen.start, loading)
            stop = width if chosen.stop is None else _named(chosen.stop, loading) + 1
            return list(range(start, stop))
        return list(range(width))[chosen]
    items = _items(chosen)
    if items and all(isinstance(item, (bool, np.bool_)) for item in items):
        return [i for i, item in enumerate(items) if item]
    return [_named(item, loading) if isinstance(item, str) else int(item) % max(width, 1) for item in items]


def _named(name: str, loading: Loading) -> int:
    names = loading.get("feature_names_in_").tolist() if loading.has("feature_names_in_") else []
    if name not in names:
        raise ModelError(f"a column {name[:40]!r} whose place the file does not tell")
    return int(names.index(name))


def _passthrough(loading: Loading, parts: List[Any]) -> None:
    """From 1.4 on what goes through unchanged is a fitted FunctionTransformer; in 1.2 and 1.3 that stood beside."""
    if INSTALLED < (1, 2):
        loading.fitted["transformers_"] = [(name, _as_word(made, name, loading), chosen) for name, made, chosen in parts]
        return
    fitted: Dict[str, Any] = {}
    for name, made, chosen in parts:
        if isinstance(made, str) and made == "passthrough":
            fitted[name] = _function(len(_indices(chosen, _width(loading), loading)) if _told(parts, loading) else len(_items(chosen)))
    if INSTALLED >= (1, 4):
        loading.fitted["transformers_"] = [(name, fitted.get(name, made), chosen) for name, made, chosen in parts]
    else:
        loading.fitted["_name_to_fitted_passthrough"] = fitted


def _function(width: int) -> Any:
    made = public("sklearn.preprocessing.FunctionTransformer")(accept_sparse=True, check_inverse=False, feature_names_out="one-to-one")
    made.n_features_in_ = width
    return made


def _as_word(made: Any, name: str, loading: Loading) -> Any:
    given = {each[0]: each[1] for each in loading.params.get("transformers", [])}
    given["remainder"] = loading.params.get("remainder")
    return "passthrough" if isinstance(given.get(name), str) and given[name] == "passthrough" else made
