"""Runs a composite action as GitHub's runner would: each step's shell with the inputs in its environment, in order, what one
appends to GITHUB_PATH and GITHUB_OUTPUT reaching the next. Prints the steps' output; ends with the exit code of the one that failed.

    actions.py ACTION.yml [NAME=VALUE...]      in the workspace; RUNNER_TEMP in the environment; outputs go to ./outputs
"""

import os
import pathlib
import re
import subprocess
import sys

import yaml


def main(action: pathlib.Path, given: "dict[str, str]") -> int:
    document = yaml.safe_load(action.read_text())
    unknown = set(given) - set(document["inputs"])
    if unknown:
        sys.exit(f"{action} has no input {unknown}")
    inputs = {name: given.get(name, row.get("default", "")) for name, row in document["inputs"].items()}

    def value(text: str) -> str:
        def one(match: "re.Match[str]") -> str:
            name = re.fullmatch(r"inputs\.([a-z-]+)", match.group(1))
            if name is None:
                sys.exit(f"{action}: an expression that this cannot tell: {match.group()}")
            return inputs[name.group(1)]

        return re.sub(r"\$\{\{ *(.*?) *\}\}", one, text)

    temp = pathlib.Path(os.environ["RUNNER_TEMP"])
    environment = dict(os.environ, GITHUB_ACTION_PATH=str(action.parent), GITHUB_PATH=str(temp / "path"), GITHUB_OUTPUT=str(temp / "output"))
    for name in ("path", "output"):
        (temp / name).write_text("")
    outputs = {}
    code = 0
    for step in document["runs"]["steps"]:
        if step["shell"] != "bash" or "${{" in step["run"]:
            sys.exit(f"{action}: a step is not bash, or has an expression in its script")
        own = {name: value(text) for name, text in step.get("env", {}).items()}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        code = subprocess.run(command, env={**environment, **own}).returncode
        added = (temp / "path").read_text().split()
        environment["PATH"] = os.pathsep.join([*reversed(added), os.environ["PATH"]])
        if "id" in step:
            outputs[step["id"]] = dict(line.split("=", 1) for line in (temp / "output").read_text().splitlines())
        (temp / "output").write_text("")
        if code != 0:
            break
    with open("outputs", "w") as file:
        for name, row in document.get("outputs", {}).items():
            step, output = re.fullmatch(r"\$\{\{ steps\.([a-z]+)\.outputs\.([a-z-]+) \}\}", row["value"]).groups()
            print(f"{name}={outputs.get(step, {}).get(output, '')}", file=file)
    return code


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), dict(word.split("=", 1) for word in sys.argv[2:])))
