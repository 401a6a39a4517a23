"""Endless pickles to read: made by following a rough stack, or seeds that were altered. Same number, same bytes."""
import os
import pickletools
import random
import re
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
OPCODES = {ord(op.code): op for op in pickletools.opcodes}
FIXED = {"uint1": 1, "uint2": 2, "uint4": 4, "uint8": 8, "int4": 4, "float8": 8}
COUNTED = {
    "string1": "<B", "bytes1": "<B", "unicodestring1": "<B", "long1": "<B", "string4": "<i", "bytes4": "<I",
    "unicodestring4": "<I", "long4": "<i", "bytes8": "<Q", "bytearray8": "<Q", "unicodestring8": "<Q",
}
LINES = {"stringnl": 1, "stringnl_noescape": 1, "unicodestringnl": 1, "decimalnl_short": 1, "decimalnl_long": 1,
         "floatnl": 1, "stringnl_noescape_pair": 2}


def chunk_end(data, at):
    """Where the opcode at `at` ends with its argument."""
    op = OPCODES.get(data[at])
    if op is None or op.arg is None:
        return at + 1
    name = op.arg.name
    if name in FIXED:
        return min(at + 1 + FIXED[name], len(data))
    if name in COUNTED:
        size = struct.calcsize(COUNTED[name])
        head = data[at + 1 : at + 1 + size]
        n = struct.unpack(COUNTED[name], head)[0] if len(head) == size else 0
        return min(at + 1 + size + max(n, 0), len(data))
    end = at
    for _ in range(LINES[name]):
        end = data.find(b"\n", end + 1)
        if end < 0:
            return len(data)
    return end + 1


def chunks(data):
    """The opcodes of data, each with its argument; bytes that are none stand alone."""
    found, at = [], 0
    while at < len(data):
        end = chunk_end(data, at)
        found.append(data[at:end])
        at = end
    return found


def table_names():
    """role -> [(module, name)] of the table of names"""
    names = {}
    with open(os.path.join(HERE, "../../src/pickle/names.def"), encoding="utf-8") as stream:
        for line in stream:
            row = re.match(r'NAME\("(.*?)", "(.*?)", (\w+),', line)
            if row:
                names.setdefault(row.group(3), []).append((row.group(1), row.group(2)))
    return names


ODD_NAMES = [
    ("os", "system"), ("posix", "system"), ("evil", "Thing"), ("a.b", "c.d"), ("builtins", "eval"), ("x", "y"), ("my", "é"),
    ("__main__", "Own"), ("collections", "OrderedDict.fromkeys"), ("a b", "c d"), ("m\r", "n\r"), ("", "empty"), ("empty", ""),
    ("m\0", "n\0x"), ("long" * 50, "n" * 200), ("p.", ".q"), ("1digit", "2"), ("m\\", "n'\""), ("\u202e", "\u200bz"),
]
TEXTS = ["", "a", "coef_", "latin1", "os", "system", "\n", "a\\u0041", "é", "\x7f", "x" * 300]
NUMBERS = [b"0", b"1", b"7", b"-3", b"00", b"01", b"255", b"4294967296", b"0x10", b"010", b"1_0", b" 5", b"+5", b"5 ", b"1L",
           b"-0", b"", b"9" * 30, b"0b11", b"1\r", b"1\0"]
FLOATS = [b"0.5", b"1e5", b"-1", b"inf", b"nan", b"1_0.0", b" 1.5", b"0x1p3", b".5", b"1.", b"", b"1e999", b"1\r"]

ODD_LINES = [b"'a\\'", b"'\\x4", b"\\u12", b"a", b"'", b"\"os\"", b"'os'\r", b"'\\x6f\\163'", b" 'os'", b"\\U00110000", b"'a'b'",
             b"\\u006fs"]


class Builder:
    """A pickle under way: what is written, and the rough kinds of what its reader would have on the stack."""

    def __init__(self, rng, names):
        self.rng, self.names = rng, names
        self.tame = rng.random() < 0.45  # only what honest pickles do
        self.odd = 0.0 if self.tame else rng.choice([0.0, 0.01, 0.05])
        self.protocol = rng.choice([0, 1, 2, 3, 4, 5])
        self.out, self.stack, self.memo = [], [], {}

    def put(self, code, kind=None, drop=0):
        self.out.append(code)
        if drop:
            del self.stack[-drop:]
        if kind is not None:
            self.stack.append(kind)

    def above_mark(self):
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i] == "mark":
                return self.stack[i + 1 :]
        return None

    def drop_mark(self):
        while self.stack.pop() != "mark":
            pass

    def name(self):
        rng = self.rng
        if self.tame:
            role = rng.choice(["RECIPE", "CLASS", "CLASS"])
            return role.lower(), rng.choice(self.names[role])
        if rng.random() < 0.5:
            return "recipe", rng.choice(ODD_NAMES)
        role = rng.choice(sorted(self.names))
        return role.lower(), rng.choice(self.names[role])

    def text_op(self, text):
        rng, data = self.rng, text.encode("utf-8", "surrogatepass")
        form = rng.choice([b"V", b"X", b"\x8c", b"\x8d", b"S", b"U", b"T"] if not self.tame else [b"X", b"\x8c", b"V"])
        if form == b"V":
            return form + text.encode("raw-unicode-escape").replace(b"\n", b"\\u000a") + b"\n"
        if form == b"S":
            return form + repr(data)[1:].encode() + b"\n"
        if form in b"\x8cU" and len(data) < 256:
            return form + bytes([len(data)]) + data
        if form == b"\x8d":
            return form + struct.pack("<Q", len(data)) + data
        return (b"T" if form in b"TU" else b"X") + struct.pack("<I", len(data)) + data

    def plain_name(self, pair):
        return not any("\n" in part for part in pair)

    # Each of these writes something, or returns False where the stack is not fit for it.
    def scalar(self):
        rng = self.rng
        pick = rng.randrange(12)
        if pick < 4:
            self.put(self.text_op(rng.choice(TEXTS if not self.tame else TEXTS[:6])), "text")
        elif pick == 4:
            self.put(rng.choice([b"N", b"\x88", b"\x89"]), "atom")
        elif pick == 5:
            self.put(b"K" + bytes([rng.randrange(256)]), "atom")
        elif pick == 6:
            self.put(b"J" + struct.pack("<i", rng.randrange(-(2**31), 2**31)), "atom")
        elif pick == 7:
            self.put(b"G" + struct.pack(">d", rng.random()), "atom")
        elif pick == 8:
            n = rng.choice([0, 1, 2, 8, 9, 40])
            self.put(b"\x8a" + bytes([n]) + rng.randbytes(n), "atom")
        elif pick == 9:
            n = rng.randrange(20)
            form = rng.choice([b"C", b"B", b"\x8e", b"\x96"])
            head = bytes([n]) if form == b"C" else struct.pack("<I" if form == b"B" else "<Q", n)
            self.put(form + head + rng.randbytes(n), "bytearray" if form == b"\x96" else "bytes")
        elif pick == 10:
            self.put(rng.choice([b"I", b"L"]) + rng.choice(NUMBERS[:7] if self.tame else NUMBERS) + b"\n", "atom")
        else:
            self.put(b"F" + rng.choice(FLOATS[:3] if self.tame else FLOATS) + b"\n", "atom")

    def empty(self):
        code, kind = self.rng.choice([(b"]", "list"), (b"}", "dict"), (b")", "tuple"), (b"\x8f", "set")])
        self.put(code, kind)

    def mark(self):
        self.put(b"(", "mark")

    def fetch(self):
        kind, pair = self.name()
        if self.rng.random() < 0.5 and self.plain_name(pair):
            self.put(b"c" + "\n".join(pair).encode("utf-8") + b"\n", kind)
        else:
            for part in pair:
                self.put(self.text_op(part), "text")
                if self.rng.random() < 0.3:
                    self.store()
            self.put(b"\x93", kind, 2)

    def inst(self):
        kind, pair = self.name()
        if self.above_mark() is None or not self.plain_name(pair) or (self.tame and (kind != "class" or self.above_mark())):
            return False
        self.drop_mark()
        self.put(b"i" + "\n".join(pair).encode("utf-8") + b"\n", "made")

    def tuple_of(self):
        items = self.above_mark()
        most = len(items if items is not None else self.stack)
        n = self.rng.randrange(4)
        if n and n <= most:
            self.put(b"\x85\x86\x87"[n - 1 : n], "tuple", n)
        elif items is not None:
            code, kind = self.rng.choice([(b"t", "tuple"), (b"l", "list"), (b"1", None)])
            self.drop_mark()
            self.put(code, kind)
        else:
            return False

    def keyed(self):
        """DICT, SETITEMS, FROZENSET, ADDITEMS: what lies above the mark must be hashable."""
        items = self.above_mark()
        good = {"text", "atom", "bytes"}
        if items is None or (not all(kind in good for kind in items) and self.rng.random() > self.odd):
            return False
        below = self.stack[-len(items) - 2] if len(self.stack) > len(items) + 1 else None
        choice = [(b"\x91", "set")]
        if len(items) % 2 == 0:
            choice.append((b"d", "dict"))
            if below in ("dict", "made"):
                choice.append((b"u", None))
        if below in ("set", "made"):
            choice.append((b"\x90", None))
        code, kind = self.rng.choice(choice)
        self.drop_mark()
        self.put(code, kind)

    def appended(self):
        items = self.above_mark()
        if items is not None and len(self.stack) > len(items) + 1 and self.stack[-len(items) - 2] in ("list", "made"):
            self.drop_mark()
            self.put(b"e")
        elif len(self.stack) > 1 and self.stack[-1] != "mark" and self.stack[-2] in ("list", "made"):
            self.put(b"a", None, 1)
        elif len(self.stack) > 2 and self.stack[-3] in ("dict", "made") and self.stack[-2] in ("text", "atom") \
                and self.stack[-1] != "mark":
            self.put(b"s", None, 2)
        else:
            return False

    def call(self):
        rng, stack = self.rng, self.stack
        top = stack[-1] if stack else None
        if top in ("recipe", "class", "danger", "data"):
            if rng.random() < 0.4:
                self.scalar()
                self.put(b"\x85", "tuple", 1)
            else:
                self.put(b")", "tuple")
            self.put(b"R" if top == "recipe" or (not self.tame and rng.random() < 0.3) else b"\x81", "made", 2)
        elif top == "dict" and len(stack) > 2 and stack[-2] == "tuple" and stack[-3] in ("recipe", "class"):
            self.put(b"\x92", "made", 3)
        elif self.above_mark() and self.above_mark()[0] in ("class", "recipe", "danger"):
            if self.tame and len(self.above_mark()) > 1:
                return False
            self.drop_mark()
            self.put(b"o", "made")
        else:
            return False

    def build(self):
        if len(self.stack) > 1 and self.stack[-2] == "made" and self.stack[-1] in ("dict", "tuple", "text", "atom"):
            self.put(b"b", None, 1)
            if self.tame:
                self.stack[-1] = "whole"
        else:
            return False

    def store(self):
        if not self.stack or self.stack[-1] == "mark":
            return False
        rng = self.rng
        form = rng.randrange(4)
        index = len(self.memo) if form == 3 or rng.random() < 0.7 else rng.choice([0, 1, 2, 5, 40, 255])
        if form == 0:
            odd = not self.tame and rng.random() < 0.1
            self.put(b"p" + (rng.choice([b"0%d", b" %d", b"+%d", b"%d_0", b"0x%d", b"%d\r"]) if odd else b"%d") % index + b"\n")
        elif form == 1 and index < 256:
            self.put(b"q" + bytes([index]))
        elif form == 2:
            self.put(b"r" + struct.pack("<I", index))
        else:
            index = len(self.memo)
            self.put(b"\x94")
        self.memo[index] = self.stack[-1]

    def load(self):
        if not self.memo:
            return False
        index = self.rng.choice(sorted(self.memo))
        kind = self.memo[index]
        if self.tame and kind not in ("text", "atom", "bytes", "class", "recipe"):
            return False
        form = self.rng.randrange(3)
        if form == 0:
            self.put(b"g%d\n" % index, kind)
        elif form == 1 and index < 256:
            self.put(b"h" + bytes([index]), kind)
        else:
            self.put(b"j" + struct.pack("<I", index), kind)

    def shuffle(self):
        if not self.stack:
            return False
        if self.stack[-1] != "mark" and self.rng.random() < 0.4 and not self.tame:
            self.put(b"2", self.stack[-1])
        else:
            self.put(b"0", None, 1)

    def wild(self):
        """What no honest pickle holds, or not there."""
        rng = self.rng
        if self.tame or rng.random() < 0.5:
            return False
        pick = rng.randrange(9)
        if pick == 0:
            self.put(b"\x80" + bytes([rng.randrange(8)]))
        elif pick == 1:
            self.put(b"\x95" + struct.pack("<Q", rng.choice([0, 1, 3, 10, 30, 300, 2**40])))
        elif pick == 2:
            form, pack = rng.choice([(b"\x82", "<B"), (b"\x83", "<H"), (b"\x84", "<i")])
            self.put(form + struct.pack(pack, rng.choice([1, 2, 100, 127])), "recipe")
        elif pick == 3:
            self.put(b"P" + rng.choice([b"id", b"", b"\xe9", b"1"]) + b"\n", "made")
        elif pick == 4 and self.stack and self.stack[-1] != "mark":
            self.put(b"Q", "made", 1)
        elif pick == 5:
            self.put(bytes([rng.choice(list(OPCODES))]), "atom")
        elif pick == 6:
            self.put(rng.choice([b"\x97", b"\x98", b"."]))
        elif pick == 7:
            self.put(rng.choice([b"S", b"V"]) + rng.choice(ODD_LINES) + b"\n", "text")
        else:
            self.put(b"R" if rng.random() < 0.5 else b"b", None, 1 if len(self.stack) > 1 else 0)

    def finish(self):
        if self.tame or self.rng.random() < 0.9:
            while "mark" in self.stack:
                self.drop_mark()
                self.put(b"t", "tuple")
            while len(self.stack) > 3:
                self.put(b"0", None, 1)
            if len(self.stack) > 1:
                self.put(b"\x85\x86\x87"[len(self.stack) - 1 :][:1], "tuple", len(self.stack))
            if not self.stack:
                self.put(b"N", "atom")
        self.put(b".")
        if self.rng.random() < 0.03:
            self.out.append(b"\x80\x02N.")

    def pickle(self):
        moves = [self.scalar, self.scalar, self.scalar, self.empty, self.mark, self.fetch, self.fetch, self.inst, self.tuple_of,
                 self.keyed, self.appended, self.appended, self.call, self.call, self.call, self.build, self.build, self.store,
                 self.load, self.shuffle, self.wild]
        if self.protocol >= 2 and self.rng.random() < 0.9:
            self.put(b"\x80" + bytes([self.protocol]))
        for _ in range(self.rng.choice([4, 8, 16, 30, 60])):
            if self.rng.random() < self.odd:
                self.put(bytes([self.rng.choice(list(OPCODES))]))
            self.rng.choice(moves)()
        self.finish()
        data = b"".join(self.out)
        if data[:1] == b"\x80" and self.protocol >= 4 and self.rng.random() < 0.3:
            size = len(data) - 2 if self.tame else self.rng.randrange(len(data) + 2)
            data = data[:2] + b"\x95" + struct.pack("<Q", size) + data[2:]
        return data


def altered_argument(rng, chunk):
    """The opcode stays, some of its argument changes."""
    if len(chunk) < 2:
        return bytes([rng.choice(list(OPCODES))])
    op = OPCODES.get(chunk[0])
    if op is not None and op.arg is not None and op.arg.name in LINES and rng.random() < 0.5:
        odd = rng.choice(NUMBERS + FLOATS + [b"os\nsystem", b"'os'", b"\\u006fs", b"a.b", b"a\r", b"\xe9", b"\xff"])
        return chunk[:1] + odd + b"\n"
    at = rng.randrange(1, len(chunk))
    return chunk[:at] + bytes([rng.randrange(256)]) + chunk[at + 1 :]


def mutate_chunks(rng, parts, others):
    at = rng.randrange(len(parts) + 1)
    near = min(at, len(parts) - 1)
    pick = rng.randrange(7)
    if pick == 0:
        parts.insert(at, bytes([rng.choice(list(OPCODES))]))
    elif pick == 1:
        del parts[near]
    elif pick == 2:
        parts.insert(at, parts[near])
    elif pick == 3:
        parts[near] = altered_argument(rng, parts[near])
    elif pick == 4:
        other = rng.choice(others)
        begin = rng.randrange(len(other))
        parts[at:at] = other[begin : begin + rng.choice([1, 2, 3, 5, 20])]
    elif pick == 5:
        other = rng.randrange(len(parts))
        parts[near], parts[other] = parts[other], parts[near]
    else:
        end = at + rng.choice([1, 2, 4, 8])
        parts[at:end] = []


def mutate_bytes(rng, data):
    if not data:
        return data
    at = rng.randrange(len(data))
    pick = rng.randrange(5)
    if pick == 0:
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    if pick == 1:
        return data[:at]
    if pick == 2:
        return data[:at] + bytes([rng.randrange(256)]) + data[at:]
    if pick == 3:
        return data[:at] + data[at + 1 :]
    if data[:1] == b"\x80" and rng.random() < 0.7:
        return b"\x80" + bytes([rng.randrange(7)]) + data[2:]
    return b"\x80" + bytes([rng.randrange(6)]) + data


class Inputs:
    """Input number n: half are made, half are altered seeds (or altered pickles of our own)."""

    def __init__(self, seed, seeds):
        self.seed, self.names = seed, table_names()
        self.seeds = [parts for parts in (chunks(data) for data in seeds) if parts]

    def made(self, rng):
        return Builder(rng, self.names).pickle()

    def input(self, number):
        rng = random.Random(self.seed << 40 | number)
        if rng.random() < 0.5:
            return self.made(rng)
        parts = list(rng.choice(self.seeds)) if self.seeds and rng.random() < 0.75 else chunks(self.made(rng))
        for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
            if rng.random() < 0.7 and parts:
                mutate_chunks(rng, parts, self.seeds or [parts])
            else:
                parts = chunks(mutate_bytes(rng, b"".join(parts))) or [b"."]
        return b"".join(parts)
