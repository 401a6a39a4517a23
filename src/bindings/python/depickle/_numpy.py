"""Models of JSON files computed with NumPy alone: forests, trees, gradient boosting, linear models, scalers, and pipelines of these."""

from typing import Any, Callable, Dict, List

from . import _linear, _rows, _scalers, _trees
from ._errors import ModelError
from ._evaluator import Evaluator, Function, attribute, estimator, fault
from ._model import METHODS, Model
from ._values import Estimator

_MOST_INSIDE = 32  # pipelines in pipelines


def _each(build: Callable[[Estimator], Evaluator], package: str, names: str) -> Dict[str, Callable[[Estimator], Evaluator]]:
    return {f"sklearn.{package}.{name}": build for name in names.split()}


CLASSES: Dict[str, Callable[[Estimator], Evaluator]] = {
    **_each(_trees.tree_regressor, "tree", "DecisionTreeRegressor ExtraTreeRegressor"),
    **_each(_trees.tree_classifier, "tree", "DecisionTreeClassifier ExtraTreeClassifier"),
    **_each(_trees.forest_regressor, "ensemble", "RandomForestRegressor ExtraTreesRegressor"),
    **_each(_trees.forest_classifier, "ensemble", "RandomForestClassifier ExtraTreesClassifier"),
    **_each(_trees.boosted_regressor, "ensemble", "GradientBoostingRegressor"),
    **_each(_trees.boosted_classifier, "ensemble", "GradientBoostingClassifier"),
    **_each(_linear.regressor, "linear_model",
            "ARDRegression BayesianRidge ElasticNet ElasticNetCV GammaRegressor HuberRegressor Lars LarsCV Lasso LassoCV LassoLars"
            " LassoLarsCV LassoLarsIC LinearRegression MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV"
            " OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV PassiveAggressiveRegressor PoissonRegressor QuantileRegressor"
            " Ridge RidgeCV SGDRegressor TheilSenRegressor TweedieRegressor"),
    **_each(_linear.regressor, "svm", "LinearSVR"),
    **_each(_linear.ransac, "linear_model", "RANSACRegressor"),
    **_each(_linear.classifier, "linear_model",
            "LogisticRegression LogisticRegressionCV PassiveAggressiveClassifier Perceptron RidgeClassifier RidgeClassifierCV"
            " SGDClassifier"),
    **_each(_linear.classifier, "svm", "LinearSVC"),
    **_each(_scalers.scaler, "preprocessing", "MaxAbsScaler RobustScaler StandardScaler"),
    **_each(_scalers.minmax, "preprocessing", "MinMaxScaler"),
}
_SEARCHES = {"sklearn.model_selection." + name for name in
             ("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV")}


def evaluator(e: Estimator, depth: int = 0) -> Evaluator:
    """ModelError: its class, or that of one inside, is none of these, or the file contradicts itself."""
    if depth > _MOST_INSIDE:
        raise ModelError("estimators nested too deeply")
    if e.name in _SEARCHES:
        return evaluator(estimator(e, "best_estimator_", attribute(e, "best_estimator_")), depth + 1)
    if e.name == "sklearn.pipeline.Pipeline":
        return _pipeline(e, depth)
    if e.name not in CLASSES:
        raise ModelError(f"{e.name} is not computed with NumPy: convert the model to ONNX, or give it back with depickle.load")
    return CLASSES[e.name](e)


def _pipeline(e: Estimator, depth: int) -> Evaluator:
    steps = e.params.get("steps")
    if type(steps) is not list or not all(type(step) in (tuple, list) and len(step) == 2 for step in steps):
        raise fault(e, "steps", "expected pairs of a name and an estimator")
    parts: List[Evaluator] = []
    for _, step in steps:
        if step is None or (isinstance(step, str) and step == "passthrough"):
            parts.append(Evaluator(0, {"transform": lambda x: x}))
        else:
            parts.append(evaluator(estimator(e, "steps", step), depth + 1))
    if not parts or any("transform" not in part.methods for part in parts[:-1]):
        raise fault(e, "steps", "a step before the last has no transform")
    widths = [part.width for part in parts if part.width]
    if any(width != widths[0] for width in widths):  # all of these keep the number of columns
        raise fault(e, "steps", "steps of different numbers of features")

    def after(method: Function) -> Function:
        def answer(x: Any) -> Any:
            for part in parts[:-1]:
                x = part.methods["transform"](x)
            return method(x)
        return answer

    methods = {name: after(method) for name, method in parts[-1].methods.items()}
    return Evaluator(widths[0] if widths else 0, methods, parts[-1].classes)


class NumpyModel(Model):
    def __init__(self, e: Estimator) -> None:
        self._evaluator = evaluator(e)
        names = e.feature_names
        if names is not None and not all(isinstance(name, str) for name in names):
            names = None
        if names is not None and self._evaluator.width not in (0, len(names)):
            raise ModelError(f"feature_names: {len(names)} for {self._evaluator.width} features")
        super().__init__(names, self._evaluator.width, self._evaluator.classes)
        self.class_name = e.name
        self.methods = tuple(method for method in METHODS if method in self._evaluator.methods)

    def _answer(self, method: str, x: Any) -> Any:
        rows = _rows.matrix(x, self._n_features, self._names, self.class_name.rsplit(".", 1)[-1])
        return self._evaluator.methods[method](rows)
