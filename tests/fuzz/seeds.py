#!/usr/bin/env python3
"""Seeds for a campaign, a folder for each target, from fixtures, hostile files and what the program writes of them.

    seeds.py FOLDER --depickle PROGRAM [--fixtures UNPACKED] [--hostile CORPUS] [--models FOLDER]

Files of at most 24 KB, which is what a campaign alters: of each fixture the pickle of the default protocol, of some eras
only, and of some each container; then `campaign.sh CAMPAIGN UNTIL FOLDER`.
"""

import argparse
import hashlib
import pathlib
import struct
import subprocess
import tempfile

from forms import MOST, PICKLES, npy

ERAS = ("py27-sk0171", "py36-sk0203", "py39-sk0242", "py311-sk132", "py313-sk191")


class Seeds:
    def __init__(self, folder):
        self.folder = folder

    def add(self, target, data):
        if 0 < len(data) <= MOST:
            place = self.folder / target
            place.mkdir(parents=True, exist_ok=True)
            (place / hashlib.sha1(data).hexdigest()).write_bytes(data)

    def add_input(self, data):
        """A file as a user has it: to all that read one."""
        for target, (held, _) in PICKLES.items():
            if target != "shown":  # which gets pairs
                self.add(target, held(data))


def written(depickle, path):
    """What convert makes of a file: name and bytes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([depickle, "convert", "-q", "--manifest", f"{folder}/manifest.jsonl", "-d", folder, path], capture_output=True)
        return [(p.name, p.read_bytes()) for p in sorted(pathlib.Path(folder).iterdir())]


def add_outputs(seeds, depickle, path):
    source = path.read_bytes()
    for name, data in written(depickle, path):
        if name.endswith(".onnx"):
            seeds.add("onnx_read", data)
        elif "manifest" in name:
            seeds.add("manifest", data)
        elif name.endswith(".json"):
            seeds.add("json_model", data)
            if len(source) < 1 << 16:
                seeds.add("json_read", struct.pack("<H", len(source)) + source + data)
        elif name.endswith(".sha256"):
            seeds.add("digest", data)


def add_arrays(seeds, fixtures):
    """Arrays of every dtype and of few numbers; and the side files of joblib before 0.10, which are .npy too."""
    sizes = {"b1": 1, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1, "u2": 2, "u4": 4, "u8": 8, "f2": 2, "f4": 4, "f8": 8, "f16": 16, "c8": 8, "c16": 16,
             "S3": 3, "U2": 8, "V5": 5, "O": 8, "M8[ns]": 8, "m8[25s]": 8}
    for order in "<>|=":
        for kind, size in sizes.items():
            data = bytes(range(1, 7)) * size
            seeds.add("npy", npy(f"'{order}{kind}'", "(2, 3)", data, order == ">"))
            seeds.add("npy", npy(f"'{order}{kind}'", "()", data[:size], version=2))
    node = ("[('left_child', '<i8'), ('threshold', '<f8'), ('value', '<f8', (2, 1)), ('sub', [('x', '|i1'), (('title', 'y'), '>u2')]),"
            " ('', '|V3')]")
    seeds.add("npy", npy(node, "(2,)", bytes(76), version=3))
    seeds.add("npy", npy("{'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [0, 8], 'itemsize': 16}", "(3L,)", bytes(48)))
    for path in sorted(fixtures.glob("py*/*/*.npy"))[::7]:
        seeds.add("npy", path.read_bytes())


def add_digests(seeds):
    """The forms of a sidecar and of a list of pins."""
    digest = hashlib.sha256(b"").hexdigest()
    for text in ("{0}\n", "{0}  m.pkl\n", "{0} *m.pkl\r\n", "SHA256 (m.pkl) = {0}\n", "sha256:{0}", "SHA256:{1}\n", "{0}  a.pkl\n{0}  ./m.pkl\n",
                 "\\{0}  a\\nb.pkl\n", '{{"m.pkl": "{0}"}}', '{{"sha256": "{0}"}}', "# pins\n{0}  models/m.pkl\n", "m.pkl: {0}\n"):
        seeds.add("digest", text.format(digest, digest.upper()).encode())


def add_fixtures(seeds, depickle, fixtures):
    for era in ERAS:
        for k, model in enumerate(sorted(p for p in (fixtures / era).iterdir() if p.is_dir())):
            files = sorted(p for p in model.iterdir() if p.suffix != ".json")
            plain = [p for p in files if p.name in ("pickle-p2.pkl", "pickle-p4.pkl")][-1:]
            for path in files if k % 16 == 0 else plain:
                seeds.add_input(path.read_bytes())
                if path.suffix in (".gz", ".bz2", ".xz", ".z", ".lz4", ".lzma"):
                    seeds.add("codec", path.read_bytes())
            for path in plain if k % 2 == 0 else []:
                add_outputs(seeds, depickle, path)


def add_pairs(seeds, fixtures):
    """The same model in two versions."""
    for old, new in zip(ERAS, ERAS[1:]):
        for model in sorted(p for p in (fixtures / old).iterdir() if p.is_dir()):
            pair = [next(iter(sorted(folder.glob("pickle-p[24].pkl"), reverse=True)), None) for folder in (model, fixtures / new / model.name)]
            if all(pair) and pair[0].stat().st_size < 1 << 16:
                a, b = (path.read_bytes() for path in pair)
                seeds.add("shown", struct.pack("<H", len(a)) + a + b)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--depickle", required=True)
    parser.add_argument("--fixtures", type=pathlib.Path)
    parser.add_argument("--hostile", type=pathlib.Path)
    parser.add_argument("--models", type=pathlib.Path, help="further ones, such as tests/oracle/bent_models.py --write makes")
    arguments = parser.parse_args()
    seeds = Seeds(arguments.folder)
    if arguments.fixtures:
        add_fixtures(seeds, arguments.depickle, arguments.fixtures)
        add_pairs(seeds, arguments.fixtures)
        add_arrays(seeds, arguments.fixtures)
        add_digests(seeds)
    if arguments.hostile:
        for path in sorted(arguments.hostile.glob("*/**/*")):
            if path.is_file() and path.stat().st_size <= MOST:
                seeds.add_input(path.read_bytes())
    for path in arguments.models.iterdir() if arguments.models else []:
        seeds.add_input(path.read_bytes())
    root = pathlib.Path(__file__).resolve().parents[2]
    for path in [*root.glob("samples/**/*.py"), *root.glob("tests/**/*.py"), *root.glob("tests/**/*.ipynb")]:
        seeds.add("python", path.read_bytes())
    for place in sorted(arguments.folder.iterdir()):
        print(f"{place.name:10} {len(list(place.iterdir())):6} seeds")


main()
