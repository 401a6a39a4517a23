"""Histogram boosting of scikit-learn 1.4 and later, for versions before: without the encoder of its categories."""

from typing import Any, List

import numpy as np

from ._errors import ModelError
from ._load_make import Loading


def decode(loading: Loading, preprocessor: Any, stages: List[List[Any]]) -> None:
    """Turns trees of encoded categories, which stand in the first columns, into trees of the categories themselves, where they stood."""
    categorical = np.asarray(loading.get("is_categorical_"), bool)
    columns = np.concatenate([np.flatnonzero(categorical), np.flatnonzero(~categorical)])
    encoder = dict((name, made) for name, made, _ in preprocessor.transformers_)["encoder"]
    categories = [_whole(each) for each in encoder.categories_]
    for stage in stages:
        for each in stage:
            _tree(each, columns, categories)
    mapper = loading.get("_bin_mapper")
    order = np.argsort(columns)
    thresholds, bins = mapper.bin_thresholds_, mapper.n_bins_non_missing_
    mapper.bin_thresholds_ = [thresholds[i] for i in order]
    mapper.n_bins_non_missing_ = np.ascontiguousarray(bins[order])
    mapper.is_categorical_ = categorical.astype(np.uint8)
    mapper.is_categorical = mapper.is_categorical_
    mapper.known_categories = [None] * len(columns)
    for at, each in zip(columns, categories):
        mapper.known_categories[at] = each


def _whole(found: Any) -> "np.ndarray[Any, Any]":
    """The categories of a column, but for a missing one at their end."""
    if found.dtype.kind not in "iuf":
        raise ModelError("categories that are texts need scikit-learn 1.4 or later")
    made = found.astype(np.float64)
    made = made[~np.isnan(made)]
    if not ((made >= 0) & (made < 256) & (made == np.floor(made))).all():
        raise ModelError("categories that are not whole numbers below 256 need scikit-learn 1.4 or later")
    return made


def _tree(predictor: Any, columns: "np.ndarray[Any, Any]", categories: "List[np.ndarray[Any, Any]]") -> None:
    nodes, bitsets = predictor.nodes, predictor.raw_left_cat_bitsets
    for at in np.flatnonzero((nodes["is_leaf"] == 0) & (nodes["is_categorical"] != 0)):
        codes = bitsets[nodes["bitset_idx"][at]].copy()
        made = np.zeros(8, np.uint32)
        for code, category in enumerate(categories[nodes["feature_idx"][at]].astype(np.int64)):
            if codes[code // 32] >> np.uint32(code % 32) & np.uint32(1):
                made[category // 32] |= np.uint32(1) << np.uint32(category % 32)
        bitsets[nodes["bitset_idx"][at]] = made
    inner = nodes["is_leaf"] == 0
    nodes["feature_idx"][inner] = columns[nodes["feature_idx"][inner].astype(np.int64)]
