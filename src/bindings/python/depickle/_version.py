"""The version, as the installed package says it: src/depickle.h is where it is written."""

try:
    from importlib.metadata import PackageNotFoundError, version

    __version__ = version("depickle")
except PackageNotFoundError:  # the sources, not installed
    __version__ = "unknown"
