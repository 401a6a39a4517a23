#!/usr/bin/env python3
"""`depickle predict` of a written ONNX or JSON file must answer what it answers of the pickle: the same text, to the last digit.

    python tests/oracle/read_back.py --depickle build/depickle --fixtures FOLDER [--names 'rf_*'] [--sample 200]

Each model of a fixture is written for every target with the methods that were recorded, and asked for the recorded rows. Files
that depickle has no form for (exit code 3) are counted by reason. The last line is `N passed, N failed`."""
import collections
import pathlib
import re
import sys
import tempfile

import compare
import evaluator
import fixtures

TARGETS = ("ml5", "ml1", "plain", "json")


def reason(said):
    return re.sub(r"^depickle: \S+: ", "", said)[:100]


def written(options, model, part, target):
    """The file, of ONNX with the methods that were recorded where it can have them; and those it should have."""
    if target == "json":
        out = options.work / "model.json"
        code, _, said = evaluator.run(options, "convert", model, "-o", out, "--no-sidecar", "-f", "-q", "--select", part.path)
        if code != 0:
            raise compare.Difference(f"convert to JSON: exit {code}: {said}")
        return out, set()
    asked = {method for _, method, _ in part.answered()} & set(evaluator.METHODS)
    out = options.work / f"{target}.onnx"
    words = ["convert", model, "-o", out, "--no-sidecar", "-f", "-q", "--target", target, "--select", part.path]
    code, _, said = evaluator.run(options, *words, "--methods", ",".join(sorted(asked)))
    if code in (3, 4):
        code, _, said = evaluator.run(options, *words)
        asked = set()
    if code == 3:
        raise evaluator.Skipped(reason(said))
    if code != 0:
        raise compare.Difference(f"convert for {target}: exit {code}: {said}")
    return out, asked


def answers(options, source, method, *words):
    """Rows as text: the head may name columns otherwise."""
    code, out, said = evaluator.run(options, "predict", source, options.data, "--method", method, *words)
    if code == 3 or (code == 4 and re.search("has no", said)):
        raise evaluator.Skipped(reason(said))
    if code != 0:
        raise compare.Difference(f"predict {method}: exit {code}: {said}")
    return out.splitlines()[1:]


def judge(options, fixture, part, target):
    """None, or why not, of each recorded answer."""
    model = fixture.folder / fixture.default_file()["file"]
    try:
        file, owed = written(options, model, part, target)
    except (evaluator.Skipped, compare.Difference) as e:
        yield e
        return
    for given, method, _ in part.answered():
        if method not in evaluator.METHODS:
            continue
        try:
            evaluator.write(options.data, *evaluator.given_table(fixture.inputs[given]))
            try:
                of_file = answers(options, file, method)
            except evaluator.Skipped as e:
                if target == "json":  # which answers whatever the pickle does
                    answers(options, model, method, "--select", part.path)
                raise compare.Difference(f"{target} {method}: {e}") if method in owed or target == "json" else e
            of_pickle = answers(options, model, method, "--select", part.path)
            if of_file != of_pickle:
                wrong = [k for k, (a, b) in enumerate(zip(of_file, of_pickle)) if a != b]
                raise compare.Difference(f"{target} {method}: " + (f"row {wrong[0]}: {of_file[wrong[0]][:60]} for {of_pickle[wrong[0]][:60]}"
                                                                   if wrong else f"{len(of_file)} rows for {len(of_pickle)}"))
            yield None
        except (evaluator.Skipped, compare.Difference) as e:
            yield e


def main():
    options = fixtures.arguments(__doc__, fixtures.TREES + fixtures.LINEAR + fixtures.MORE).parse_args()
    passed, faults, skipped = collections.Counter(), [], collections.Counter()
    with tempfile.TemporaryDirectory() as work:
        options.work, options.data = pathlib.Path(work), pathlib.Path(work) / "X.csv"
        for folder in fixtures.chosen(options):
            fixture = fixtures.load(folder)
            for part in fixture.parts:
                for target in TARGETS:
                    for outcome in judge(options, fixture, part, target):
                        if outcome is None:
                            passed[target] += 1
                        elif isinstance(outcome, evaluator.Skipped):
                            skipped[str(outcome)] += 1
                        else:
                            faults.append(f"{fixture.env}/{fixture.name} {part.path}: {outcome}")
    fixtures.tell(faults, skipped)
    print("read_back: " + ", ".join(f"{n} answers of {target}" for target, n in passed.items()))
    print(f"{sum(passed.values())} passed, {len(faults)} failed")
    return 1 if faults or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
