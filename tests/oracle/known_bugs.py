#!/usr/bin/env python3
"""Written files have nothing that a known fault of a runtime would make wrong; each rule names the fault.

    python tests/oracle/known_bugs.py --depickle build/depickle FOLDER…

Converts every good-*/input.pkl below the folders (tests/cases) for each target and looks at the files; then each rule is shown a
file that breaks it. Needs onnx; no runtime. Numbers such as #24679 are issues of ONNX Runtime ("ort"), others of onnx."""
import argparse
import collections
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

NEVER = {
    "TreeEnsembleClassifier": "ort #28557: every row of a binary forest wrong in 1.26; two weights a leaf: label always positive;"
                              " float32 probabilities",
    "LinearClassifier": "float32 scores", "LinearRegressor": "float32 values", "SVMClassifier": "float32", "SVMRegressor": "float32",
    "Scaler": "float32", "Normalizer": "float32", "Imputer": "float32", "OneHotEncoder": "float32 of one more dimension",
    "ZipMap": "ort #22505, #8007: bindings for JavaScript and iOS cannot read what is no tensor",
    "Sigmoid": "of float64 loses the lower tail in every ort",
    "ArgMin": "no float64 in ort 1.6", "Softplus": "no float64 in old ort", "Gemm": "no float64 in old ort",
    "Loop": "tract and OpenVINO unroll it or refuse", "Scan": "the same", "If": "the same",
    "IsInf": "no float64 in old ort", "StringSplit": "opset 20: ort 1.18", "StringConcat": "opset 20: ort 1.18",
}
FLOAT_EXACT = 1 << 24


def attributes(node):
    return {a.name: helper.get_attribute_value(a) for a in node.attribute}


def types(graph):
    """Element types that can be told: inputs, outputs, initializers, casts, and what passes a type on."""
    known = {v.name: v.type.tensor_type.elem_type for v in [*graph.input, *graph.output, *graph.value_info]}
    known.update({i.name: i.data_type for i in graph.initializer})
    for node in graph.node:
        if node.op_type == "Cast":
            known[node.output[0]] = attributes(node)["to"]
        elif node.op_type in ("Add", "Sub", "Mul", "Div", "Gather", "Concat", "Reshape", "Transpose", "Slice", "MatMul", "Neg"):
            known.setdefault(node.output[0], known.get(node.input[0]))
    return known


def never(model):
    for node in model.graph.node:
        if node.op_type in NEVER:
            yield f"{node.op_type}: {NEVER[node.op_type]}"


def operator_sets(model):
    sets = {s.domain: s.version for s in model.opset_import}
    ops = {n.op_type for n in model.graph.node if n.domain == "ai.onnx.ml"}
    if sets[""] != 13 or model.ir_version > (8 if sets.get("ai.onnx.ml") == 5 else 7):
        yield f"opset {sets['']}, IR {model.ir_version}: does not load in ort 1.6"
    if sets.get("ai.onnx.ml") == 5 and "TreeEnsembleRegressor" in ops:
        yield "TreeEnsembleRegressor is deprecated at ai.onnx.ml 5: ort refuses the file"


def no_is_nan(model):
    known = types(model.graph)
    for node in model.graph.node:
        if node.op_type == "IsNaN" and known.get(node.input[0]) != TensorProto.FLOAT:
            yield "IsNaN of float64: ort 1.12 and before have none"


def casts(model):
    """ort 1.12 to 1.16 take float64 to float32 and back for nothing, and leave it out: other leaves."""
    known, made = types(model.graph), {n.output[0]: n for n in model.graph.node}
    for node in model.graph.node:
        before = made.get(node.input[0]) if node.op_type == "Cast" else None
        if before is not None and before.op_type == "Cast" and known.get(before.input[0]) == known[node.output[0]] == TensorProto.DOUBLE \
                and known[before.output[0]] == TensorProto.FLOAT:
            yield "a cast to float32 and back: ort 1.12 to 1.16 leave it out"


def sums(model):
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer if i.data_type == TensorProto.INT64}
    for node in model.graph.node:
        if node.op_type != "ReduceSum":
            continue
        if len(node.input) < 2:
            yield "ReduceSum without axes: the order is the runtime's"
        elif constants[node.input[1]].size != 1:
            yield "ReduceSum over several axes: the order is the runtime's"


def products(model):
    """ort 1.26 takes a factor that is one number into the matrix product beside it, as a float32."""
    one = {i.name for i in model.graph.initializer if i.data_type == TensorProto.DOUBLE and int(np.prod(i.dims)) == 1}
    product = {n.output[0] for n in model.graph.node if n.op_type == "MatMul"}
    for node in model.graph.node:
        if node.op_type in ("Mul", "Div") and one & set(node.input) and product & set(node.input):
            yield "one number times a matrix product: ort 1.26 takes it for a float32"


def tree_ensemble(model):
    for node in model.graph.node:
        if node.op_type != "TreeEnsemble":
            continue
        a = attributes(node)
        left, right = a["nodes_truenodeids"], a["nodes_falsenodeids"]
        left_leaf, right_leaf = a["nodes_trueleafs"], a["nodes_falseleafs"]
        if any(left[r] == right[r] and left_leaf[r] != right_leaf[r] for r in a["tree_roots"]):
            yield "ort #24679: 1.21 to 1.23 take a root with a leaf and a node of one number for a leaf"
        parents = collections.Counter(i for ids, leaf in ((left, left_leaf), (right, right_leaf)) for i, is_leaf in zip(ids, leaf) if not is_leaf)
        if any(n > 1 for n in parents.values()) or set(parents) & set(a["tree_roots"]):
            yield "ort #24636: a node with two parents is refused or misread since 1.21"
        if set(numpy_helper.to_array(a["nodes_modes"]).tolist()) - {0}:
            yield "ort #25400: members of sets hang 1.21 and 1.22; the reference evaluator has them wrong"
        if a.get("post_transform", 0) != 0 or a.get("aggregate_function", 1) != 1:
            yield "ort #26596, #24862: post_transform is ignored for one target"
        weights = numpy_helper.to_array(a["leaf_weights"])
        if weights.max(initial=0) >= FLOAT_EXACT or (weights != np.floor(weights)).any():
            yield "leaf numbers of 2^24 and more are not exact in float32"
        if "nodes_hitrates" in a:
            yield "nodes_hitrates is copied wrongly for leaves"


def tree_regressor(model):
    for node in model.graph.node:
        if node.op_type != "TreeEnsembleRegressor":
            continue
        a = attributes(node)
        trees, ids, modes = a["nodes_treeids"], a["nodes_nodeids"], a["nodes_modes"]
        if len(set(zip(trees, ids))) != len(ids):
            yield "a node twice: ort refuses the file"
        begins = [i for i in range(len(trees)) if i == 0 or trees[i] != trees[i - 1]]
        if len(begins) != len(set(trees)):
            yield "a tree in pieces: ort takes the first node of each for a root"
        children = {(t, c) for t, m, y, n in zip(trees, modes, a["nodes_truenodeids"], a["nodes_falsenodeids"]) if m != b"LEAF" for c in (y, n)}
        if any((trees[i], ids[i]) in children for i in begins):
            yield "a tree whose first node is no root: ort takes it for one"
        leaves = {(t, i) for t, i, m in zip(trees, ids, modes) if m == b"LEAF"}
        if leaves - set(zip(a["target_treeids"], a["target_nodeids"])):
            yield "a leaf without a weight: new ort refuse the file"
        weights = np.array(a["target_weights"])
        if weights.max(initial=0) >= FLOAT_EXACT or (weights != np.floor(weights)).any():
            yield "leaf numbers of 2^24 and more are not exact in float32"
        if a.get("aggregate_function", b"SUM") != b"SUM" or "base_values" in a or a.get("post_transform", b"NONE") != b"NONE":
            yield "sums in float32, in an order that depends on threads"
        if any(name.endswith("_as_tensor") for name in a):
            yield "ai.onnx.ml 3: ort 1.10 refuses it, and the reference evaluator raises"


RULES = (never, operator_sets, no_is_nan, casts, sums, products, tree_ensemble, tree_regressor)


def faults(model):
    return [f for rule in RULES for f in rule(model)]


def changed(model, op, **attrs):
    """The model with attributes of its first node of that kind changed by functions of them."""
    model = onnx.ModelProto.FromString(model.SerializeToString())
    node = next(n for n in model.graph.node if n.op_type == op)
    for name, change in attrs.items():
        old = next((a for a in node.attribute if a.name == name), None)
        value = change(helper.get_attribute_value(old) if old is not None else None)
        if old is not None:
            node.attribute.remove(old)
        node.attribute.append(helper.make_attribute(name, value))
    return model


def small(nodes, *initializers, **more):
    graph = helper.make_graph(nodes, "g", [helper.make_tensor_value_info("X", TensorProto.DOUBLE, ["N", 2])],
                              [helper.make_tensor_value_info("Y", TensorProto.DOUBLE, None)],
                              [numpy_helper.from_array(np.array(v), name) for name, v in initializers])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", more.get("opset", 13))], ir_version=more.get("ir", 7))


def first(value):
    return lambda old: [value, *list(old)[1:]]


def broken(ml5, ml1):
    """(what must be said, a file that breaks the rule)."""
    cast = [helper.make_node("Cast", ["X"], ["F"], to=1), helper.make_node("Cast", ["F"], ["Y"], to=11)]
    yield "ort 1.12 to 1.16", small(cast)
    yield "lower tail", small([helper.make_node("Sigmoid", ["X"], ["Y"])])
    yield "IsNaN", small([helper.make_node("IsNaN", ["X"], ["Y"])])
    yield "opset 21", small([helper.make_node("Neg", ["X"], ["Y"])], opset=21)
    yield "IR 10", small([helper.make_node("Neg", ["X"], ["Y"])], ir=10)
    yield "without axes", small([helper.make_node("ReduceSum", ["X"], ["Y"])])
    yield "several axes", small([helper.make_node("ReduceSum", ["X", "a"], ["Y"])], ("a", [0, 1]))
    yield "ort 1.26", small([helper.make_node("MatMul", ["X", "w"], ["Z"]), helper.make_node("Mul", ["Z", "c"], ["Y"])],
                            ("w", [[1.0], [2.0]]), ("c", 2.0))
    a = attributes(next(n for n in ml5.graph.node if n.op_type == "TreeEnsemble"))
    clash = {"nodes_trueleafs": first(1), "nodes_falseleafs": first(0), "nodes_truenodeids": first(1), "nodes_falsenodeids": first(1)}
    yield "#24679", changed(ml5, "TreeEnsemble", **clash)
    inner = next(i for i, leaf in enumerate(a["nodes_trueleafs"]) if i != 0 and not leaf)
    yield "#24636", changed(ml5, "TreeEnsemble", nodes_falsenodeids=lambda v: [*v[:inner], a["nodes_truenodeids"][inner], *v[inner + 1:]],
                            nodes_falseleafs=lambda v: [*v[:inner], 0, *v[inner + 1:]])
    modes = numpy_helper.to_array(a["nodes_modes"]).copy()
    modes[0] = 6
    yield "#25400", changed(ml5, "TreeEnsemble", nodes_modes=lambda v: numpy_helper.from_array(modes, v.name))
    yield "#26596", changed(ml5, "TreeEnsemble", post_transform=lambda v: 2)
    yield "nodes_hitrates", changed(ml5, "TreeEnsemble", nodes_hitrates=lambda v: numpy_helper.from_array(np.zeros(3, np.float32)))
    big = numpy_helper.to_array(a["leaf_weights"]) + np.float32(FLOAT_EXACT)
    yield "2^24", changed(ml5, "TreeEnsemble", leaf_weights=lambda v: numpy_helper.from_array(big, v.name))
    tree = "TreeEnsembleRegressor"
    yield "2^24", changed(ml1, tree, target_weights=lambda v: [w + FLOAT_EXACT for w in v])
    yield "twice", changed(ml1, tree, nodes_nodeids=lambda v: [v[1], *v[1:]])
    yield "in pieces", changed(ml1, tree, nodes_treeids=lambda v: [v[-1], *v[1:]])
    yield "no root", changed(ml1, tree, nodes_nodeids=lambda v: [v[1], v[0], *v[2:]])
    yield "without a weight", changed(ml1, tree, target_nodeids=lambda v: [v[1], *v[1:]])
    yield "threads", changed(ml1, tree, aggregate_function=lambda v: "AVERAGE")
    yield "reference evaluator", changed(ml1, tree, nodes_values_as_tensor=lambda v: numpy_helper.from_array(np.zeros(3)))
    deprecated = onnx.ModelProto.FromString(ml1.SerializeToString())
    next(s for s in deprecated.opset_import if s.domain == "ai.onnx.ml").version = 5
    yield "deprecated", deprecated
    classifier = onnx.ModelProto.FromString(ml1.SerializeToString())
    next(n for n in classifier.graph.node if n.op_type == tree).op_type = "TreeEnsembleClassifier"
    yield "#28557", classifier


def written(depickle, source, target, form):
    done = subprocess.run([depickle, "convert", "-q", "-f", "--no-sidecar", str(source), "-o", str(target), "--target", form],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return onnx.load(str(target)) if done.returncode == 0 else None


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--depickle", required=True)
    p.add_argument("folders", nargs="+", type=pathlib.Path)
    options = p.parse_args()
    looked, wrong, example = collections.Counter(), 0, {}
    with tempfile.TemporaryDirectory(prefix="oracle-") as scratch:
        for source in sorted(f for folder in options.folders for f in folder.rglob("good-*/input.pkl")):
            for form in ("ml5", "ml1", "plain"):
                model = written(options.depickle, source, pathlib.Path(scratch) / "m.onnx", form)
                if model is None:
                    continue
                looked[form] += 1
                for fault in faults(model):
                    wrong += 1
                    print(f"FAILED {source.parent.name} {form}: {fault}")
                if source.parent.name.startswith("good-rf-clf3-str-1.9"):
                    example[form] = model
    for word, model in broken(example["ml5"], example["ml1"]):
        found = any(word in fault for fault in faults(model))
        looked["broken"] += found
        wrong += not found
        if not found:
            print(f"FAILED {word}: not noticed")
    print("known_bugs:", ", ".join(f"{n} {form}" for form, n in looked.items()))
    print(f"{sum(looked.values())} passed, {wrong} failed")
    return 1 if wrong or not looked else 0


if __name__ == "__main__":
    sys.exit(main())
