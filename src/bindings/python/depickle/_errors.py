"""The one error of what a model file says."""


class ModelError(ValueError):
    """A file is no model that depickle wrote, contradicts itself, exceeds a limit, or lacks what was asked of it."""
