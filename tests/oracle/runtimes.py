"""What loads and runs an ONNX file: onnxruntime, ONNX's own reference evaluator, OpenVINO, tract.

open_model(NAME, PATH, THREADS) gives an object with `inputs` (name, type as "tensor(double)", width), `outputs` (names) and
run(feed) -> {name: array}. A runtime is imported only when it is asked for.
"""
import os
import pathlib
import re
import subprocess
import tempfile
from dataclasses import dataclass

import numpy as np
import onnx

NAMES = ("onnxruntime", "reference", "openvino", "tract")
ELEMENTS = {onnx.TensorProto.DOUBLE: "tensor(double)", onnx.TensorProto.FLOAT: "tensor(float)",
            onnx.TensorProto.STRING: "tensor(string)", onnx.TensorProto.INT64: "tensor(int64)"}


@dataclass
class Port:
    name: str
    type: str
    width: int


def ports(path):
    """Inputs and names of outputs, as the file itself says."""
    graph = onnx.load(str(path)).graph
    inputs = [Port(i.name, ELEMENTS[i.type.tensor_type.elem_type], i.type.tensor_type.shape.dim[-1].dim_value)
              for i in graph.input]
    return inputs, [o.name for o in graph.output]


class OnnxRuntime:
    def __init__(self, path, threads):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.inputs = [Port(i.name, i.type, i.shape[-1]) for i in self.session.get_inputs()]
        self.outputs = [o.name for o in self.session.get_outputs()]

    def run(self, feed):
        return dict(zip(self.outputs, self.session.run(None, feed)))


class Reference:
    def __init__(self, path, threads):
        from onnx.reference import ReferenceEvaluator

        self.model = ReferenceEvaluator(str(path))
        self.inputs, self.outputs = ports(path)

    def run(self, feed):
        return dict(zip(self.outputs, self.model.run(None, feed)))


class OpenVino:
    def __init__(self, path, threads):
        import openvino

        core = openvino.Core()
        # Its CPU plugin computes in float32 where it is not told otherwise.
        hints = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f64"}
        try:
            self.model = core.compile_model(str(path), "CPU", hints)
        except RuntimeError:
            hints["INFERENCE_PRECISION_HINT"] = "f32"
            self.model = core.compile_model(str(path), "CPU", hints)
        self.inputs, self.outputs = ports(path)

    def run(self, feed):
        answer = self.model(feed)
        return {name: np.array(answer[name]) for name in self.outputs}


class Tract:
    """tests/oracle/tract, a program of a few lines; DEPICKLE_TRACT names it."""

    def __init__(self, path, threads):
        self.path, self.program = path, os.environ["DEPICKLE_TRACT"]
        self.inputs, self.outputs = ports(path)

    def run(self, feed):
        with tempfile.TemporaryDirectory() as folder:
            for i, port in enumerate(self.inputs):
                np.save(os.path.join(folder, f"in{i}.npy"), np.ascontiguousarray(feed[port.name]))
            done = subprocess.run([self.program, str(self.path), folder, str(len(self.inputs))], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=120, check=False)
            if done.returncode != 0:
                raise RuntimeError(" ".join(done.stderr.decode("utf-8", "replace").split()[:24]))
            return {name: self.answer(pathlib.Path(folder) / f"out{i}.npy") for i, name in enumerate(self.outputs)}

    @staticmethod
    def answer(path):
        """Numbers as an array; texts come a line each."""
        if path.exists():
            return np.load(path)
        return np.array(path.with_suffix(".txt").read_text(encoding="utf-8").split("\n"), dtype=object)


def open_model(name, path, threads=1):
    return {"onnxruntime": OnnxRuntime, "reference": Reference, "openvino": OpenVino, "tract": Tract}[name](path, threads)


def version(name):
    if name == "onnxruntime":
        import onnxruntime

        return onnxruntime.__version__
    if name == "openvino":
        import openvino

        return openvino.__version__.split("-")[0]
    return onnx.__version__ if name == "reference" else ""


def need(name, said):
    """What of a file's `requires` ("onnxruntime >= 1.8, …") this runtime is not; None where it should do."""
    if name != "onnxruntime":
        return "operators of com.microsoft" if "com.microsoft" in said else None
    least = re.match(r"onnxruntime >= (\d+)\.(\d+)", said)
    here = tuple(int(n) for n in version(name).split(".")[:2])
    return f"onnxruntime {least[1]}.{least[2]}" if here < (int(least[1]), int(least[2])) else None
