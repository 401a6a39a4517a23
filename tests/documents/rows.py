"""How each code block of the documents is run, in the order in which they stand; a list: one after the other in one folder. A new
block is a row here."""

from kinds import By, Commands, Drawing, Excerpt, Fresh, Jobs, Json, Program, Python, Said, Transcript

# What stands around an excerpt.
LAPTOP = """
import numpy, pandas, onnxruntime
rows = pandas.read_csv("rows.csv")
expected = pandas.read_csv("expected.csv")["variable"].to_numpy()
"""
OPEN = ("numpy", "pandas", "onnxruntime")
WRITTEN = 'import subprocess; subprocess.run(["depickle", "convert", "-q", "predictor.pickle", *"{}".split()], check=True)\n'
FIELD = """
#include "model/fields.h"
struct scaler { bool with_mean; };
{}
int main(void) { return fields[0].key == NULL; }
"""
C_MODEL = """
#include <stdio.h>
int main(void)
{
{}
    printf("%g %g\\n", label[0], p[0][0] + p[0][1] + p[0][2]);
    return 0;
}
"""
# What stands for a reader's own files.
MODELS = "mkdir models; cp predictor.pickle model.pkl; cp predictor.pickle models; "
WRITTEN_FOLDER = "depickle convert -q models -d safe --manifest safe/manifest.jsonl; "
SHARDS = "mkdir shards; for k in 1 2; do depickle convert -q models -d safe --shard $k/2 --manifest shards/$k.jsonl; done"
DIGEST = "f7cff972d04768de4d2bb79a770289ef6c040bd4a2f83958d72187472b04040d"
PINS = "sha256sum model.pkl models/* > pins.txt; sha256sum models/* > models.sha256"
CHAINED = "cp forest.pkl model.pkl"
REPOSITORY = """
REPOSITORY=$PWD/repository.git; git init -q --bare repository.git; git clone -q repository.git clone
cd clone; mkdir models; cp ../predictor.pickle models; git add .; git -c user.name=a -c user.email=a@b commit -q -m model; git push -q; cd ..
"""
SRV = {"/srv": "models"}
# What a new machine gets before, and what is looked at behind.
BUILD = "bash tests/support/packages.sh build"
VENV = "python3 -m venv /root/venv; PATH=/root/venv/bin:$PATH"
PROTO = BUILD + "\nmkdir -p /path; ln -s $(dirname $(dpkg -L libonnx-dev | grep '/onnx[.]proto$' | head -n 1)) /path/of"
SITE = "ls build/wasm/depickle.wasm build/wasm/site/index.html"
LOCAL = "/usr/local/bin/depickle"

ROWS = {
    "README.md": [
        Said("tests/fresh/run.sh"),
        Commands(before=MODELS),
        Transcript(),
        Python(WRITTEN.format("-d safe") + LAPTOP, "assert price.tolist() == expected.tolist()", OPEN),
        Python(WRITTEN.format("-d ."), LAPTOP + "assert model.predict(rows).tolist() == forest.predict(rows).tolist() == expected.tolist()",
               (*OPEN, "sklearn")),
        Program("./block predictor.pickle c.onnx && depickle verify c.onnx --against predictor.pickle", library=True),
    ],
    "docs/CONTRIBUTING.md": [Jobs()],
    "docs/README.md": [Transcript()],
    "docs/add-an-estimator.md": [
        Excerpt("converters/catalog.def"),
        Program("./block", FIELD),
        By("tests/oracle/run.sh"),
        Excerpt("tests/unit/converters/test_contradictions.c"),
    ],
    "docs/add-an-output.md": [Excerpt("src/export/c.c")],
    "docs/architecture.md": [Drawing()],
    "docs/batch.md": [Commands(changes=SRV), Drawing(), Commands(before=SHARDS)],
    "docs/browser.md": [Commands(), By("tests/checks/page.sh"), Fresh(before=BUILD, after=SITE)],
    "docs/build-step.md": [By("tests/checks/build_step.sh", "console")] * 6,
    "docs/build.md": [Fresh("build/depickle", before=PROTO)],
    "docs/cluster.md": [By("tests/checks/engines.py")],
    "docs/commands.md": [
        Commands(),  # depickle
        Commands(), Commands(), Commands(before=CHAINED), Commands(), Commands(),  # convert
        Commands(), Commands(changes=SRV), Commands({"depickle": 1}, before="cp own.pkl model.pkl"),  # scan
        Commands(before="depickle convert -q model.pkl -o model.onnx"),  # inspect
        Commands({"depickle diff monday": 5, "depickle diff --json": 5}, before="depickle convert -q model.pkl -o model.onnx"),  # diff
        Commands(before=WRITTEN_FOLDER + "depickle convert -q model.pkl -o model.onnx"),  # verify
        Commands(before=CHAINED + "; cp chained.csv rows.csv; rm answers.csv; depickle convert -q model.pkl"),  # predict
        Commands(),  # report
        Commands({"depickle migrate --check": 9}), Commands(),  # migrate
        Commands(before=SHARDS),  # manifest
        Commands(),  # list
    ],
    "docs/errors.md": [Drawing()],
    "docs/formats/c.md": [Program("./block | grep -x '[0-2] 1'", C_MODEL, before="depickle convert -q iris.pkl -o model.h")],
    "docs/formats/json.md": [
        Json("model.schema.json", "depickle convert older.pkl -o written.json -q"),
        Python(WRITTEN.format("-o model.json"), "assert type(model).__name__ == doc['model_type'] and not hasattr(model, 'estimators_')", ["sklearn"]),
        By("tests/wheel/test_document.py"),
    ],
    "docs/formats/skops.md": [Python(WRITTEN.format("-o model.skops") + LAPTOP, "", (*OPEN, "skops"))],
    "docs/formats/table.md": [Json("table.schema.json", "depickle convert table.pkl -o written.json -q")],
    "docs/formats/value.md": [Json("value.schema.json", "depickle convert value.pkl -o written.json -q")],
    "docs/inspect.md": [Transcript()],
    "docs/install.md": [By("tests/checks/wheel.sh"), By("tests/wheel/test_open.py"), Fresh("/root/venv/bin/depickle", before=VENV),
                        Fresh("/usr/bin/depickle", before=BUILD + " dpkg-dev file", after="apt-get purge -y depickle"), By("tests/docker/run.sh"),
                        Fresh(LOCAL, after=f"! ldd {LOCAL}\nrm {LOCAL}"), Fresh(LOCAL, after="ls /usr/local/share/man/man1/depickle.1*")],
    "docs/legacy-files.md": [Commands(before=CHAINED)],
    "docs/migration.md": [[Transcript(), Transcript(), Transcript(), Transcript()], Commands(before=MODELS + WRITTEN_FOLDER + "cp safe/* models"),
                          Commands(programs=["git", "git-filter-repo"], changes={"REPOSITORY": "$REPOSITORY"}, before=REPOSITORY)],
    "docs/performance.md": [Said("tests/run.sh", {"build/release/depickle": '"$build/release/depickle"'}), Drawing()],
    "docs/python.md": [Commands(before="rm -f predictor.json")] + [By("tests/wheel/test_open.py", "python")] * 5,
    "docs/report.md": [Transcript()],
    "docs/scan.md": [Transcript(), Transcript(before="cp own.pkl model.pkl")],
    "docs/security.md": [
        Commands(modules=("joblib", "onnxruntime")),
        Commands({"depickle migrate": 9}),
        Commands(changes={"9f86d081…": DIGEST, "/etc/app/": "", "pins.txt": "pins.txt -f"}, before=PINS),
        Commands(),
    ],
    "samples/browser/README.md": [By("tests/checks/page.sh")],
    "samples/browser/local/README.md": [Fresh(before=BUILD, after=SITE)],
    "samples/gnu-parallel/README.md": [Commands(programs=["parallel"])],
    "samples/laptop-price/README.md": [
        Python("import pickle; best = 1; file = open('predictor.pickle', 'wb')"),
        Commands({"depickle scan": 1, "depickle convert predictor-t": 1}),
        Python(WRITTEN.format("-d safe") + "import depickle", LAPTOP + "assert model.predict(rows).tolist() == expected.tolist()", OPEN),
        Python(WRITTEN.format("-d safe") + LAPTOP + "rows = rows.to_numpy(float)", "assert price.ravel().tolist() == expected.tolist()", OPEN),
        Commands({"depickle migrate": 9}, modules=("joblib", "onnxruntime")),
    ],
    "samples/slurm/README.md": [By("tests/checks/slurm.sh")],
    "samples/spark/README.md": [By("tests/checks/spark.sh")],
}
