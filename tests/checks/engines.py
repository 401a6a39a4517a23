#!/usr/bin/env python3
"""samples/kubernetes and samples/aws-batch against the schemas of Kubernetes and of AWS, and against the program's exit codes.

    engines.py DEPICKLE      with kubernetes-validate and botocore from PyPI
"""
import copy
import json
import os
import shlex
import subprocess
import sys
import tempfile

import botocore.session
import kubernetes_validate
import yaml
from botocore.validate import ParamValidator

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
passed = failed = 0


def check(what, good):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("engines:", what)


def kubernetes_refuses(document):
    try:
        kubernetes_validate.validate(document, "1.33", strict=True)
        return ""
    except kubernetes_validate.ValidationError as error:
        return error.message


def run(program, arguments, environment):
    """The code of the program on two models and a broken one, with a sample's options in a folder instead of its volumes."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/models")
        os.mkdir(folder + "/safe")
        whole = open(root + "/tests/cli/data/linreg.pkl", "rb").read()
        for name, data in ("a", whole), ("b", whole), ("c", whole[:200]):
            open(f"{folder}/models/{name}.pkl", "wb").write(data)
        codes = []
        for index in range(3):
            words = [word.replace("/models", folder + "/models").replace("/safe", folder + "/safe").replace("$(PART)", str(index))
                     .replace("auto/200", "auto/3").replace("depickle convert", program + " convert") for word in arguments(index)]
            codes.append(subprocess.run(words, env={**os.environ, **environment(index)}, stderr=subprocess.DEVNULL).returncode)
        lines = [json.loads(line) for name in os.listdir(folder + "/safe") if name.startswith("parts-")
                 for line in open(f"{folder}/safe/{name}", encoding="utf-8")]
        outputs = sorted(name for name in os.listdir(folder + "/safe") if name.endswith(".onnx"))
        return codes, sorted(line["code"] for line in lines), outputs


program = os.path.abspath(sys.argv[1])
with open(root + "/samples/kubernetes/job.yaml", encoding="utf-8") as file:
    documents = list(yaml.safe_load_all(file))
for document in documents:
    why = kubernetes_refuses(document)
    check(f"{document['kind']}: {why}", not why)
job = documents[0]["spec"]
broken = copy.deepcopy(documents[0])
broken["spec"]["podFailurePolicy"]["rules"][1]["onExitCodes"]["values"] = "4"
check("a policy with a text for its codes is taken", kubernetes_refuses(broken))
pod = job["template"]["spec"]
actions = {}
for rule in job["podFailurePolicy"]["rules"]:
    for code in rule.get("onExitCodes", {}).get("values", []):
        check(f"code {code} has two rules", code not in actions)
        actions[code] = rule["action"]
check("a rule names a container that is not there",
      all(rule["onExitCodes"]["containerName"] == pod["containers"][0]["name"] for rule in job["podFailurePolicy"]["rules"] if "onExitCodes" in rule))
check("a code of convert's has no rule", {1, 2, 3, 4, 6, 7, 8, 9} <= set(actions))
check("FailIndex without backoffLimitPerIndex", "backoffLimitPerIndex" in job)
check("restartPolicy", pod["restartPolicy"] == "Never")
command = pod["containers"][0]["command"]
check("the shard's number", f"auto/{job['completions']}" in command)
codes, told, outputs = run(program, lambda index: [program] + command[1:], lambda index: {"JOB_COMPLETION_INDEX": str(index)})
check(f"Kubernetes' command: {codes}, {told}, {outputs}", told == [0, 0, 8] and outputs == ["a.onnx", "b.onnx"])
check("a part with a broken file has no rule", all(code == 0 or actions[code] == "FailIndex" for code in codes))

client = botocore.session.get_session().get_service_model("batch")
told = subprocess.run([sys.executable, f"{root}/tests/documents/blocks.py", "--print", "docs/cluster.md", "0"], capture_output=True, text=True, check=True).stdout
requests = {}  # docs/cluster.md 0: which file the document hands to which operation
for line in told.splitlines():
    words = shlex.split(line)
    check(f"{line}: is no request", words[:3] == ["$", "aws", "batch"] and words[4] == "--cli-input-json" and words[5].startswith("file://samples/aws-batch/"))
    operation = "".join(map(str.capitalize, words[3].split("-")))
    requests[os.path.splitext(os.path.basename(words[5]))[0]] = operation
check(f"what is handed in: {requests}", requests == {"definition": "RegisterJobDefinition", "submit": "SubmitJob"})
for name, operation in requests.items():
    with open(f"{root}/samples/aws-batch/{name}.json", encoding="utf-8") as file:
        request = json.load(file)
    report = ParamValidator().validate(request, client.operation_model(operation).input_shape)
    check(f"{name}.json: {report.generate_report()}", not report.has_errors())
    broken = {**request, "noSuchField": 1}
    check(f"{name}.json with a field that is none is taken",
          ParamValidator().validate(broken, client.operation_model(operation).input_shape).has_errors())
    if name == "definition":
        definition = request
check("the array's size", request["arrayProperties"]["size"] == int(request["parameters"]["parts"]) == int(definition["parameters"]["parts"]))
shell = definition["containerProperties"]["command"]
codes, told, outputs = run(program, lambda index: shell[:-1] + ["3"], lambda index: {"AWS_BATCH_JOB_ARRAY_INDEX": str(index)})
check(f"AWS Batch's command: {codes}, {told}, {outputs}", told == [0, 0, 8] and outputs == ["a.onnx", "b.onnx"])
print(f"engines: {passed} passed, {failed} failed")
sys.exit(failed != 0)
