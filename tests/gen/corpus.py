#!/usr/bin/env python3
"""Writes tests/fuzz/corpus/: small inputs for each fuzz target, and tests/fuzz/depickle.dict.

  corpus.py [--library libdepickle.so]

Nothing is imported but Python: models are written as opcodes by the little pickler below. The ONNX files of onnx_read
are made by the library out of the models; without it those that are there stay.
"""
import argparse
import bz2
import ctypes
import gzip
import json
import lzma
import os
import re
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
FUZZ = os.path.join(HERE, "../fuzz")
SRC = os.path.join(HERE, "../../src")


class Name:
    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """A REDUCE (or NEWOBJ, where args is None) and the BUILD after it; raw: bytes that follow the BUILD."""

    def __init__(self, callee, args, state=None, raw=b""):
        self.callee, self.args, self.state, self.raw = callee, args, state, raw


class Pickler:
    """Writes plain values, Names and Calls with the opcodes of protocol 0, 2 or 4. Shared objects are memoised."""

    def __init__(self, protocol):
        self.protocol, self.out, self.memo, self.alive = protocol, bytearray(), {}, []

    def dump(self, value):
        if self.protocol >= 2:
            self.out += b"\x80" + bytes([self.protocol])
        self.put(value)
        return bytes(self.out + b".")

    def put(self, value):
        if isinstance(value, (list, dict, Call)) and id(value) in self.memo:
            index = self.memo[id(value)]
            self.out += b"g%d\n" % index if self.protocol == 0 else b"h" + bytes([index])
            return
        getattr(self, "put_" + type(value).__name__)(value)

    def remember(self, value):
        if len(self.memo) < 256:
            index = self.memo[id(value)] = len(self.memo)
            self.alive.append(value)
            self.out += b"p%d\n" % index if self.protocol == 0 else b"q" + bytes([index])

    def put_NoneType(self, _):
        self.out += b"N"

    def put_bool(self, value):
        self.out += (b"I01\n" if value else b"I00\n") if self.protocol < 2 else (b"\x88" if value else b"\x89")

    def put_int(self, value):
        if self.protocol == 0 or not -2**31 <= value < 2**31:
            self.out += b"L%dL\n" % value if self.protocol == 0 else b"\x8a\x08" + struct.pack("<q", value)
        else:
            self.out += b"J" + struct.pack("<i", value)

    def put_float(self, value):
        self.out += b"F%r\n" % value if self.protocol == 0 else b"G" + struct.pack(">d", value)

    def put_str(self, value):
        text = value.encode()
        self.out += b"V" + text + b"\n" if self.protocol == 0 else b"X" + struct.pack("<I", len(text)) + text

    def put_bytes(self, value):
        if self.protocol == 0:
            self.out += b"S" + repr(value)[1:].encode() + b"\n"
        elif self.protocol == 2:
            self.out += b"T" + struct.pack("<I", len(value)) + value
        else:
            self.out += b"B" + struct.pack("<I", len(value)) + value

    def put_bytearray(self, value):
        self.out += b"\x96" + struct.pack("<Q", len(value)) + value

    def put_tuple(self, value):
        self.out += b"("
        for item in value:
            self.put(item)
        self.out += b"t"

    def put_list(self, value):
        self.out += b"(l" if self.protocol == 0 else b"]"
        self.remember(value)
        self.out += b"("
        for item in value:
            self.put(item)
        self.out += b"e"

    def put_dict(self, value):
        self.out += b"(d" if self.protocol == 0 else b"}"
        self.remember(value)
        self.out += b"("
        for key, item in value.items():
            self.put(key)
            self.put(item)
        self.out += b"u"

    def put_Name(self, value):
        if self.protocol < 4:
            self.out += b"c" + value.module.encode() + b"\n" + value.name.encode() + b"\n"
        else:
            for text in (value.module, value.name):
                self.out += b"\x8c" + bytes([len(text)]) + text.encode()
            self.out += b"\x93"

    def put_Call(self, value):
        if value.args is None and self.protocol < 2:
            self.put(Name("copy_reg", "_reconstructor"))
            self.put((value.callee, Name("__builtin__", "object"), None))
            self.out += b"R"
        elif value.args is None:
            self.put(value.callee)
            self.out += b")\x81"
        else:
            self.put(value.callee)
            self.put(value.args)
            self.out += b"R"
        self.remember(value)
        if value.state is not None:
            self.put(value.state)
            self.out += b"b" + value.raw


def dtype(text, order="<", **record):
    if record:
        names = tuple(record)
        fields = {n: (dtype(t, "|" if t == "u1" else "<"), at) for n, (t, at) in record.items()}
        state = (3, "|", None, names, fields, int(text[1:]), 1, 16)
    elif text[0] in "US":
        size = int(text[1:]) * (4 if text[0] == "U" else 1)
        state = (3, order if text[0] == "U" else "|", None, None, None, size, 4 if text[0] == "U" else 1, 8)
    else:
        state = (3, "|" if text in ("u1", "b1", "O8") else order, None, None, None, -1, -1, 63 if text == "O8" else 0)
    return Call(Name("numpy", "dtype"), (text, False, True), state)


F8, I8, OBJ = dtype("f8"), dtype("i8"), dtype("O8")
NDARRAY = Name("numpy", "ndarray")


def array(kind, shape, data, fortran=False, core="numpy.core"):
    return Call(Name(core + ".multiarray", "_reconstruct"), (NDARRAY, (0,), b"b"), (1, shape, kind, fortran, data))


def floats(*values, shape=None):
    return array(F8, shape or (len(values),), struct.pack(f"<{len(values)}d", *values))


def ints(*values):
    return array(I8, (len(values),), struct.pack(f"<{len(values)}q", *values))


def scalar(value):
    return Call(Name("numpy.core.multiarray", "scalar"), (I8, struct.pack("<q", value)))


NODE = dtype("V64", left_child=("i8", 0), right_child=("i8", 8), feature=("i8", 16), threshold=("f8", 24),
             impurity=("f8", 32), n_node_samples=("i8", 40), weighted_n_node_samples=("f8", 48),
             missing_go_to_left=("u1", 56))


def tree(n_classes, leaves):
    """One split on feature 1 at 0.5; leaves: the rows of values of both, each n_classes wide."""
    nodes = b"".join(struct.pack("<qqqddqdB7x", *row) for row in (
        (1, 2, 1, 0.5, 0.5, 4, 4.0, 1), (-1, -1, -2, -2.0, 0.0, 2, 2.0, 0), (-1, -1, -2, -2.0, 0.0, 2, 2.0, 0)))
    values = [0.5] * n_classes + leaves
    state = {"max_depth": 1, "node_count": 3, "nodes": array(NODE, (3,), nodes),
             "values": floats(*values, shape=(3, 1, n_classes))}
    return Call(Name("sklearn.tree._tree", "Tree"), (2, ints(n_classes), 1), state)


def estimator(module, name, **state):
    state["_sklearn_version"] = "1.4.2"
    return Call(Name(module, name), None, state)


def models():
    linear = estimator("sklearn.linear_model._base", "LinearRegression", fit_intercept=True, copy_X=True, n_jobs=None,
                       positive=False, n_features_in_=2, coef_=floats(1.5, -2.0), rank_=2, intercept_=0.25)
    logistic = estimator("sklearn.linear_model._logistic", "LogisticRegression", penalty="l2", C=1.0,
                         multi_class="auto", solver="lbfgs", n_features_in_=2, classes_=ints(0, 1),
                         coef_=floats(1.0, 2.0, shape=(1, 2)), intercept_=floats(-0.5))
    scaler = estimator("sklearn.preprocessing._data", "StandardScaler", with_mean=True, with_std=True, copy=True,
                       n_features_in_=2, n_samples_seen_=scalar(4), mean_=floats(1.0, 2.0), var_=floats(1.0, 4.0),
                       scale_=floats(1.0, 2.0))
    regressor = estimator("sklearn.tree._classes", "DecisionTreeRegressor", criterion="squared_error", max_depth=None,
                          n_features_in_=2, n_outputs_=1, max_features_=2, tree_=tree(1, [1.0, 2.0]))
    classifier = estimator("sklearn.tree._classes", "DecisionTreeClassifier", criterion="gini", n_features_in_=2,
                           n_outputs_=1, n_classes_=scalar(2), max_features_=2,
                           classes_=array(dtype("U2"), (2,), "no".encode("utf-32-le") + "\0y".encode("utf-32-le")),
                           tree_=tree(2, [1.0, 0.0, 0.25, 0.75]))
    forest = estimator("sklearn.ensemble._forest", "RandomForestRegressor", n_estimators=2, criterion="squared_error",
                       n_features_in_=2, n_outputs_=1, estimator_=None, estimators_=[regressor, regressor])
    names = array(OBJ, (2,), ["width", "os.system"])
    frame = estimator("sklearn.linear_model._ridge", "Ridge", alpha=1.0, feature_names_in_=names, n_features_in_=2,
                      coef_=floats(0.5, 0.0), intercept_=0.0)
    pipeline = estimator("sklearn.pipeline", "Pipeline", steps=[("scale", scaler), ("model", linear)], memory=None,
                         verbose=False)
    return {"linear": linear, "logistic": logistic, "scaler": scaler, "tree_reg": regressor, "tree_clf": classifier,
            "forest": forest, "ridge_named": frame, "pipeline": pipeline,
            "wrapped": {"model": linear, "others": [forest, (scaler, 3)], "made": "2024"}}


def values():
    big = array(dtype("f8", ">"), (2,), struct.pack(">2d", 1.0, 2.0))
    csr = Call(Name("scipy.sparse.csr", "csr_matrix"), None,
               {"_shape": (2, 3), "data": floats(1.0, 2.0), "indices": ints(0, 2), "indptr": ints(0, 1, 2)})
    return {
        "fortran": array(F8, (2, 3), struct.pack("<6d", *range(6)), fortran=True),
        "big_endian": big,
        "objects": array(OBJ, (2, 2), [1, 2.5, None, "x"], fortran=True),
        "text": array(dtype("U3"), (2,), "abc".encode("utf-32-le") + "é\0\0".encode("utf-32-le")),
        "bytes": array(dtype("S2"), (2,), b"ab\0\0"),
        "half": array(dtype("f2"), (2,), b"\x00\x3c\x00\x7c"),
        "record": array(NODE, (1,), bytes(64)),
        "scalar": scalar(-7),
        "sparse": csr,
        "set": Call(Name("__builtin__", "set"), ([1, 2, "a"],)),
        "slice": Call(Name("__builtin__", "slice"), (1, None, 2)),
        "complex": Call(Name("__builtin__", "complex"), (1.5, -2.0)),
        "encode": Call(Name("_codecs", "encode"), ("\u00e9a\u0000", "latin1")),
        "ordered": Call(Name("collections", "OrderedDict"), ([["a", 1], ["b", 2]],)),
        "ufunc": Call(Name("numpy.core", "_ufunc_reconstruct"), ("numpy.core.umath", "log1p")),
        "random": Call(Name("numpy.random", "__RandomState_ctor"), (),
                       ("MT19937", array(dtype("u4"), (2,), bytes(8)), 1, 0, 0.0)),
        "masked": Call(Name("numpy.ma.core", "_mareconstruct"), (Name("numpy.ma.core", "MaskedArray"), NDARRAY, (0,), b"b"),
                       (1, (2,), F8, False, struct.pack("<2d", 1.0, 2.0), b"\0\1", None)),
    }


def buffers():
    return {"buffer": Call(Name("numpy.core.numeric", "_frombuffer"), (bytearray(struct.pack("<6d", *range(6))), F8, (2, 3), "F"))}


def joblib(padded):
    """A coef_ whose bytes stand behind the BUILD of its wrapper. Where the padding goes is known after a first pass."""
    data = struct.pack("<2d", 1.5, -2.0)

    def write(pad):
        state = {"subclass": NDARRAY, "shape": (2,), "order": "C", "dtype": F8, "allow_mmap": True}
        if padded:
            state["numpy_array_alignment_bytes"] = 16
        wrapper = Call(Name("joblib.numpy_pickle", "NumpyArrayWrapper"), None, state,
                       raw=(bytes([pad]) + b"\xff" * pad if padded else b"") + data)
        model = estimator("sklearn.linear_model._base", "LinearRegression", n_features_in_=2, coef_=wrapper, intercept_=0.5)
        return Pickler(4).dump(model)

    at = write(1).index(data) - 1
    return write(16 - at % 16)


def npy(data=b"\0" * 16, shape="(2,)", descr="<f8"):
    header = f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header + data


def old_joblib():
    """joblib before 0.10: the array is in a side file. The first byte says how much of the input that is."""
    wrapper = Call(Name("joblib.numpy_pickle", "NDArrayWrapper"), None,
                   {"filename": "m.pkl_01.npy", "subclass": NDARRAY, "allow_mmap": True})
    main = Pickler(2).dump({"coef": wrapper})
    side = npy()
    total = len(main) + len(side)
    for first in range(1, 256):
        if total * first // 256 == len(side):
            return bytes([first]) + main + side
    pad = b" " * (-len(main) % 256)
    return bytes([128]) + main + pad + side


def zfile(data):
    return b"ZF" + hex(len(data)).encode().ljust(19) + zlib.compress(data)


def compressed(data):
    return {
        "zlib": zlib.compress(data), "gzip": gzip.compress(data, mtime=0), "bz2": bz2.compress(data),
        "xz": lzma.compress(data, preset=0), "lzma": lzma.compress(data, format=lzma.FORMAT_ALONE, preset=0),
        "zfile": zfile(data), "two": gzip.compress(data[:9], mtime=0) + gzip.compress(data[9:], mtime=0),
        "gzip_of_zlib": gzip.compress(zlib.compress(data), mtime=0),
    }


def opcode_cases():
    """Opcodes that the pickler above does not write, and files that end badly."""
    return {
        "all_ints": b"\x80\x02(I1\nI01\nL7L\nJ\xff\xff\xff\xffK\x01M\x01\x02\x8a\x03abc\x8b\x02\0\0\0ab1.",
        "all_texts": b"(S'a\\x00'\nU\x01bT\x01\0\0\0cVd\\u00e9\nX\x01\0\0\0e\x8c\x01f\x8d\x01\0\0\0\0\0\0\0gt.",
        "all_bytes": b"\x80\x05(C\x01aB\x01\0\0\0b\x8e\x01\0\0\0\0\0\0\0c\x96\x01\0\0\0\0\0\0\0d\x98t.",
        "containers": b"\x80\x04(]K\x01a](K\x01K\x02e}K\x01K\x02s}(K\x01K\x02u\x8f(K\x01\x90(K\x01\x91))K\x01\x85"
                      b"K\x01K\x02\x86K\x01K\x02K\x03\x87(lp1\n(dp2\nt.",
        "memo": b"\x80\x04]\x94q\x01r\x02\0\0\0p3\nh\x00j\x01\0\0\0g2\n\x86.",
        "frames": b"\x80\x04\x95\x03\0\0\0\0\0\0\0K\x01.",
        "inst": b"(iosystem\n.", "inst_ok": b"(I1\nI2\nicollections\nOrderedDict\n.", "obj": b"(cposix\nsystem\nS'x'\no.",
        "newobj_ex": b"\x80\x04ccollections\nOrderedDict\n)}\x92.", "ext": b"\x80\x02\x82\xf0\x83\x01\x02\x84\1\2\3\4.",
        "persid": b"Pabc\n.", "binpersid": b"]Q.", "global": b"cos\nsystem\n.", "reduce": b"cos\nsystem\n(S'x'\ntR.",
        "stack_global": b"\x80\x04\x8c\x02os\x8c\x06system\x93.", "two": b"N.N.", "dup": b"K\x0120.", "cycle": b"]p0\nh\x00a.",
        "no_stop": b"(lp0\n", "cut": b"\x80\x04X\xff\0\0\0ab", "after_fault": b"\xfecos\nsystem\n(tR.", "empty": b"",
        "mark": b"((((tttt.", "next_buffer": b"\x80\x05\x97.", "floats": b"(F1e5\nF-inf\nFnan\nG\x7f\xf0\0\0\0\0\0\0t.",
    }


def write(stage, name, data):
    folder = os.path.join(FUZZ, "corpus", stage)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


class Options(ctypes.Structure):
    """depickle_options of depickle.h."""
    _fields_ = [("size", ctypes.c_size_t), ("allow", ctypes.c_void_p), ("n_allow", ctypes.c_size_t),
                ("target", ctypes.c_char_p), ("input_name", ctypes.c_char_p), ("input_float", ctypes.c_int),
                ("output_float", ctypes.c_int), ("max_memory", ctypes.c_uint64), ("max_input", ctypes.c_uint64)]


def write_onnx(path, all_models):
    library = ctypes.CDLL(os.path.abspath(path))
    library.depickle_new.restype = ctypes.c_void_p
    library.depickle_models.restype = ctypes.c_size_t
    library.depickle_error.restype = ctypes.c_char_p
    sink = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
    for name, model in all_models.items():
        data = Pickler(4).dump(model)
        for target in ("ml5", "ml1", "plain"):
            options = Options(size=ctypes.sizeof(Options), target=target.encode())
            handle = ctypes.c_void_p(library.depickle_new(ctypes.byref(options)))
            library.depickle_open_bytes(handle, b"m.pkl", data, ctypes.c_size_t(len(data)))
            for i in range(library.depickle_models(handle)):
                out = bytearray()

                def take(_, start, n):
                    out.extend(ctypes.string_at(start, n))
                    return 0

                if library.depickle_convert(handle, ctypes.c_size_t(i), b"onnx", sink(take), None) == 0:
                    write("onnx_read", f"{name}-{target}-{i}.onnx", bytes(out))
                else:
                    print(library.depickle_error(handle).decode())
            library.depickle_free(handle)


def quoted(data):
    return '"' + "".join(chr(b) if 32 < b < 127 and b not in b'"\\' else f"\\x{b:02x}" for b in data) + '"'


def write_lists():
    """What stands beside models: digests in every form, and a manifest."""
    digest = "0123456789abcdef" * 4
    other = digest[::-1]
    for name, text in (("bare", digest), ("sum", f"{digest}  m.pkl\n"), ("star", f"{digest} *dir/m.pkl\r\n"),
                       ("bsd", f"SHA256 (m.pkl) = {digest}\n"), ("escaped", f"\\{digest}  a\\\\b\\n\n"),
                       ("several", f"# pins\n{other}  a.pkl\n{digest.upper()}  m.pkl\n"),
                       ("two", f"{digest}\n{other}  m.pkl\n")):
        write("digest", name, text.encode())
    line = {"schema": "depickle-manifest/1", "input": "in/m.pkl", "sha256": digest, "directory": "out",
            "outputs": [{"path": "out/m.onnx", "format": "onnx", "sha256": other}], "options": {"sidecar": "sum"}}
    moved = dict(line, directory="", outputs=[dict(line["outputs"][0], path="/nonexistent/out/sub/m.onnx")])
    lines = [json.dumps(one).encode() + b"\n" for one in (line, moved)]
    for name, text in (("one", lines[0]), ("two", lines[0] + lines[1]), ("again", lines[0] * 2), ("cut", lines[0] + lines[1][:60])):
        write("manifest", name, text)


def write_dictionary():
    """Opcodes by name, and the names of calls that are understood, in the forms in which pickles hold them."""
    lines = ["# Written by tests/gen/corpus.py: opcodes, and names of calls that are understood."]
    text = open(os.path.join(SRC, "pickle/opcodes.def")).read()
    for name, byte in re.findall(r"^OP\((\w+),\s*('(?:\\.|[^'])'|0x[0-9a-fA-F]+)", text, re.M):
        code = int(byte, 16) if byte[0] == "0" else ord(byte[1:-1].encode().decode("unicode_escape"))
        lines.append(f"{name}={quoted(bytes([code]))}")
    recipes = set(re.findall(r'^RECIPE\("([^"]+)"', open(os.path.join(SRC, "value/recipes.def")).read(), re.M))
    rows = re.findall(r'^NAME\("([^"]+)", "([^"]+)", \w+, "([^"]+)"', open(os.path.join(SRC, "pickle/names.def")).read(), re.M)
    for module, name, canonical in rows:
        if canonical in recipes:
            lines.append(quoted(f"c{module}\n{name}\n".encode()))
    for word in ("descr", "fortran_order", "shape", "<f8", ">i4", "|O", "coef_", "intercept_", "estimators_", "tree_",
                 "nodes", "values", "classes_", "n_features_in_", "latin1", "\x93NUMPY", "NumpyArrayWrapper"):
        lines.append(quoted(word.encode("latin1")))
    with open(os.path.join(FUZZ, "depickle.dict"), "w") as f:
        f.write("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library")
    args = parser.parse_args()
    all_models, all_values = models(), values()
    for protocol in (0, 2, 4):
        for name, value in all_values.items():
            write("value", f"{name}-p{protocol}", Pickler(protocol).dump(value))
        for name, model in all_models.items():
            data = Pickler(protocol).dump(model)
            write("model", f"{name}-p{protocol}", data)
            if protocol == 2 or name in ("forest", "wrapped"):
                write("whole", f"{name}-p{protocol}", data)
                write("machine", f"{name}-p{protocol}", data)
    for name, value in buffers().items():
        write("value", name, Pickler(4).dump(value))
    for text in ("<f8", "|S12", "U6", ">i4", "O8", "|b1", "V16"):
        write("value", "dtype_" + re.sub(r"\W", "", text), text.encode())
    for name, data in opcode_cases().items():
        write("machine", "op_" + name, data)
    small = Pickler(2).dump(all_models["linear"])
    for name, data in compressed(small).items():
        write("codec", name, data)
        write("format", name, b"\0" + data)
        write("whole", name, data)
    for name, data in (("joblib", joblib(False)), ("joblib_padded", joblib(True)), ("npy", npy()),
                       ("npy_object", npy(Pickler(2).dump([1, 2]), "(2,)", "|O")), ("two_pickles", small + small),
                       ("trailing", small + b"x"), ("html", b"<!doctype html><html>"),
                       ("lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")):
        write("format", name, b"\0" + data)
        write("whole", name, data)
    write("format", "old_joblib", old_joblib())
    for name, data in (("raw", b"\0" + joblib(False)), ("padded", b"\0" + joblib(True)), ("old", old_joblib())):
        write("joblib", name, data)
    for name, data in (("f8", npy()), ("object", npy(Pickler(2).dump([1, 2]), "(2,)", "|O")), ("text", npy(bytes(32), "(2, 1)", "<U4")),
                       ("record", npy(bytes(32), "(2,)", [("a", "<f8"), ("b", "<i4", (2,))])), ("header", npy()[10:])):
        write("npy", name, data)
    write_lists()
    if args.library:
        write_onnx(args.library, all_models)
    write_dictionary()


if __name__ == "__main__":
    main()
