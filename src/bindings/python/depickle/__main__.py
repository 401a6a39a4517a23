"""``python -m depickle …`` is ``depickle …``."""

import os
import sys

from ._program import program

if __name__ == "__main__":
    try:
        path = program()
    except FileNotFoundError as error:
        sys.exit(f"depickle: {error}")
    os.execv(path, [path, *sys.argv[1:]])
