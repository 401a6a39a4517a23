"""Models, their rows, and what other compilers make of them in C. Called by c_peers.sh.

    python c_peers.py FOLDER

FOLDER/MODEL/ gets model.pkl, rows.f64 and rows.f32, and a folder a peer with its C and adapter.c, which gives it the function
`answer`. A peer that has no form for a model has no folder."""
import contextlib
import io
import json
import pathlib
import pickle
import subprocess
import sys

import m2cgen
import numpy as np
import sklearn.datasets
import sklearn.ensemble
import tl2cgen
import treelite
import xgboost

ROWS = 20000

M2CGEN = """void score(double *input, double *output);
double score_one(double *input);
void answer(const void *x, double *out);
void answer(const void *x, double *out)
{{
    {call};
}}
"""
TL2CGEN = """#include "header.h"
void answer(const void *x, double *out);
void answer(const void *x, double *out)
{{
    union Entry row[{features}];
    for (int i = 0; i < {features}; i++) {{
        row[i].fvalue = ((const {type} *)x)[i];
    }}
    {answers} y[MAX_N_CLASS] = {{0}};
    predict(row, 0, y);
    out[0] = MAX_N_CLASS == 1 && {outputs} == 2 ? 1 - y[0] : y[0];
    for (int k = 1; k < {outputs}; k++) {{
        out[k] = MAX_N_CLASS == 1 ? y[0] : y[k];
    }}
}}
"""
TIMBER = """#include "model.h"
void answer(const void *x, double *out);
void answer(const void *x, double *out)
{
    float y[TIMBER_N_OUTPUTS];
    timber_infer_single((const float *)x, y, 0);
    out[0] = TIMBER_N_OUTPUTS == 1 && OUTPUTS == 2 ? 1 - y[0] : y[0];
    for (int k = 1; k < OUTPUTS; k++) {
        out[k] = TIMBER_N_OUTPUTS == 1 ? y[0] : y[k];
    }
}
"""


def models():
    """name, fitted model, rows that it has not seen."""
    x, y = sklearn.datasets.make_friedman1(5000 + ROWS, n_features=12, noise=1.0, random_state=0)
    bins = np.digitize(y, np.quantile(y, [1 / 3, 2 / 3]))
    binary = (y > np.median(y)).astype(int)
    x = x.astype(np.float32).astype(np.float64)  # so that who computes in float32 answers the same
    train, rows = x[:-ROWS], x[-ROWS:]
    kinds = [
        ("rf_clf", sklearn.ensemble.RandomForestClassifier(10, max_depth=6, random_state=0), bins),
        ("rf_reg", sklearn.ensemble.RandomForestRegressor(10, max_depth=6, random_state=0), y),
        ("gb_clf", sklearn.ensemble.GradientBoostingClassifier(n_estimators=100, max_depth=3, random_state=0), binary),
        ("gb_reg", sklearn.ensemble.GradientBoostingRegressor(n_estimators=100, max_depth=3, random_state=0), y),
        ("xgb_reg", xgboost.XGBRegressor(n_estimators=100, max_depth=3, base_score=0.5), y),
        ("xgb_clf", xgboost.XGBClassifier(n_estimators=100, max_depth=3, base_score=0.5), binary),
    ]
    for name, model, target in kinds:
        yield name, model.fit(train, target[:-ROWS]), rows


def write_m2cgen(folder, model, outputs):
    text = m2cgen.export_to_c(model)
    one = "double score(" in text
    (folder / "model.c").write_text(text.replace("double score(", "double score_one("))
    (folder / "adapter.c").write_text(M2CGEN.format(call="*out = score_one((double *)x)" if one else "score((double *)x, out)"))


def write_tl2cgen(folder, model, outputs):
    is_xgboost = isinstance(model, xgboost.XGBModel)
    imported = treelite.frontend.from_xgboost(model.get_booster()) if is_xgboost else treelite.sklearn.import_model(model)
    tl2cgen.generate_c_code(imported, dirpath=str(folder), params={"quantize": 1} if (folder.name == "tl2cgen_q") else {})
    kind = "float" if is_xgboost else "double"
    (folder / "adapter.c").write_text(TL2CGEN.format(features=model.n_features_in_, type=kind, answers=kind, outputs=outputs))


def write_timber(folder, model, outputs):
    source = folder.parent / "model.pkl"
    if isinstance(model, xgboost.XGBModel):
        source = folder.parent / "model.json"
        model.save_model(source)
    # Its report fails on numpy's bool, after the C is written.
    done = subprocess.run([pathlib.Path(sys.executable).with_name("timber"), "compile", "--model", source, "--out", folder],
                          capture_output=True, text=True, check=False)
    if not (folder / "model.c").exists():
        raise ValueError((done.stderr + done.stdout).strip().splitlines()[-1])
    (folder / "model_data.c").rename(folder / "model_data.inc")
    main = folder / "model.c"
    main.write_text(main.read_text().replace('"model_data.c"', '"model_data.inc"'))
    (folder / "adapter.c").write_text(f"enum {{ OUTPUTS = {outputs} }};\n{TIMBER}")


PEERS = [("m2cgen", write_m2cgen, "f64"), ("tl2cgen", write_tl2cgen, None), ("tl2cgen_q", write_tl2cgen, None), ("timber", write_timber, "f32")]


def expected(model, rows):
    return model.predict_proba(rows) if hasattr(model, "predict_proba") else model.predict(rows).reshape(-1, 1)


def main():
    root = pathlib.Path(sys.argv[1])
    for name, model, rows in models():
        folder = root / name
        folder.mkdir(parents=True)
        (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=4))
        rows.astype(np.float64).tofile(folder / "rows.f64")
        rows.astype(np.float32).tofile(folder / "rows.f32")
        want = expected(model, rows)
        want.astype(np.float64).tofile(folder / "answers.f64")
        about = {"features": rows.shape[1], "outputs": want.shape[1], "method": "predict_proba" if hasattr(model, "predict_proba") else "predict"}
        (folder / "about.json").write_text(json.dumps(about))
        for peer, write, kind in PEERS:
            (folder / peer).mkdir()
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    write(folder / peer, model, want.shape[1])
                (folder / peer / "rows").write_text(kind or ("f32" if isinstance(model, xgboost.XGBModel) else "f64"))
            except Exception as e:  # pylint: disable=broad-except; what a peer cannot do is whatever it raises
                print(f"{name}: {peer}: {type(e).__name__}: {str(e)[:90]}")
                for left in (folder / peer).iterdir():
                    left.unlink()
                (folder / peer).rmdir()


if __name__ == "__main__":
    main()
