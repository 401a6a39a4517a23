"""Where the program is that came with this package."""

import os
import shutil
import subprocess
import sys
import sysconfig
from typing import Any, Iterator, Union


def _folders() -> Iterator[str]:
    """Folders that pip puts programs into, the likeliest first."""
    yield sysconfig.get_path("scripts")
    yield sysconfig.get_path("scripts", "posix_user")
    # pip install --prefix: PREFIX/lib/pythonX.Y/site-packages/depickle; pip install --target: TARGET/depickle
    package = os.path.dirname(os.path.abspath(__file__))
    yield os.path.join(package, *[os.pardir] * 4, "bin")
    yield os.path.join(package, os.pardir, "bin")
    yield os.path.dirname(sys.executable)


def program() -> str:
    """The path of the program depickle: the one installed with this package, else the first in PATH.

    Raises FileNotFoundError where there is none.
    """
    for folder in _folders():
        path = os.path.abspath(os.path.join(folder, "depickle"))
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    found = shutil.which("depickle")
    if found is None:
        raise FileNotFoundError("the program depickle was not installed with its Python package, nor is it in PATH")
    return os.path.abspath(found)


def run(*arguments: Union[str, "os.PathLike[str]"], **options: Any) -> "subprocess.CompletedProcess[Any]":
    """subprocess.run of the program: ``run("convert", "model.pkl", check=True)``.

    Without ``check`` its exit code is in ``returncode``: 1 where the file is unsafe, 3 where it has no converter, and so on.
    """
    return subprocess.run([program(), *(os.fspath(each) for each in arguments)], **options)
