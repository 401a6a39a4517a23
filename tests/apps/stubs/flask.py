"""As much of flask as the application of the tests takes."""
import types

request = types.SimpleNamespace(form={})


class Flask:
    def __init__(self, name):
        self.views = {}

    def route(self, path, methods=()):
        def keep(view):
            self.views[path] = view
            return view
        return keep


def jsonify(**values):
    return values
