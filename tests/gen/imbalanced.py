#!/usr/bin/env python3
"""Writes small imbalanced-learn models with their own answers, in the format of boosters.py.

    tests/gen/imbalanced.py OUT      inside an environment that has imbalanced-learn"""
import sys
import warnings

import numpy as np

import boosters

warnings.filterwarnings("ignore")


def models(add):
    from imblearn import FunctionSampler
    from imblearn.ensemble import (BalancedBaggingClassifier, BalancedRandomForestClassifier, EasyEnsembleClassifier,
                                   RUSBoostClassifier)
    from imblearn.over_sampling import SMOTE
    from imblearn.pipeline import make_pipeline
    from imblearn.under_sampling import RandomUnderSampler
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeClassifier
    x, score = boosters.data()
    y = boosters.texts(boosters.classes(score, 3))
    add("imb_pipeline", make_pipeline(StandardScaler(), SMOTE(k_neighbors=2, random_state=0), LogisticRegression()).fit(x, y), x)
    add("imb_under", make_pipeline(RandomUnderSampler(random_state=0), FunctionSampler(),
                                   DecisionTreeClassifier(max_depth=3, random_state=0)).fit(x, y), x)
    small = dict(n_estimators=4, random_state=0)
    add("imb_forest", BalancedRandomForestClassifier(max_depth=3, **small).fit(x, y), x)
    add("imb_bagging", BalancedBaggingClassifier(**small).fit(x, y), x)
    add("imb_easy", EasyEnsembleClassifier(n_estimators=2, random_state=0).fit(x, y), x)
    add("imb_rusboost", RUSBoostClassifier(**small).fit(x, y), x)
    if "algorithm" in RUSBoostClassifier().get_params():
        add("imb_rusboost_discrete", RUSBoostClassifier(algorithm="SAMME", **small).fit(x, y), x)


if __name__ == "__main__":
    boosters.write(sys.argv[1], "imblearn", models, sys.argv[2:])
