#!/usr/bin/env python3
"""Pairs of files that belong together, as applications keep them: a scaler (or encoder) and a model, each dumped alone, and
the answers of the two as one pipeline.

    chains.py FOLDER [--seed 0]

Writes FOLDER/NAME/{a.pkl,b.pkl,both.pkl[,labels.pkl],x.csv,want.csv}: x.csv has a header; want.csv holds predict's answers as repr
writes them. Needs scikit-learn.
"""
import argparse
import pathlib
import pickle

import numpy as np
from sklearn import decomposition, ensemble, feature_selection, linear_model, naive_bayes, pipeline, preprocessing, svm, tree


def pairs(seed):
    """name: (first, second, is classifier)"""
    p, lm, en = preprocessing, linear_model, ensemble
    forest, tall = en.RandomForestRegressor(4, random_state=seed), tree.DecisionTreeRegressor(random_state=seed)
    yield "scaler-tree", p.StandardScaler(), tall, False
    yield "centre-tree", p.StandardScaler(with_std=False), tall, False
    yield "minmax-tree", p.MinMaxScaler((-1, 1)), tall, False
    yield "scaler-forest", p.StandardScaler(), forest, False
    yield "robust-forest", p.RobustScaler(), forest, False
    yield "maxabs-forest", p.MaxAbsScaler(), forest, False
    yield "poly-forest", p.PolynomialFeatures(2), forest, False
    yield "minmax-extra", p.MinMaxScaler(), en.ExtraTreesRegressor(4, random_state=seed), False
    yield "scaler-boosting", p.StandardScaler(), en.GradientBoostingRegressor(n_estimators=8, random_state=seed), False
    yield "scaler-logistic", p.StandardScaler(), lm.LogisticRegression(), True
    yield "minmax-forest", p.MinMaxScaler(), en.RandomForestClassifier(4, random_state=seed), True
    yield "robust-extra", p.RobustScaler(), en.ExtraTreesClassifier(4, random_state=seed), True
    yield "scaler-sgd", p.StandardScaler(), lm.SGDClassifier(random_state=seed), True
    yield "scaler-ridge", p.StandardScaler(), lm.RidgeClassifier(), True
    yield "scaler-svc", p.StandardScaler(), svm.SVC(), True
    yield "maxabs-linearsvc", p.MaxAbsScaler(), svm.LinearSVC(), True
    yield "scaler-gaussian", p.StandardScaler(), naive_bayes.GaussianNB(), True
    yield "best-tree", feature_selection.SelectKBest(k=3), tree.DecisionTreeClassifier(random_state=seed), True
    yield "pca-forest", decomposition.PCA(3), en.RandomForestClassifier(4, random_state=seed), True
    yield "binarizer-bernoulli", p.Binarizer(threshold=0.1), naive_bayes.BernoulliNB(), True


def write(folder, first, second, classifier, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 5)) * [1, 10, 0.1, 3, 1] + [0, 5, 0, -2, 1]
    target = x @ rng.normal(size=5) + rng.normal(size=60) * 0.1
    names = np.array(["budget", "gaming", "workstation"])
    y = names[np.digitize(target, np.quantile(target, [0.3, 0.6]))] if classifier else target
    folder.mkdir(parents=True, exist_ok=True)
    if classifier:
        encoder = preprocessing.LabelEncoder().fit(y)
        (folder / "labels.pkl").write_bytes(pickle.dumps(encoder))
        y = encoder.transform(y)
    both = pipeline.make_pipeline(first, second).fit(x, y)
    (folder / "a.pkl").write_bytes(pickle.dumps(both[0]))
    (folder / "b.pkl").write_bytes(pickle.dumps(both[1]))
    (folder / "both.pkl").write_bytes(pickle.dumps(both))
    rows = rng.normal(size=(20, 5)) * [1, 10, 0.1, 3, 1] + [0, 5, 0, -2, 1]
    want = both.predict(rows)
    want = encoder.inverse_transform(want).tolist() if classifier else [repr(float(v)) for v in want]
    lines = [",".join(repr(float(v)) for v in row) for row in rows]
    (folder / "x.csv").write_text("\n".join(["a,b,c,d,e", *lines, ""]), encoding="utf-8")
    (folder / "want.csv").write_text("\n".join([*want, ""]), encoding="utf-8")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=pathlib.Path)
    p.add_argument("--seed", type=int, default=0)
    options = p.parse_args()
    for name, first, second, classifier in pairs(options.seed):
        write(options.folder / name, first, second, classifier, options.seed)


if __name__ == "__main__":
    main()
