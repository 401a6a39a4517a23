"""The installed Python package, beside the program that came with it. checks/wheel.sh runs it in a new environment.

    python test_package.py SOURCE      SOURCE: the root of depickle's source, for models
"""

import hashlib
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

import depickle

SOURCE = pathlib.Path(sys.argv[1])
OTHER = "0" * 64


class Folder(unittest.TestCase):
    """Tests in a folder of their own, with a model in it."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.model = pathlib.Path(self.folder.name, "m.pkl")
        shutil.copy(SOURCE / "tests/cli/data/linreg.pkl", self.model)
        self.model.chmod(0o644)
        self.digest = hashlib.sha256(self.model.read_bytes()).hexdigest()


class Program(Folder):
    def test_is_the_one_installed(self):
        self.assertTrue(os.access(depickle.program(), os.X_OK))
        self.assertEqual(pathlib.Path(depickle.program()).stat().st_mode & stat.S_IWOTH, 0)

    def test_versions_agree(self):
        said = "depickle " + depickle.__version__ + "\n"
        self.assertEqual(depickle.run("--version", stdout=subprocess.PIPE, check=True).stdout.decode(), said)
        self.assertEqual(subprocess.check_output([sys.executable, "-m", "depickle", "--version"]).decode(), said)

    def test_module_passes_the_exit_code_on(self):
        tampered = SOURCE / "samples/laptop-price/predictor-tampered.joblib"
        self.assertEqual(subprocess.call([sys.executable, "-m", "depickle", "scan", "-q", tampered], stderr=subprocess.DEVNULL), 1)

    def test_converts_behind_walls(self):
        manifest = pathlib.Path(self.folder.name, "manifest")
        depickle.run("convert", "-q", self.model, "--to", "onnx", "--manifest", manifest, check=True)
        self.assertIn('"seccomp"', manifest.read_text())
        proof = depickle.run("verify", self.model.with_suffix(".onnx"), "--against", self.model, stdout=subprocess.PIPE, check=True)
        self.assertRegex(proof.stdout.decode().splitlines()[-1], "^(proved|tested)")


class Sha256(Folder):
    def setUp(self):
        super().setUp()
        self.sidecar = pathlib.Path(str(self.model) + ".sha256")
        h = self.digest
        self.good = [
            h, h + "\n", h.upper(), f"{h}  m.pkl\n", f"{h} *m.pkl\r\n", f"SHA256 (m.pkl) = {h}\n", f"{OTHER}  o.pkl\n{h}  m.pkl\n",
            f"# ours\n\n{h}  m.pkl\n", f"{h}  models/m.pkl\n", f"{h}\n{h}  m.pkl\nSHA256 (m.pkl) = {h}\n", f"\\{h}  m.pkl\n",
        ]
        self.bad = [
            "", "words\n", h[:-1], f"{OTHER}  m.pkl\n", OTHER, f"{h}  o.pkl\n", f"{h}\n{OTHER}  o.pkl\n", f"{h}  m.pkl\n{OTHER}  m.pkl\n",
            f"{h} m.pkl\n", f"{h}\0\n", hashlib.md5(b"").hexdigest(), f"SHA256 (o.pkl) = {h}\n", f"{h}  m.pkl\n" * 20000, f"\\{h}  m\\q.pkl\n",
        ]

    def program_takes(self):
        code = depickle.run("convert", "-q", "-f", "--require-sha256", self.model, "-o", self.model.with_suffix(".onnx"),
                            stderr=subprocess.DEVNULL).returncode
        self.assertIn(code, (0, 6))
        return code == 0

    def test_forms_of_the_sidecar(self):
        for text in self.good:
            with self.subTest(text=text[:200]):
                self.sidecar.write_bytes(text.encode())
                self.assertEqual(depickle.verify_sha256(self.model), self.digest)
                self.assertTrue(self.program_takes())
        for text in self.bad:
            with self.subTest(text=text[:200]):
                self.sidecar.write_bytes(text.encode())
                with self.assertRaises(depickle.DigestError):
                    depickle.verify_sha256(self.model)
                self.assertFalse(self.program_takes())

    def test_name_that_is_escaped(self):
        odd = self.model.rename(self.model.with_name("a\\b\n.pkl"))
        said = subprocess.check_output(["sha256sum", odd.name], cwd=self.folder.name)
        pathlib.Path(str(odd) + ".sha256").write_bytes(said)
        self.assertEqual(depickle.verify_sha256(odd), self.digest)

    def test_no_sidecar(self):
        with self.assertRaisesRegex(depickle.DigestError, "No such file"):
            depickle.verify_sha256(self.model)

    def test_sidecar_that_is_a_pipe(self):
        os.mkfifo(self.sidecar)
        with self.assertRaisesRegex(depickle.DigestError, "not a regular file"):
            depickle.verify_sha256(self.model)

    def test_expected(self):
        self.sidecar.write_text(OTHER)  # what the caller expects counts
        self.assertEqual(depickle.verify_sha256(str(self.model), self.digest.upper()), self.digest)
        for expected in (OTHER, "", self.digest + "0", self.digest[:-1] + "x", b"0" * 64):
            with self.assertRaises(depickle.DigestError):
                depickle.verify_sha256(self.model, expected)

    def test_no_file(self):
        with self.assertRaises(FileNotFoundError):
            depickle.verify_sha256(self.model.with_name("none"), self.digest)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - min(failed, result.testsRun)} passed, {failed} failed")
    sys.exit(failed != 0)
