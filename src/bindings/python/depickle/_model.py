"""What depickle.open gives: the methods and attributes of the estimator that the model has, and no others."""

import types
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Tuple, TypeVar, Union

from ._arrays import numpy

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

METHODS = ("predict", "predict_proba", "decision_function", "transform", "kneighbors")
ONE_DIMENSION = {"LabelEncoder", "LabelBinarizer", "IsotonicRegression"}  # these take rows [N]

if TYPE_CHECKING:
    Method = TypeVar("Method", bound=Callable[..., Any])

    def offered(function: Method) -> Method: ...

else:

    class offered:
        """A method that is there only where ``self.methods`` has its name."""

        def __init__(self, function: Callable[..., Any]) -> None:
            self.function = function
            self.__doc__ = function.__doc__

        def __get__(self, model: Any, owner: Any = None) -> Any:
            if model is None:
                return self.function
            if self.function.__name__ not in model.methods:
                raise AttributeError(f"{model.class_name} has no {self.function.__name__} in this file")
            return types.MethodType(self.function, model)


class Model:
    """A fitted model that answers as the estimator did. X: a DataFrame, list or array, [N, n_features] of any type of number.

    class_name: the estimator's class; methods: those of predict, predict_proba, decision_function, transform and
    kneighbors that it has.
    """

    class_name: str = ""
    methods: Tuple[str, ...] = ()

    def __init__(self, names: Optional[List[str]], n_features: int, classes: Optional[List[Any]]) -> None:
        self._names, self._n_features, self._classes = names, n_features, classes

    def _answer(self, method: str, x: Any) -> Any:
        raise NotImplementedError

    @offered
    def predict(self, X: Any) -> "Array":
        """Labels or numbers: [N], of several outputs [N, k]."""
        return self._answer("predict", X)

    @offered
    def predict_proba(self, X: Any) -> "Union[Array, List[Array]]":
        """Probabilities of the classes, [N, C]; of several outputs a list of such."""
        return self._answer("predict_proba", X)

    @offered
    def decision_function(self, X: Any) -> "Array":
        """Scores: [N] of two classes and of detectors of outliers, else [N, C]."""
        return self._answer("decision_function", X)

    @offered
    def transform(self, X: Any) -> "Array":
        """[N, k]."""
        return self._answer("transform", X)

    @offered
    def kneighbors(self, X: Any, n_neighbors: Optional[int] = None, return_distance: bool = True) -> Any:
        """How far the nearest of the fitted rows are, [N, n_neighbors], and which they are; or only which.

        n_neighbors: at most as many as the file tells, which is the default.
        """
        index, distance = self._answer("kneighbors", X)
        told = index.shape[1]
        if n_neighbors is not None and not 1 <= n_neighbors <= told:
            raise ValueError(f"expected 1 to {told} n_neighbors, as the file tells, found {n_neighbors}")
        index, distance = index[:, :n_neighbors], distance[:, :n_neighbors]
        return (distance, index) if return_distance else index

    @property
    def classes_(self) -> Any:
        """The classes, [C]; of several outputs a list of such. AttributeError where the model has none."""
        if not self._classes:
            raise AttributeError(f"{self.class_name} has no classes_")
        return self._classes[0] if len(self._classes) == 1 else self._classes

    @property
    def n_features_in_(self) -> int:
        if not self._n_features:
            raise AttributeError(f"{self.class_name} does not tell n_features_in_")
        return self._n_features

    @property
    def feature_names_in_(self) -> "Array":
        """The names of the columns, [n_features_in_]. AttributeError where the model was not fitted on names."""
        if self._names is None:
            raise AttributeError(f"{self.class_name} was fitted without names of features")
        return numpy().array(self._names, dtype=object)

    def __repr__(self) -> str:
        return f"<depickle model of {self.class_name}: {', '.join(self.methods)}>"


def class_array(labels: List[Any], dtype: "np.dtype[Any]") -> "Array":
    """classes_ as they were; the bytes of Python 2 are texts."""
    np = numpy()
    if dtype.kind == "S":
        dtype = np.dtype(f"<U{max(map(len, labels), default=1)}")
    made = np.empty(len(labels), dtype=object)
    made[:] = labels
    return made.astype(dtype)
