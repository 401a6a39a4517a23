"""Which names does CPython's own unpickler (the one written in C) ask for? Runs under Python 3.8 and newer.

    python record_bytes.py      batches on standard input: a 4-byte count, then so often a 4-byte length and the bytes
                                of one input; a JSON line per input on standard output:
                                {"names": [[module, name]...], "ends": [end of each pickle...], "fault": text}

Nothing real is imported or called: find_class notes the name as it is written in the input and hands back one inert
class, which takes any call, state, item or member, and gives itself. So CPython gets further than it would with the
real things. Extension codes are registered under names of their own. An input may kill the process (memory, time,
deep recursion): who started it starts it again.
"""
import copyreg
import io
import json
import pickle
import resource
import signal
import struct
import sys

MEMORY = 1 << 30
SECONDS = 5
EXTENSION = "\0extension"


class Anything(type):
    def __call__(cls, *args, **kwargs):
        return Inert

    def __setitem__(cls, key, value):
        pass


class Inert(metaclass=Anything):
    """Methods without a self: they are asked of the class too."""

    def __new__(cls, *args, **kwargs):
        return Inert

    def nothing(*args, **kwargs):
        pass

    __setstate__ = append = extend = add = nothing


class Recorder(pickle.Unpickler):
    asked = ()

    def find_class(self, module, name):
        self.asked.add((module, name))
        return Inert

    def persistent_load(self, key):
        return Inert


def record(data):
    """All pickles that stand back to back, as long as they can be read."""
    copyreg._extension_cache.clear()
    stream = io.BytesIO(data)
    asked, ends, fault = set(), [], ""
    try:
        while stream.tell() < len(data):
            reader = Recorder(stream, encoding="latin-1")
            reader.asked = asked
            reader.load()
            ends.append(stream.tell())
    except Exception as e:  # whatever the input provokes
        fault = "%s: %s" % (type(e).__name__, e)
    return {"names": sorted(asked), "ends": ends, "fault": fault[:200]}


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    for code in [*range(1, 1024), *(2 ** n for n in range(10, 31)), 2**31 - 1]:
        copyreg._inverted_registry[code] = (EXTENSION, str(code))
    source = sys.stdin.buffer
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        batch = []
        for _ in range(struct.unpack("<I", head)[0]):
            (n,) = struct.unpack("<I", source.read(4))
            batch.append(source.read(n))
        for data in batch:
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            sys.stdout.write(json.dumps(record(data)) + "\n")
            sys.stdout.flush()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


if __name__ == "__main__":
    main()
