#!/usr/bin/env python3
"""Runs one application of tests/cli/data/apps as its users do, and prints what it says.

    python drive.py NAME FOLDER      with stubs/ for the web frameworks
"""
import json
import os
import pathlib
import runpy
import sys
import types

here = pathlib.Path(__file__).resolve().parent


def flask_iris():
    import app
    import flask
    for values in ((5.1, 3.5, 1.4, 0.2), (6.3, 2.8, 5.1, 1.5), (5.9, 3.0, 4.2, 1.5)):
        flask.request.form = dict(zip(("sl", "sw", "pl", "pw"), map(str, values)))
        print(app.app.views["/predict"]())


def streamlit_laptop():
    runpy.run_path("app.py")


def notebook():
    names = {}
    for cell in json.loads(pathlib.Path("analysis.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "coef_" not in "".join(cell["source"]):
            exec("".join(cell["source"]), names)


def django_view():
    from predictor import views
    for text in ("cheap pills", "at noon", "money for the meeting"):
        print(views.call_model(types.SimpleNamespace(GET={"text": text})))


def class_loader():
    runpy.run_path("main.py", run_name="__main__")


def batch_glob():
    runpy.run_path("score.py", run_name="__main__")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    os.chdir(sys.argv[2])
    sys.path[:0] = [os.getcwd(), str(here / "stubs")]
    globals()[sys.argv[1]]()
