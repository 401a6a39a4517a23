"""Preprocessing: encoders, imputers, scalers, texts."""

from typing import Any

import numpy as np

from ._errors import ModelError
from ._load_make import INSTALLED, Loading, rule


@rule("sklearn.preprocessing.OneHotEncoder")
def one_hot(loading: Loading) -> None:
    chosen = loading.maker.value(loading.told.params_found.get("categorical_features"))
    if chosen is not None and not isinstance(chosen, str):
        from ._load_answers import EarlierOneHotEncoder, become

        become(loading.model, EarlierOneHotEncoder)
        loading.model._chosen = np.flatnonzero(chosen) if np.asarray(chosen).dtype.kind == "b" else np.asarray(chosen, np.intp)
    if not loading.has("categories_") and loading.has("feature_indices_"):
        _old_one_hot(loading)
    loading.drop(*(name for name in list(loading.fitted) if name.endswith("_values_") or name in (
        "active_features_", "feature_indices_", "_active_features_", "_categorical_features", "_categories", "_feature_indices_",
        "_legacy_mode", "_n_values")))
    if not loading.has("categories_"):
        return
    categories = loading.get("categories_")
    loading.default(drop_idx_=None, n_features_in_=len(categories))
    _no_infrequent(loading, (1, 1))
    dropped = loading.get("drop_idx_")
    if dropped is not None and np.asarray(dropped).dtype.kind in "iu":
        loading.fitted["drop_idx_"] = dropped = np.asarray(dropped).astype(object)
    if INSTALLED >= (1, 1):
        loading.default(_infrequent_enabled=False)
        loading.default(_drop_idx_after_grouping=dropped)
        left = [len(each) - (0 if dropped is None or dropped[i] is None else 1) for i, each in enumerate(categories)]
        loading.default(_n_features_outs=left)


def _no_infrequent(loading: Loading, since: Any) -> None:
    """Categories that were too rare to have a column of their own."""
    grouped = loading.has("_infrequent_indices") and any(each is not None for each in loading.get("_infrequent_indices"))
    if grouped and INSTALLED < since:
        raise ModelError("infrequent categories need scikit-learn %d.%d or later" % since)
    if INSTALLED < since:
        loading.drop("_infrequent_enabled", "_infrequent_indices", "_default_to_infrequent_mappings", "_drop_idx_after_grouping",
                     "_n_features_outs")


def _old_one_hot(loading: Loading) -> None:
    """Up to 0.19: whole numbers from 0 on, of which those that were met have a column."""
    starts, met = loading.array("feature_indices_", 1).astype(np.int64), loading.fitted.get("active_features_")
    active = np.arange(starts[-1]) if met is None else np.asarray(met, np.int64)
    if starts[0] != 0 or (np.diff(starts) < 0).any() or (active < 0).any() or (active >= starts[-1]).any():
        raise ModelError("feature_indices_ and active_features_ do not fit together")
    categories = [active[(active >= a) & (active < b)] - a for a, b in zip(starts[:-1], starts[1:])]
    loading.fitted["categories_"] = categories


@rule("sklearn.preprocessing.OrdinalEncoder")
def ordinal(loading: Loading) -> None:
    loading.drop("_categories")
    if not loading.has("categories_"):
        return
    categories = loading.get("categories_")
    loading.default(n_features_in_=len(categories))
    _no_infrequent(loading, (1, 3))
    if INSTALLED >= (1, 0):
        loading.default(_missing_indices={
            i: len(each) - 1 for i, each in enumerate(categories) if len(each) and isinstance(each[-1], float) and np.isnan(each[-1])})
    if INSTALLED >= (1, 3):
        loading.default(_infrequent_enabled=False)


@rule("sklearn.preprocessing.TargetEncoder")
def target(loading: Loading) -> None:
    loading.default(_infrequent_enabled=False)


@rule("sklearn.impute.SimpleImputer")
def simple(loading: Loading) -> None:
    if loading.told.name.endswith(".Imputer"):
        if loading.told.params.get("axis", 0) != 0:
            raise ModelError("an Imputer of rows (axis=1) has no counterpart today")
        if loading.model.missing_values == "NaN":
            loading.model.missing_values = np.nan
    if not loading.has("statistics_"):
        return
    statistics = np.asarray(loading.get("statistics_"))
    loading.default(indicator_=None, _fit_dtype=statistics.dtype, n_features_in_=len(statistics))
    if INSTALLED >= (1, 8):
        loading.default(_fill_dtype=statistics.dtype)


@rule("sklearn.impute.MissingIndicator")
def indicator(loading: Loading) -> None:
    loading.default(_precomputed=False)


@rule("sklearn.impute.SimpleImputer", "sklearn.impute.KNNImputer", "sklearn.impute.IterativeImputer")
def inner_indicator(loading: Loading) -> None:
    """Since 0.23 it is given what is missing, not the rows."""
    if loading.has("indicator_"):
        loading.get("indicator_")._precomputed = True


@rule("sklearn.impute.KNNImputer")
def nearest(loading: Loading) -> None:
    if not loading.has("_fit_X"):
        return
    loading.default(indicator_=None, _mask_fit_X=np.isnan(loading.array("_fit_X", 2)))
    loading.default(_valid_mask=~loading.get("_mask_fit_X").all(axis=0))


@rule("sklearn.impute.IterativeImputer")
def iterative(loading: Loading) -> None:
    if not loading.has("initial_imputer_"):
        return
    if INSTALLED >= (1, 6):
        statistics = np.asarray(loading.get("initial_imputer_").statistics_, np.float64)
        loading.default(_is_empty_feature=np.isnan(statistics))
    for name in ("_min_value", "_max_value"):  # one number for all up to 0.22
        if loading.has(name) and np.ndim(loading.get(name)) == 0:
            loading.fitted[name] = np.full(len(loading.get("initial_imputer_").statistics_), float(loading.get(name)))
    loading.default(indicator_=None, random_state_=np.random.RandomState())


@rule("sklearn.preprocessing.PolynomialFeatures")
def polynomial(loading: Loading) -> None:
    if not loading.has("n_output_features_") or INSTALLED < (1, 0):
        return
    degree = loading.params.get("degree", 2)
    low, high = degree if isinstance(degree, tuple) else (0, degree)
    loading.default(_min_degree=low, _max_degree=high, _n_out_full=loading.get("n_output_features_"))


@rule("sklearn.preprocessing.QuantileTransformer")
def quantiles(loading: Loading) -> None:
    if loading.has("references_"):
        loading.default(n_quantiles_=len(loading.array_like("references_")))


@rule("sklearn.isotonic.IsotonicRegression")
def isotonic(loading: Loading) -> None:
    loading.drop("_X_", "_y_", "f_")
    if not loading.has("X_thresholds_"):
        return
    x, y = loading.array("X_thresholds_", 1), loading.array("y_thresholds_", 1)
    if x.shape != y.shape:
        raise ModelError("X_thresholds_ and y_thresholds_ have different lengths")
    loading.model._build_f(x, y)


@rule("sklearn.feature_extraction.text.TfidfTransformer")
def weights(loading: Loading) -> None:
    """A diagonal matrix until 1.4, its numbers since."""
    found = loading.fitted.pop("_idf_diag", None)
    if found is None and not loading.has("idf_"):
        return
    idf = np.asarray(loading.maker.value(found).diagonal() if found is not None else loading.get("idf_"), np.float64)
    loading.drop("idf_")
    if INSTALLED >= (1, 5):
        loading.fitted["idf_"] = idf
    else:
        import scipy.sparse

        loading.fitted["_idf_diag"] = scipy.sparse.diags(idf, offsets=0, shape=(len(idf), len(idf)), format="csr", dtype=idf.dtype)
    loading.default(n_features_in_=len(idf))


@rule("sklearn.feature_extraction.text.TfidfVectorizer", "sklearn.feature_extraction.text.CountVectorizer")
def vocabulary(loading: Loading) -> None:
    if loading.has("vocabulary_"):
        loading.fitted["vocabulary_"] = {word: int(at) for word, at in loading.get("vocabulary_").items()}
        loading.default(fixed_vocabulary_=False)


@rule("sklearn.feature_extraction.DictVectorizer")
def dictionaries(loading: Loading) -> None:
    if loading.has("vocabulary_"):
        loading.fitted["vocabulary_"] = {word: int(at) for word, at in loading.get("vocabulary_").items()}
