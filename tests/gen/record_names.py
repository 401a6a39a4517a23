"""Which names does CPython ask for? Runs under Python 2.7 to 3.14, on files that are trusted to be fixtures.

    python record_names.py FILE...       one JSON line a file: {"file", "names": ["module name", ...]}

The interpreter's own pickle.Unpickler (the one written in Python, so that joblib's raw arrays can be stepped over)
reads each decompressed file. find_class notes the name and hands back an inert stub: nothing is imported or called.
"""
import json
import os
import pickle
import re
import sys

try:
    Base = pickle._Unpickler
except AttributeError:  # Python 2
    Base = pickle.Unpickler


class Stub(object):
    """Stands in for whatever a name means: takes any call, any state, any item."""

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        made.made_with = args
        return made

    def __init__(self, *args, **kwargs):
        pass

    def __setstate__(self, state):
        self.state = state

    def __setitem__(self, key, value):
        pass

    def append(self, item):
        pass

    def extend(self, items):
        pass

    def add(self, item):
        pass

    def __call__(self, *args, **kwargs):
        return Stub(*args)


def make_stub(module, name):
    return type("Stub", (Stub,), {"asked": module + " " + name})


def text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else value


def itemsize(dtype):
    code = text(dtype.made_with[0])
    kind, size = re.match(r"([A-Za-z])(\d+)$", code).groups()
    return 0 if kind == "O" else int(size) * (4 if kind == "U" else 1)


def step_over_array(stream, wrapper):
    """joblib >= 0.10: the array's bytes, or a pickle of its items, stand behind the wrapper's BUILD."""
    size = itemsize(wrapper["dtype"])
    if size == 0:
        return record(stream)
    if wrapper.get("numpy_array_alignment_bytes") is not None:
        stream.read(ord(stream.read(1)))
    for dim in wrapper["shape"]:
        size *= dim
    stream.read(size)
    return set()


class Recorder(Base):
    dispatch = dict(Base.dispatch)

    def __init__(self, stream):
        if sys.version_info[0] == 2:
            Base.__init__(self, stream)
        else:
            Base.__init__(self, stream, encoding="latin-1")
        self.stream = stream
        self.asked = set()

    def find_class(self, module, name):
        self.asked.add(text(module) + " " + text(name))
        if (module, name) in (("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor")):
            return lambda cls, base, state: cls()
        return make_stub(text(module), text(name))

    def get_extension(self, code):
        raise ValueError("extension %d" % code)

    # pure-Python unpicklers differ in how they call what they found; a stub takes all of it
    def load_build(self):
        state = self.stack.pop()
        made = self.stack[-1]
        if isinstance(made, Stub):
            made.__setstate__(state)
            asked = getattr(type(made), "asked", "")
            if asked.endswith("numpy_pickle NumpyArrayWrapper"):
                self.asked |= step_over_array(self.stream, state)

    dispatch[pickle.BUILD if sys.version_info[0] == 2 else pickle.BUILD[0]] = load_build

    if sys.version_info[0] == 2:

        def load_reduce(self):
            args = self.stack.pop()
            self.stack[-1] = self.stack[-1](*args)

        dispatch[pickle.REDUCE] = load_reduce


def record(stream):
    recorder = Recorder(stream)
    recorder.load()
    return recorder.asked


def main():
    for path in sys.argv[1:]:
        with open(path, "rb") as stream:
            stream.seek(0, os.SEEK_SET)
            try:
                line = {"file": path, "names": sorted(record(stream))}
            except Exception as fault:  # the driver counts these
                line = {"file": path, "fault": "%s: %s" % (type(fault).__name__, fault)}
        print(json.dumps(line))


if __name__ == "__main__":
    main()
