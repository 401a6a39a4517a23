"""Classes for models whose answers no parameter of the installed version gives: scikit-learn has since computed them in another way.

Each is the installed class in all else. A model becomes one of them only where its own version answered so; where it is trained again it
answers as the installed version does.
"""

import functools

from typing import Any

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import AdaBoostClassifier, IsolationForest
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.preprocessing import OneHotEncoder


def _fit_of(cls: Any) -> Any:
    @functools.wraps(cls.fit)  # what it takes is asked for
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._earlier = False
        return cls.fit(self, *args, **kwargs)
    return fit


class _OneVsRest:
    """A logistic function of each class's score, and what these give divided by its sum."""

    _earlier = False

    def predict_proba(self, X: Any) -> Any:
        if not self._earlier:
            return super().predict_proba(X)  # type: ignore[misc]
        return self._predict_proba_lr(X)  # type: ignore[attr-defined]

    def predict_log_proba(self, X: Any) -> Any:
        return np.log(self.predict_proba(X))


class _TwoScores:
    """Two classes: the softmax of the score and its opposite."""

    _earlier = False

    def predict_proba(self, X: Any) -> Any:
        from sklearn.utils.extmath import softmax

        if not self._earlier:
            return super().predict_proba(X)  # type: ignore[misc]
        score = self.decision_function(X)  # type: ignore[attr-defined]
        return softmax(np.c_[-score, score], copy=False)

    def predict_log_proba(self, X: Any) -> Any:
        return np.log(self.predict_proba(X))


class OneVsRestLogisticRegression(_OneVsRest, LogisticRegression):  # type: ignore[misc]
    """LogisticRegression with multi_class="ovr", up to 1.7."""

    fit = _fit_of(LogisticRegression)


class OneVsRestLogisticRegressionCV(_OneVsRest, LogisticRegressionCV):  # type: ignore[misc]
    """LogisticRegressionCV with multi_class="ovr", up to 1.7."""

    fit = _fit_of(LogisticRegressionCV)


class MultinomialLogisticRegression(_TwoScores, LogisticRegression):  # type: ignore[misc]
    """LogisticRegression of two classes with multi_class="multinomial", 0.20 to 1.7."""

    fit = _fit_of(LogisticRegression)


class MultinomialLogisticRegressionCV(_TwoScores, LogisticRegressionCV):  # type: ignore[misc]
    """LogisticRegressionCV of two classes with multi_class="multinomial", 0.20 to 1.7."""

    fit = _fit_of(LogisticRegressionCV)


class OneVsRestDiscriminantAnalysis(_OneVsRest, LinearDiscriminantAnalysis):  # type: ignore[misc]
    """LinearDiscriminantAnalysis of several classes, up to 0.20."""

    fit = _fit_of(LinearDiscriminantAnalysis)


class EarlierAdaBoostClassifier(AdaBoostClassifier):  # type: ignore[misc]
    """AdaBoostClassifier as it answered up to 1.5 (SAMME.R), up to 1.2 (SAMME), and up to 0.21 (its probabilities)."""

    fit = _fit_of(AdaBoostClassifier)
    _earlier = False
    _by_probabilities = False  # SAMME.R
    _spread = True             # SAMME takes from the classes that are not named
    _weighted = False          # probabilities are those of the estimators, by weight

    def decision_function(self, X: Any) -> Any:
        from sklearn.utils.validation import check_is_fitted

        if not self._earlier:
            return super().decision_function(X)
        check_is_fitted(self)
        X = self._check_X(X)
        scores = sum(self._score(each, weight, X) for each, weight in zip(self.estimators_, self.estimator_weights_))
        scores = scores / self.estimator_weights_.sum()
        return scores[:, 1] - scores[:, 0] if self.n_classes_ == 2 else scores

    def _score(self, estimator: Any, weight: float, X: Any) -> Any:
        others = self.n_classes_ - 1
        if self._by_probabilities:
            found = estimator.predict_proba(X)
            logarithm = np.log(np.maximum(found, np.finfo(found.dtype).eps))
            return others * (logarithm - (1.0 / self.n_classes_) * logarithm.sum(axis=1)[:, np.newaxis])
        named = estimator.predict(X)[:, np.newaxis] == self.classes_
        return np.where(named, weight, -1.0 / others * weight if self._spread else 0.0)

    def predict_proba(self, X: Any) -> Any:
        if not self._earlier:
            return super().predict_proba(X)
        if not self._weighted or self._by_probabilities:
            return self._compute_proba_from_decision(self.decision_function(X), self.n_classes_)
        X = self._check_X(X)
        mean = sum(each.predict_proba(X) * weight for each, weight in zip(self.estimators_, self.estimator_weights_))
        found = np.exp(mean / self.estimator_weights_.sum() / (self.n_classes_ - 1))
        total = found.sum(axis=1)
        total[total == 0.0] = 1.0
        return found / total[:, np.newaxis]


class EarlierIsolationForest(IsolationForest):  # type: ignore[misc]
    """IsolationForest of up to 0.20, for versions up to 1.2, which count the depth of a leaf when they are asked."""

    fit = _fit_of(IsolationForest)
    _earlier = False

    def _compute_score_samples(self, X: Any, subsample_features: bool) -> Any:
        from sklearn.ensemble._iforest import _average_path_length

        if not self._earlier:
            return super()._compute_score_samples(X, subsample_features)
        depths = np.zeros(X.shape[0])
        for each, features, path, added in zip(self.estimators_, self.estimators_features_, self._decision_path_lengths,
                                               self._average_path_length_per_tree):
            leaves = each.apply(X[:, features] if subsample_features else X)
            depths += path[leaves] + added[leaves] - 1.0
        return 2 ** (-depths / (len(self.estimators_) * _average_path_length([self.max_samples_])))


class EarlierOneHotEncoder(OneHotEncoder):  # type: ignore[misc]
    """OneHotEncoder with categorical_features, up to 0.21: these columns encoded, then the others as they are."""

    fit = _fit_of(OneHotEncoder)
    _earlier = False

    def transform(self, X: Any) -> Any:
        import scipy.sparse
        from sklearn.utils import check_array

        if not self._earlier:
            return super().transform(X)
        X = check_array(X, accept_sparse="csc")
        others = np.setdiff1d(np.arange(X.shape[1]), self._chosen)
        made = super().transform(X[:, self._chosen])
        return scipy.sparse.hstack([made, X[:, others]]).tocsr() if scipy.sparse.issparse(made) else np.hstack([made, X[:, others]])


def become(model: Any, cls: Any) -> None:
    model.__class__ = cls
    model._earlier = True


def logistic(cls: Any, kind: str) -> Any:
    made = {
        (LogisticRegression, "ovr"): OneVsRestLogisticRegression, (LogisticRegressionCV, "ovr"): OneVsRestLogisticRegressionCV,
        (LogisticRegression, "half"): MultinomialLogisticRegression, (LogisticRegressionCV, "half"): MultinomialLogisticRegressionCV,
    }
    return made[cls, kind]
