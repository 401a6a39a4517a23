"""The ways in which a code block is run. Each kind has run(place, language, text), which raises Fault where the block does not do
what it says, and LeftOut where this machine lacks what it needs."""

import difflib
import json
import re
import shlex
import shutil
import subprocess
import sys


class Fault(Exception):
    pass


class LeftOut(Exception):
    pass


def need_language(language, *wanted):
    if language not in wanted:
        raise Fault(f"is {language or 'of no language'}, and not {wanted[0]}")


def need_programs(place, names):
    for name in names:
        if shutil.which(name, path=place.environment["PATH"]) is None:
            raise LeftOut(f"no {name} here")


def need_modules(names):
    for name in names:
        if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode != 0:
            raise LeftOut(f"no Python package {name} here")


def bash(place, script):
    """What a shell says to a script, both streams, and its code."""
    run = subprocess.run(["bash", "-c", script], cwd=place.folder, env=place.environment, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run.stdout.decode("utf-8", "replace"), run.returncode


def replaced(text, changes):
    for old, new in changes.items():
        if old not in text:
            raise Fault(f"does not hold {old!r}, for which the row has a stand-in")
        text = text.replace(old, new)
    return text


def bare(line):
    """A command without its comment and the blanks before that."""
    words = shlex.shlex(line, posix=False, punctuation_chars=False)
    words.whitespace_split = True
    words.commenters = ""
    words.quotes = "\"'"
    kept = []
    for word in words:
        if word.startswith("#"):
            break
        kept.append(word)
    return " ".join(kept)


class Commands:
    """Lines of commands, which all end with 0, or with the code that `codes` has for one that begins so. `changes`: names that are
    the reader's own, and what stands for them here; `before`: what makes them."""

    def __init__(self, codes=None, changes=None, programs=(), modules=(), before=""):
        self.codes, self.changes, self.programs, self.modules, self.before = codes or {}, changes or {}, programs, modules, before

    def run(self, place, language, text):
        need_language(language, "sh", "console", "")
        need_programs(place, self.programs)
        need_modules(self.modules)
        lines = [line[2:] if language == "console" else line for line in replaced(text, self.changes).splitlines()]
        unused = set(self.codes)
        script = f"set -eu\n{self.before}\nset +e\n"
        for line in lines:
            code = 0
            for begin, wanted in self.codes.items():
                if bare(line).startswith(begin):
                    code = wanted
                    unused.discard(begin)
            script += f"{line}\n_code=$?; [ $_code -eq {code} ] || {{ echo {shlex.quote(line)} ended with $_code instead of {code}; exit 99; }}\n"
        if unused:
            raise Fault(f"has no command {unused.pop()!r}")
        said, code = bash(place, script)
        if code != 0:
            raise Fault("\n" + said)


class Transcript:
    """`$ command` and what it says. `$?` is the code of the command before."""

    def __init__(self, before=""):
        self.before = before

    def run(self, place, language, text):
        need_language(language, "console")
        script = self.before + "\n" + "".join(f"printf '%s\\n' {shlex.quote(line)}; (exit ${{_code:-0}}); {line[2:]}\n_code=$?\n" for line in text.splitlines() if line.startswith("$ "))
        said, _ = bash(place, script)
        if said != text:
            raise Fault("says otherwise\n" + "\n".join(difflib.unified_diff(text.splitlines(), said.splitlines(), "document", "here", lineterm="")))


class Python:
    """A program of Python between what its document tells about and what must then hold."""

    def __init__(self, before="", after="", modules=()):
        self.before, self.after, self.modules = before, after, modules

    def run(self, place, language, text):
        need_language(language, "python")
        need_modules(self.modules)
        run = subprocess.run([sys.executable, "-c", f"{self.before}\n{text}\n{self.after}"], cwd=place.folder, env=place.environment,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode != 0:
            raise Fault("\n" + run.stdout.decode("utf-8", "replace"))


class Program:
    """C: compiled without a warning, by itself or inside `body`, then `command` ends with 0. `before`: what makes its files; `library`: it is
    linked with ours."""

    def __init__(self, command, body="{}", library=False, before="true"):
        self.command, self.body, self.library, self.before = command, body, library, before

    def run(self, place, language, text):
        need_language(language, "c")
        need_programs(place, ["cc"])
        if self.library and not place.library:
            raise LeftOut("no library to link with")
        Commands().run(place, "sh", self.before)
        lines = text.splitlines(keepends=True)
        headers, rest = ("".join(line for line in lines if line.startswith("#include") == at_head) for at_head in (True, False))
        (place.folder / "block.c").write_text(headers + self.body.replace("{}", rest), "utf-8")
        link = [str(place.library), f"-Wl,-rpath,{place.library.parent}"] if self.library else []
        flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", *(f"-I{place.root / folder}" for folder in ("src", "converters"))]
        built = subprocess.run(["cc", *flags, "block.c", "-o", "block", *link, "-lm"], cwd=place.folder, capture_output=True, text=True)
        if built.returncode != 0:
            raise Fault("\n" + built.stderr)
        Commands().run(place, "sh", self.command)


class Excerpt:
    """Lines of a file of the repository, which its own tests build and run: each stands there, whatever the blanks."""

    def __init__(self, path):
        self.path = path

    def run(self, place, language, text):
        held = [" ".join(line.split()) for line in (place.root / self.path).read_text("utf-8").splitlines()]
        for line in text.splitlines():
            line = " ".join(line.split())
            if line and not line.startswith(("/*", "#")) and not any(line in other for other in held):
                raise Fault(f"{line!r} is not in {self.path}")


class Said:
    """Commands that a check runs as they stand: each is in its text. `changes`: what the check has for a name in them."""

    def __init__(self, path, changes=None):
        self.path, self.changes = path, changes or {}

    def run(self, place, language, text):
        need_language(language, "sh", "console")
        held = (place.root / self.path).read_text("utf-8")
        for line in replaced(text, self.changes).splitlines():
            command = bare(line[2:] if language == "console" else line)
            if command and command not in held:
                raise Fault(f"{command!r} is not in {self.path}")


class By:
    """A check reads the block out of the document and runs it, and so names document and number; or, `all_of` a language, the
    document."""

    def __init__(self, path, all_of=None):
        self.path, self.all_of = path, all_of

    def run(self, place, language, text):
        held = re.sub("[\"',]", "", (place.root / self.path).read_text("utf-8"))
        name = place.document if self.all_of == language else f"{place.document} {place.number}"
        if not re.search(re.escape(name) + r"\b", held):
            raise Fault(f"{self.path} does not name {name}")


class Jobs:
    """`bash tests/run.sh` and the names of its jobs, which is what runs this."""

    def run(self, place, language, text):
        need_language(language, "sh")
        held = (place.root / "tests/run.sh").read_text("utf-8")
        for line in map(bare, text.splitlines()):
            if not line.startswith("bash tests/run.sh"):
                raise Fault(f"{line!r} is no run of the tests")
            for job in line.split()[2:]:
                if f"\njob_{job}() " not in held:
                    raise Fault(f"tests/run.sh has no job {job}")


class Fresh:
    """Sets a machine up: tests/fresh/documents.sh runs it in a new Debian, in a clone of the project, as `script` puts it together.

    before: what the document takes for granted; program: the depickle that is there then, which converts and verifies a model; after:
    what else has to hold."""

    def __init__(self, program=None, before="", after=""):
        self.program, self.before, self.after = program, before, after

    def run(self, place, language, text):
        need_language(language, "sh")
        if "--fresh" not in (place.root / "tests/fresh/documents.sh").read_text("utf-8"):
            raise Fault("nothing runs it")

    def script(self, text):
        check = FRESH_CHECK.replace("PROGRAM", self.program) if self.program else ""
        return f"{FRESH_HEAD}{self.before}\n{text}\n{FRESH_TAIL}{check}{self.after}\n"


# `sudo` is for root, and a file server ends by itself.
FRESH_HEAD = """set -e
sudo() { "$@"; }
python3() {
    if [ "${2:-}" = http.server ]; then
        timeout 3 python3 "$@" || [ $? -eq 124 ]
    else
        command python3 "$@"
    fi
}
"""
FRESH_TAIL = "unset -f python3\n"
FRESH_CHECK = """cp samples/laptop-price/predictor.pickle /tmp/m.pkl
PROGRAM convert -q -f /tmp/m.pkl -o /tmp/m.onnx
PROGRAM verify /tmp/m.onnx --against /tmp/m.pkl | grep -q ^proved
"""


class Json:
    """A document of ours: it follows its schema (where jsonschema is), and has the keys that `command` writes into written.json now."""

    def __init__(self, schema, command):
        self.schema, self.command = schema, command

    def run(self, place, language, text):
        need_language(language, "json")
        document = json.loads(text)
        Commands().run(place, "sh", self.command)
        written = json.loads((place.folder / "written.json").read_text("utf-8"))
        if list(document) != list(written):
            raise Fault(f"has the keys {list(document)}, and a file that is written now {list(written)}")
        need_modules(["jsonschema"])
        import jsonschema
        import referencing

        schemas = {path.name: json.loads(path.read_text("utf-8")) for path in (place.root / "schemas").glob("*.schema.json")}
        registry = referencing.Registry().with_resources((s["$id"], referencing.Resource.from_contents(s)) for s in schemas.values())
        for why in jsonschema.Draft202012Validator(schemas[self.schema], registry=registry).iter_errors(document):
            raise Fault(f"is not as {self.schema} has it: {why.message}")


class Drawing:
    """No code: a picture of letters, or figures that a table of the repository has."""

    def run(self, place, language, text):
        need_language(language, "")
