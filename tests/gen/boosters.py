#!/usr/bin/env python3
"""Writes small XGBoost, LightGBM and CatBoost models with the answers their own library gives, as era fixtures.

    tests/gen/boosters.py OUT [NAME...]      inside an environment that has them; OUT/ENV/MODEL/{expected.json,pickle-pN.pkl}

The format is era-fixture/1, which tests/oracle and tests/gen/cases.py read. ENV is pyXY-LIBRARYVERSION. Runs on Python 3.7
and later; models that a library of that version does not have are left out."""
import json
import pathlib
import pickle
import re
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore")
ROWS, WIDTH = 160, 5


def data():
    rng = np.random.RandomState(7)
    x = np.round(rng.randn(ROWS, WIDTH), 3).astype(np.float32).astype(np.float64)
    x[:, 3] = rng.randint(0, 9, ROWS)
    x[:, 4] = np.where(rng.rand(ROWS) < 0.5, 0.0, x[:, 4])
    score = 2 * x[:, 0] - x[:, 1] + np.isin(x[:, 3], [1, 4, 6]) * 1.5 + 0.3 * x[:, 4]
    return x, score


def with_missing(x, seed=1):
    rng = np.random.RandomState(seed)
    x = x.copy()
    x[rng.rand(*x.shape) < 0.08] = np.nan
    return x


def classes(score, k):
    return np.clip(((score - score.min()) / (np.ptp(score) / k)).astype(int), 0, k - 1)


def texts(y):
    return np.array(["low", "mid", "high", "top"])[y]


class Frame:
    """Rows of a frame whose column x3 is one of pandas' categories. kept: the file holds these, and its rows have them; else
    rows have their numbers."""

    def __init__(self, categories, kept):
        self.categories, self.kept = categories, kept

    def codes(self, v):
        v = v.copy()
        v[:, 3] = np.clip(np.round(v[:, 3]), 0, len(self.categories) - 1)
        return v

    def pandas(self, v):
        import pandas as pd
        numbers = np.where(np.isnan(v[:, 3]), -1, v[:, 3]).astype(int)
        frame = pd.DataFrame(v, columns=["x%d" % i for i in range(WIDTH)])
        frame["x3"] = pd.Categorical.from_codes(numbers, self.categories)
        return frame

    def told(self, v):
        """As an input set of a fixture."""
        if not self.kept:
            return dict(plain(v), kind="dense")
        rows = plain(v)["data"]
        for row in rows:
            row[3] = "NaN" if row[3] == "NaN" else self.categories[int(row[3])]
        return {"kind": "frame", "columns": ["x%d" % i for i in range(WIDTH)], "rows": rows}


TEXTS = ["red", "green", "blue", "zz", "a", "A", " b", "light blue", "NaN-"]
NUMBERS = [30, 10, 20, -5, 7, 1000000, 0, 8, 9]


def xgboost_categories(add, xgb, version):
    """Categories of pandas: one against the others, and sets."""
    x, score = data()
    nan = with_missing(x)
    for name, model, categories, y in (
            ("xgb_cat", xgb.XGBRegressor(max_cat_to_onehot=2, **HIST), NUMBERS, score),
            ("xgb_cat_onehot", xgb.XGBRegressor(max_cat_to_onehot=99, **HIST), NUMBERS, score),
            ("xgb_cat_text", xgb.XGBClassifier(max_cat_to_onehot=2, **HIST), TEXTS, classes(score, 3)),
            ("xgb_cat_dart", xgb.XGBRegressor(booster="dart", rate_drop=0.5, **HIST), TEXTS, score)):
        frame = Frame(categories, kept=version >= (3, 1))
        add(name, model.fit(frame.pandas(nan), y), nan, frame=frame)


HIST = dict(n_estimators=4, max_depth=3, tree_method="hist", enable_categorical=True)


def select(model):
    """The features that count for it, for it again."""
    from sklearn.base import clone
    from sklearn.feature_selection import SelectFromModel
    from sklearn.pipeline import make_pipeline
    return make_pipeline(SelectFromModel(model), clone(model))


def on_dask(cls, fitted):
    """What fit of the class for Dask leaves: the same state. Its predict needs a cluster."""
    model = cls()
    model.__dict__.update(fitted.__dict__)
    return model


def has_dask():
    try:
        import dask.distributed  # noqa: F401
    except ImportError:
        return False
    return True


def sklearn_version():
    import sklearn
    return tuple(int(v) for v in sklearn.__version__.split(".")[:2])


def scipy_version():
    import scipy
    return tuple(int(v) for v in scipy.__version__.split(".")[:2])


GROUPS = [20] * (ROWS // 20)


def xgboost_inside(add, xgb):
    """In scikit-learn's own, which go on with their float32 numbers as such."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.ensemble import AdaBoostClassifier, BaggingRegressor, VotingRegressor
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.preprocessing import MinMaxScaler, StandardScaler
    x, score = data()
    small = dict(n_estimators=3, max_depth=2)
    for k in (2, 3):
        y = classes(score, k)
        add("xgb_calibrated%d" % k, CalibratedClassifierCV(xgb.XGBClassifier(**small), cv=2).fit(x, y), x)
        add("xgb_ovr%d" % k, OneVsRestClassifier(xgb.XGBClassifier(**small)).fit(x, y), x)
        if (0, 22) <= sklearn_version() and scipy_version() < (1, 18):  # 0.21 cannot fit it; 1.18 has another formula
            isotonic = CalibratedClassifierCV(xgb.XGBClassifier(**small), cv=2, method="isotonic")
            add("xgb_isotonic%d" % k, isotonic.fit(x, y), x)
    for name, scaler in (("standard", StandardScaler()), ("minmax", MinMaxScaler())):
        target = TransformedTargetRegressor(xgb.XGBRegressor(**small), transformer=scaler)
        add("xgb_target_" + name, target.fit(x, 3 * score + 1), x)
    if sklearn_version() < (1, 3):  # SAMME.R
        add("xgb_ada", AdaBoostClassifier(xgb.XGBClassifier(**small), n_estimators=3, random_state=0).fit(x, classes(score, 2)), x)
    three = [(str(rate), xgb.XGBRegressor(learning_rate=rate, **small)) for rate in (0.2, 0.3, 0.5)]
    add("xgb_bagging", BaggingRegressor(three[0][1], n_estimators=4, random_state=0).fit(x, score), x)
    if sklearn_version() >= (0, 21):
        add("xgb_voting", VotingRegressor(three).fit(x, score), x)
        add("xgb_voting_weights", VotingRegressor(three, weights=[1, 2, 5]).fit(x, score), x)
        nested = VotingRegressor([("bag", BaggingRegressor(three[0][1], n_estimators=3, random_state=0)), ("vote", VotingRegressor(three))])
        add("xgb_voting_nested", nested.fit(x, score), x)


def all_of_dart(model, x):
    """Before 1.0 predict leaves trees of dart out at random, but where it is told how many to use."""
    return model.predict(x, ntree_limit=model.n_estimators)


def xgboost_ranking(add, xgb, version):
    x, score = data()
    y = classes(score, 4)
    for name in ("pairwise", "ndcg", "map"):
        grade = (y > 1).astype(int) if name == "map" else y
        ranker = xgb.XGBRanker(n_estimators=3, max_depth=2, objective="rank:" + name, **({"tree_method": "hist"} if version >= (1, 0) else {}))
        add("xgb_rank_" + name, ranker.fit(x, grade, group=GROUPS), x)
    dart = xgb.XGBRanker(n_estimators=4, max_depth=2, booster="dart", rate_drop=0.5).fit(x, y, group=GROUPS)
    add("xgb_rank_dart", dart, x, native=None if version >= (1, 0) else all_of_dart)


def xgboost_models(add):
    import xgboost as xgb
    version = tuple(int(v) for v in xgb.__version__.split(".")[:2])
    x, score = data()
    nan = with_missing(x)
    hist = {} if version < (1, 0) else {"tree_method": "hist"}

    def both(name, model, xs, y, **fit):
        add(name, model.fit(xs, y, **fit), xs)
    for k in (2, 3):
        both("xgb_clf%d" % k, xgb.XGBClassifier(n_estimators=4, max_depth=3), x, classes(score, k))
    both("xgb_reg", xgb.XGBRegressor(n_estimators=5, max_depth=3), x, score)
    both("xgb_reg_nan", xgb.XGBRegressor(n_estimators=4, max_depth=3, base_score=0.25), nan, score)
    both("xgb_reg_missing", xgb.XGBRegressor(n_estimators=4, max_depth=3, missing=0.0), x, score)
    both("xgb_reg_poisson", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="count:poisson"), x, np.exp(score / 4))
    both("xgb_reg_gamma", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="reg:gamma"), x, np.exp(score / 4))
    both("xgb_reg_tweedie", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="reg:tweedie"), x, np.exp(score / 4))
    both("xgb_reg_logistic", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="reg:logistic"), x, 1 / (1 + np.exp(-score)))
    both("xgb_clf_softmax", xgb.XGBClassifier(n_estimators=4, max_depth=2, objective="multi:softmax"), x, classes(score, 3))
    both("xgb_forest_rounds", xgb.XGBRegressor(n_estimators=3, max_depth=2, num_parallel_tree=3, subsample=0.7), x, score)
    both("xgb_constraints", xgb.XGBRegressor(n_estimators=3, max_depth=3, monotone_constraints="(1,-1,0,0,0)", gamma=0.1), x, score)
    if version >= (1, 0):
        both("xgb_reg_squaredlog", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="reg:squaredlogerror"), x, np.exp(score / 4))
        both("xgb_reg_huber", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="reg:pseudohubererror"), x, score)
        both("xgb_lossguide", xgb.XGBClassifier(n_estimators=4, max_leaves=5, max_depth=0, grow_policy="lossguide", tree_method="hist"),
             nan, classes(score, 2))
    both("xgb_clf_hinge", xgb.XGBClassifier(n_estimators=4, max_depth=2, objective="binary:hinge"), x, classes(score, 2))
    dart = xgb.XGBRegressor(n_estimators=8, max_depth=2, booster="dart", rate_drop=0.5).fit(x, score)
    add("xgb_dart", dart, x, native=None if version >= (1, 0) else all_of_dart)
    both("xgb_gblinear", xgb.XGBRegressor(n_estimators=4, booster="gblinear"), x, score)
    both("xgb_gblinear3", xgb.XGBClassifier(n_estimators=4, booster="gblinear"), x, classes(score, 3))
    if version >= (1, 6):
        both("xgb_gblinear_targets", xgb.XGBRegressor(n_estimators=4, booster="gblinear"), x, np.stack([score, 3 - 2 * score], axis=1))
    both("xgb_rf_reg", xgb.XGBRFRegressor(n_estimators=5, max_depth=3), x, score)
    both("xgb_rf_clf3", xgb.XGBRFClassifier(n_estimators=5, max_depth=3), x, classes(score, 3))
    early = dict(n_estimators=40, max_depth=2, learning_rate=0.8)
    if version < (2, 0):
        both("xgb_early", xgb.XGBRegressor(**early), x[:100], score[:100], eval_set=[(x[100:], score[100:])],
             early_stopping_rounds=3, verbose=False)
        both("xgb_early3", xgb.XGBClassifier(**early), x[:100], classes(score, 3)[:100],
             eval_set=[(x[100:], classes(score, 3)[100:])], early_stopping_rounds=3, verbose=False)
    else:
        both("xgb_early", xgb.XGBRegressor(early_stopping_rounds=3, **early), x[:100], score[:100],
             eval_set=[(x[100:], score[100:])], verbose=False)
        both("xgb_early3", xgb.XGBClassifier(early_stopping_rounds=3, **early), x[:100], classes(score, 3)[:100],
             eval_set=[(x[100:], classes(score, 3)[100:])], verbose=False)
    if version < (1, 6):
        both("xgb_clf_text", xgb.XGBClassifier(n_estimators=3, max_depth=2), x, texts(classes(score, 3)))
    if version >= (1, 7):
        both("xgb_quantile", xgb.XGBRegressor(n_estimators=4, max_depth=2, objective="reg:absoluteerror", **hist), x, score)
        params = {"objective": "reg:squarederror", "max_depth": 3, "tree_method": "hist", "max_cat_to_onehot": 4}
        matrix = xgb.DMatrix(nan, score, feature_types=["float", "float", "float", "c", "float"], enable_categorical=True)
        add("xgb_booster_cat", xgb.train(params, matrix, 4), nan, native=lambda m, v: m.predict(
            xgb.DMatrix(v, feature_types=["float", "float", "float", "c", "float"], enable_categorical=True)))
        params["max_cat_to_onehot"] = 100
        add("xgb_booster_onehot", xgb.train(params, matrix, 4), nan, native=lambda m, v: m.predict(
            xgb.DMatrix(v, feature_types=["float", "float", "float", "c", "float"], enable_categorical=True)))
        xgboost_categories(add, xgb, version)
    if version >= (2, 0):
        both("xgb_reg_multi", xgb.XGBRegressor(n_estimators=3, max_depth=2), x, np.stack([score, -2 * score], axis=1))
        vectors = dict(n_estimators=3, max_depth=3, tree_method="hist", multi_strategy="multi_output_tree")
        both("xgb_vectors", xgb.XGBRegressor(**vectors), nan, np.stack([score, -2 * score, x[:, 1]], axis=1))
        both("xgb_vectors_clf3", xgb.XGBClassifier(early_stopping_rounds=2, **dict(vectors, n_estimators=30, learning_rate=1.5)),
             x[:100], classes(score, 3)[:100], eval_set=[(x[100:], classes(score, 3)[100:])], verbose=False)
        both("xgb_reg_quantiles", xgb.XGBRegressor(n_estimators=3, max_depth=2, objective="reg:quantileerror",
                                                   quantile_alpha=np.array([0.2, 0.8])), x, score)
    both("xgb_select", select(xgb.XGBRegressor(n_estimators=4, max_depth=3)), x, score)
    both("xgb_select_linear", select(xgb.XGBRegressor(n_estimators=4, booster="gblinear")), x, score)
    both("xgb_select_linear3", select(xgb.XGBClassifier(n_estimators=4, booster="gblinear")), x, classes(score, 3))
    both("xgb_select_cover", select(xgb.XGBClassifier(n_estimators=4, max_depth=3, importance_type="cover")), x, classes(score, 2))
    xgboost_inside(add, xgb)
    xgboost_ranking(add, xgb, version)
    base = xgb.XGBModel(n_estimators=3, max_depth=2, objective="reg:squarederror").fit(x, score)
    both("xgb_model", base, x, score)
    if has_dask():
        import xgboost.dask
        fitted = xgb.XGBClassifier(n_estimators=3, max_depth=2).fit(x, classes(score, 3))
        add("xgb_dask_clf3", on_dask(xgb.dask.DaskXGBClassifier, fitted), x, native=lambda m, v: fitted.predict(v))
        add("xgb_dask", on_dask(xgb.dask.DaskXGBRegressor, base), x, native=lambda m, v: base.predict(v))
    train = xgb.DMatrix(x, classes(score, 3))
    for name, objective in (("xgb_booster_prob", "multi:softprob"), ("xgb_booster_max", "multi:softmax")):
        add(name, xgb.train({"objective": objective, "num_class": 3, "max_depth": 2}, train, 3), x,
            native=lambda m, v: m.predict(xgb.DMatrix(v)))
    add("xgb_booster_raw", xgb.train({"objective": "binary:logitraw", "max_depth": 2}, xgb.DMatrix(x, classes(score, 2)), 3), x,
        native=lambda m, v: m.predict(xgb.DMatrix(v)))


def lightgbm_models(add):
    import lightgbm as lgb
    from sklearn.calibration import CalibratedClassifierCV
    version = tuple(int(v) for v in lgb.__version__.split(".")[:2])
    x, score = data()
    nan = with_missing(x)
    small = dict(n_estimators=5, num_leaves=6, min_child_samples=5, verbose=-1)
    count = np.round(np.exp(score / 4))

    def both(name, model, xs, y, **fit):
        add(name, model.fit(xs, y, **fit), xs)
    both("lgbm_reg", lgb.LGBMRegressor(**small), x, score)
    both("lgbm_reg_nan", lgb.LGBMRegressor(**small), nan, score)
    both("lgbm_reg_zero", lgb.LGBMRegressor(zero_as_missing=True, **small), x, score)
    both("lgbm_reg_unused_nan", lgb.LGBMRegressor(use_missing=False, **small), nan, score)
    for objective in ("regression_l1", "huber", "fair", "quantile", "mape", "poisson", "gamma", "tweedie"):
        both("lgbm_reg_" + objective.replace("regression_", ""), lgb.LGBMRegressor(objective=objective, **small), x,
             score if objective not in ("poisson", "gamma", "tweedie") else count + 1)
    for objective in ("lambdarank", "rank_xendcg"):
        if objective == "lambdarank" or version >= (3, 0):
            both("lgbm_" + objective, lgb.LGBMRanker(objective=objective, **small), x, classes(score, 4), group=GROUPS)
    both("lgbm_rank_dart", lgb.LGBMRanker(boosting_type="dart", drop_rate=0.5, **small), nan, classes(score, 4), group=GROUPS)
    both("lgbm_unbalanced", lgb.LGBMClassifier(is_unbalance=True, **small), nan, classes(score, 2))
    both("lgbm_weights", lgb.LGBMClassifier(class_weight="balanced", **small), nan, texts(classes(score, 3)))
    both("lgbm_monotone", lgb.LGBMRegressor(monotone_constraints=[1, -1, 0, 0, 0], **small), x, score)
    both("lgbm_extra", lgb.LGBMRegressor(extra_trees=True, path_smooth=1.0, **small), nan, score)
    both("lgbm_dart3", lgb.LGBMClassifier(boosting_type="dart", drop_rate=0.5, **small), x, classes(score, 3))
    both("lgbm_reg_sqrt", lgb.LGBMRegressor(reg_sqrt=True, **small), x, score)
    chosen = score / 4 + 5 * np.isin(x[:, 3], [1, 4, 6])  # by the category above all, so that there are splits by it
    sets = dict(small, min_data_per_group=1, cat_smooth=1.0, cat_l2=0.1)

    def by_category(model):
        assert re.search(r"num_cat=[1-9]", model.booster_.model_to_string()), "no split by category"
        return model
    add("lgbm_reg_cat", by_category(lgb.LGBMRegressor(max_cat_to_onehot=2, **sets).fit(nan, chosen, categorical_feature=[3])), nan)
    for name, categories in (("lgbm_pandas", NUMBERS), ("lgbm_pandas_text", TEXTS)):
        frame = Frame(categories, kept=True)
        add(name, by_category(lgb.LGBMRegressor(**sets).fit(frame.pandas(nan), chosen)), nan, frame=frame)
    both("lgbm_select", select(lgb.LGBMRegressor(**small)), x, score)
    both("lgbm_select_gain", select(lgb.LGBMRegressor(importance_type="gain", **small)), x, score)
    both("lgbm_model", lgb.LGBMModel(objective="binary", **small), x, classes(score, 2))
    if has_dask():
        from lightgbm.dask import DaskLGBMClassifier, DaskLGBMRegressor
        fitted = [lgb.LGBMClassifier(**small).fit(x, texts(classes(score, 3))), lgb.LGBMRegressor(**small).fit(x, score)]
        add("lgbm_dask_clf3", on_dask(DaskLGBMClassifier, fitted[0]), x, native=lambda m, v: fitted[0].predict(v))
        add("lgbm_dask", on_dask(DaskLGBMRegressor, fitted[1]), x, native=lambda m, v: fitted[1].predict(v))
    if version >= (3, 2):
        linear = dict(small, linear_tree=True, min_child_samples=10)
        both("lgbm_linear", lgb.LGBMRegressor(**linear), nan, score)
        both("lgbm_linear_clf3", lgb.LGBMClassifier(**linear), x, classes(score, 3))
        fitted = lgb.LGBMRegressor(**dict(sets, **linear)).fit(nan, chosen, categorical_feature=[3])
        add("lgbm_linear_cat", by_category(fitted), nan)
        both("lgbm_linear_dart", lgb.LGBMRegressor(boosting_type="dart", drop_rate=0.5, **linear), x, score)
    both("lgbm_dart", lgb.LGBMRegressor(boosting_type="dart", drop_rate=0.5, **small), x, score)
    both("lgbm_rf", lgb.LGBMRegressor(boosting_type="rf", bagging_freq=1, bagging_fraction=0.6, **small), x, score)
    both("lgbm_rf_clf", lgb.LGBMClassifier(boosting_type="rf", bagging_freq=1, bagging_fraction=0.6, **small), x,
         classes(score, 2))
    both("lgbm_clf2", lgb.LGBMClassifier(**small), x, texts(classes(score, 2)))
    both("lgbm_clf3", lgb.LGBMClassifier(**small), x, classes(score, 3) * 5)
    both("lgbm_ova", lgb.LGBMClassifier(objective="multiclassova", **small), x, texts(classes(score, 4)))
    both("lgbm_clf_sigmoid", lgb.LGBMClassifier(sigmoid=1.7, **small), x, classes(score, 2))
    for method in ("isotonic", "sigmoid"):  # of decision_function, where there is one: from 4.7 on
        calibrated = CalibratedClassifierCV(lgb.LGBMClassifier(**small), cv=2, method=method)
        both("lgbm_calibrated_" + method, calibrated, x, classes(score, 2))
    early = dict(small, n_estimators=60, learning_rate=0.9)
    fit = dict(eval_set=[(x[100:], score[100:])])
    if version < (3, 3):
        fit.update(early_stopping_rounds=3, verbose=False)
    else:
        fit.update(callbacks=[lgb.early_stopping(3, verbose=False)])
    both("lgbm_early", lgb.LGBMRegressor(**early), x[:100], score[:100], **fit)
    fit["eval_set"] = [(x[100:], classes(score, 3)[100:])]
    both("lgbm_early3", lgb.LGBMClassifier(**early), x[:100], classes(score, 3)[:100], **fit)
    params = dict(objective="cross_entropy", num_leaves=5, min_data_in_leaf=5, verbose=-1)
    probability = 1 / (1 + np.exp(-score))
    add("lgbm_booster", lgb.train(params, lgb.Dataset(x, probability), 4), x, native=lambda m, v: m.predict(v))
    params["objective"] = "cross_entropy_lambda"
    add("lgbm_booster_lambda", lgb.train(params, lgb.Dataset(x, probability), 4), x, native=lambda m, v: m.predict(v))
    params.update(objective="multiclass", num_class=3)
    add("lgbm_booster3", lgb.train(params, lgb.Dataset(x, classes(score, 3)), 3), x, native=lambda m, v: m.predict(v))
    if version >= (4, 0):
        params = dict(objective="regression", num_leaves=5, min_data_in_leaf=5, verbose=-1)
        folds = lgb.cv(params, lgb.Dataset(x, score), 3, nfold=2, stratified=False, return_cvbooster=True)["cvbooster"]
        add("lgbm_folds", folds, x, native=lambda m, v: m.predict(v), inside=lambda m: m.boosters)
    add("lgbm_single", lgb.LGBMRegressor(n_estimators=2, min_child_samples=1000, verbose=-1).fit(x, score), x)


def catboost_models(add):
    import catboost as cb
    x, score = data()
    nan = with_missing(x)
    small = dict(iterations=4, depth=3, verbose=0, allow_writing_files=False, thread_count=1)

    def both(name, model, xs, y, **fit):
        add(name, model.fit(xs, y, **fit), xs)
    both("cat_reg", cb.CatBoostRegressor(**small), x, score)
    both("cat_reg_nan", cb.CatBoostRegressor(**small), nan, score)
    both("cat_reg_nanmax", cb.CatBoostRegressor(nan_mode="Max", **small), nan, score)
    both("cat_reg_poisson", cb.CatBoostRegressor(loss_function="Poisson", **small), x, np.exp(score / 4))
    both("cat_reg_quantile", cb.CatBoostRegressor(loss_function="Quantile:alpha=0.7", **small), x, score)
    for loss in ("MAE", "Huber:delta=0.5", "Expectile:alpha=0.3", "LogLinQuantile:alpha=0.4", "Lq:q=3", "MAPE", "Tweedie:variance_power=1.5",
                 "MultiQuantile:alpha=0.2,0.8"):
        both("cat_reg_" + loss.split(":")[0].lower(), cb.CatBoostRegressor(loss_function=loss, **small), x, np.exp(score / 4))
    for loss in ("YetiRank", "QueryRMSE", "PairLogit"):
        both("cat_rank_" + loss.lower(), cb.CatBoostRanker(loss_function=loss, **small), x, classes(score, 4), group_id=np.repeat(range(ROWS // 20), 20))
    import pandas as pd
    rng = np.random.RandomState(5)
    frame = pd.DataFrame(x, columns=list("abcde"))
    frame["c"] = np.where(rng.rand(ROWS) < 0.5, "red", "green")  # says nothing of the score, and is split by nowhere
    unused = cb.CatBoostRegressor(cat_features=["c"], random_strength=0, **small).fit(frame, 3 * x[:, 0] - x[:, 1])
    add("cat_unused", unused, x, native=lambda m, v: m.predict(pd.DataFrame(v, columns=list("abcde")).assign(c="red")))
    both("cat_entropy", cb.CatBoostClassifier(loss_function="CrossEntropy", **small), x, 1 / (1 + np.exp(-score)))
    both("cat_model", cb.CatBoost(dict(small, loss_function="RMSE")), x, score)
    both("cat_early", cb.CatBoostRegressor(**dict(small, iterations=60, learning_rate=1.0, early_stopping_rounds=3)), x[:100], score[:100],
         eval_set=(x[100:], score[100:]))
    both("cat_weights", cb.CatBoostClassifier(auto_class_weights="Balanced", **small), nan, texts(classes(score, 3)))
    both("cat_plain", cb.CatBoostRegressor(boosting_type="Ordered", l2_leaf_reg=1.0, border_count=16, **small), x, score)
    both("cat_clf2", cb.CatBoostClassifier(**small), x, texts(classes(score, 2)))
    both("cat_clf3", cb.CatBoostClassifier(**small), x, classes(score, 3))
    both("cat_clf3_text", cb.CatBoostClassifier(**small), x, texts(classes(score, 3)))
    both("cat_lossguide", cb.CatBoostRegressor(grow_policy="Lossguide", **small), x, score)
    both("cat_lossguide3", cb.CatBoostClassifier(grow_policy="Lossguide", **small), x, classes(score, 3))
    both("cat_depthwise", cb.CatBoostClassifier(grow_policy="Depthwise", **small), nan, classes(score, 2))
    both("cat_ova", cb.CatBoostClassifier(loss_function="MultiClassOneVsAll", **small), x, classes(score, 3))
    both("cat_multi", cb.CatBoostRegressor(loss_function="MultiRMSE", **small), x, np.stack([score, -score], axis=1))


def edges(x, seed=3):
    """Rows on both sides of every value of the training rows, where thresholds lie."""
    rng = np.random.RandomState(seed)
    out = []
    for _ in range(40):
        row = x[rng.randint(len(x))].copy()
        for j in range(x.shape[1]):
            other = x[rng.randint(len(x)), j]
            mid = (row[j] + other) / 2
            row[j] = rng.choice([other, np.nextafter(other, np.inf), np.nextafter(other, -np.inf), mid,
                                 float(np.nextafter(np.float32(other), np.float32(np.inf)))])
        out.append(row)
    return np.array(out)


def plain(array):
    array = np.asarray(array)
    names = {"f": "<f8", "i": "<i8", "u": "<i8", "b": "|b1"}
    if array.dtype.kind not in names:
        array = array.astype(str)
        return {"dtype": "<U8", "shape": list(array.shape), "data": array.tolist()}

    def number(v):
        if isinstance(v, list):
            return [number(w) for w in v]
        return v if v == v and v not in (float("inf"), float("-inf")) else "NaN" if v != v else "Infinity" if v > 0 else "-Infinity"
    kind = array.dtype.kind
    wide = array.astype(np.float64 if kind == "f" else np.int64)
    return {"dtype": names[kind], "shape": list(array.shape), "data": number(wide.tolist())}


def answers(model, x, native, frame):
    x = frame.pandas(x) if frame else x
    try:
        predicted = np.asarray(native(model, x) if native else model.predict(x))
    except Exception as e:  # NaN in an old version
        return {"predict": {"error": type(e).__name__, "message": str(e)[:200]}}
    out = {"predict": plain(predicted)}
    if native:
        return out
    if hasattr(model, "predict_proba"):
        try:
            out["predict_proba"] = plain(model.predict_proba(x))
        except Exception as e:  # a loss without probabilities
            out["predict_proba"] = {"error": type(e).__name__, "message": str(e)}
    if out["predict"]["shape"][1:] == [1]:
        out["predict"]["shape"] = out["predict"]["shape"][:1]
        out["predict"]["data"] = [v[0] for v in out["predict"]["data"]]
    return out


def write(out, library, models, wanted):
    """All models of one library, where it is there."""
    try:
        module = __import__(library)
    except ImportError:
        return
    env = "py%d%d-%s%s" % (sys.version_info[0], sys.version_info[1], library, module.__version__)

    def add(name, model, x, native=None, frame=None, inside=None):
        if wanted and name not in wanted:
            return
        folder = pathlib.Path(out) / env / name
        folder.mkdir(parents=True, exist_ok=True)
        protocol = pickle.DEFAULT_PROTOCOL
        path = folder / ("pickle-p%d.pkl" % protocol)
        path.write_bytes(pickle.dumps(model, protocol=protocol))
        model = pickle.loads(path.read_bytes())  # what the file answers, not what was trained
        sets = {"plain": x[:24], "edges": edges(x), "nan": with_missing(x[24:44], 5)}
        sets = {k: frame.codes(v) for k, v in sets.items()} if frame else sets
        parts = []
        for i, one in enumerate(inside(model) if inside else [model]):
            part = {"path": "$.boosters[%d]" % i if inside else "$", "class": type(one).__module__ + "." + type(one).__name__,
                    "n_features": x.shape[1], "params": {},
                    "answers": {k: answers(one, v, native, frame) for k, v in sets.items()}}
            labels = None if native else getattr(one, "classes_", None)
            if labels is not None and len(np.shape(labels)) == 1 and len(labels):
                part["classes"] = plain(labels)
            parts.append(part)
        doc = {"format": "era-fixture/1", "name": name, "env": env, "profile": "boosters",
               "versions": {library: module.__version__},
               "files": [{"file": path.name, "container": "pickle", "compress": None, "default": True,
                          "reads_back": True, "size": path.stat().st_size}],
               "inputs": {k: frame.told(v) if frame else dict(plain(v), kind="dense") for k, v in sets.items()}, "parts": parts}
        (folder / "expected.json").write_text(json.dumps(doc, separators=(",", ":")) + "\n")
    models(add)


if __name__ == "__main__":
    for name, made in (("xgboost", xgboost_models), ("lightgbm", lightgbm_models), ("catboost", catboost_models)):
        write(sys.argv[1], name, made, sys.argv[2:])
