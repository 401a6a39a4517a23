"""SHA-256 of files, against a digest or the .sha256 beside them, in the forms that the program depickle takes."""

import errno
import hashlib
import os
import re
import stat
from typing import BinaryIO, Optional, Tuple, Union

_MOST = 1 << 20  # a list of digests is no longer
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_SUM = re.compile(r"(\\?)([0-9a-fA-F]{64})(?: [ *](.+))?", re.DOTALL)
_BSD = re.compile(r"SHA256 \((.*)\) = ([0-9a-fA-F]{64})", re.DOTALL)
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}

PathLike = Union[str, "os.PathLike[str]"]


class DigestError(ValueError):
    """A file has another SHA-256 than was expected of it, or nothing says which to expect."""


def _unescaped(name: str) -> Optional[str]:
    parts = re.split(r"(\\.?)", name)
    if any(part.startswith("\\") and part not in _ESCAPES for part in parts):
        return None
    return "".join(_ESCAPES.get(part, part) for part in parts)


def _entry(line: str) -> Optional[Tuple[str, Optional[str]]]:
    """Digest and name (None where the line has none) of a line of ``sha256sum`` or of BSD's ``sha256``; None of another line."""
    bsd = _BSD.fullmatch(line)
    if bsd:
        return bsd.group(2).lower(), bsd.group(1)
    plain = _SUM.fullmatch(line)
    if plain is None:
        return None
    name = plain.group(3)
    if plain.group(1) and name is not None:
        name = _unescaped(name)
        if name is None:
            return None
    return plain.group(2).lower(), name


def _found_in(text: str, name: str, sidecar: str) -> str:
    """The one digest that the text of a sidecar has for the file of this name."""
    digests = set()
    bare = named = others = False
    for line in text.split("\n"):
        line = line.rstrip("\r \t")
        if not line or line.startswith("#"):
            continue
        entry = _entry(line)
        if entry is None:
            raise DigestError(f"{sidecar} has a line that is no sha256")
        digest, of = entry
        if of is not None and os.path.basename(of) != name:
            others = True
            continue
        bare = bare or of is None
        named = named or of is not None
        digests.add(digest)
    if len(digests) > 1:
        raise DigestError(f"{sidecar} has several digests for this file")
    if not named and (not bare or others):
        raise DigestError(f"{sidecar} has no digest for this file")
    return digests.pop()


def _open(path: str) -> BinaryIO:
    """A regular file: opening a pipe would wait for whoever writes it."""
    file = open(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a regular file", path)
    return file


def _beside(path: str) -> str:
    sidecar = path + ".sha256"
    try:
        with _open(sidecar) as file:
            content = file.read(_MOST + 1)
    except OSError as error:
        raise DigestError(f"no sha256 is expected of {path}: {sidecar}: {error.strerror}") from error
    if len(content) > _MOST or b"\0" in content:
        raise DigestError(f"{sidecar} is not a list of digests")
    return _found_in(os.fsdecode(content), os.path.basename(path), sidecar)


def _expected_of(path: str, expected: Optional[str]) -> str:
    if expected is None:
        return _beside(path)
    if not isinstance(expected, str) or not _HEX.fullmatch(expected):
        raise DigestError("expected takes 64 hex digits")
    return expected.lower()


def _compare(path: str, found: str, expected: str) -> None:
    if found != expected:
        raise DigestError(f"{path}: sha256 is {found}, expected was {expected}")


def verify_sha256(path: PathLike, expected: Optional[str] = None) -> str:
    """Returns the SHA-256 of a file as hex digits, when it is the expected one; raises DigestError when it is not.

    Without ``expected``, 64 hex digits, the file ``path + ".sha256"`` tells what to expect, as depickle and ``sha256sum`` write it;
    that it is not there is a DigestError too. What is opened after this call may be another file by then: verify what
    nobody else can write.
    """
    path = os.fspath(path)
    expected = _expected_of(path, expected)
    digest = hashlib.sha256()
    with _open(path) as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    found = digest.hexdigest()
    _compare(path, found, expected)
    return found


def read_verified(path: PathLike, expected: Optional[str] = None, *, required: bool = True, most: int = 8 << 30) -> bytes:
    """The bytes of a file, read once and verified as verify_sha256 does; DigestError where they are not the expected ones.

    Without ``required``, a file without a .sha256 beside it is read as it is. A file of more than ``most`` bytes is an OSError.
    """
    path = os.fspath(path)
    if expected is not None or required or os.path.lexists(path + ".sha256"):
        expected = _expected_of(path, expected)
    with _open(path) as file:
        if os.fstat(file.fileno()).st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        data = file.read()
    if expected is not None:
        _compare(path, hashlib.sha256(data).hexdigest(), expected)
    return data
