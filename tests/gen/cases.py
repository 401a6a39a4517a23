#!/usr/bin/env python3
"""Writes tests/cases: good ones cut from a folder of fixtures (ENV/MODEL/…; those that were given, or those that
tests/gen/fixtures.py makes), refused ones written out here.

    tests/gen/cases.py FIXTURES [BOOSTERS]      then: DP_UPDATE=1 tests/run.sh dev, and read what it recorded

BOOSTERS is what boosters.py wrote. Inputs that are there already stay as they are."""
import json
import pathlib
import re
import shutil
import sys

CASES = pathlib.Path(__file__).resolve().parent.parent / "cases"
ROWS = 8
MOST_BYTES = 40 << 10

FAMILIES = {
    "trees": """tree_clf_bin tree_clf3_str tree_clf_nan tree_reg tree_reg_multi tree_reg_nan tree_clf_multi tree_clf_balanced
                tree_clf_weighted tree_clf_ccp tree_monotonic tree_reg_single_leaf extratree_clf tree_reg_mae""",
    "forests": """rf_clf_bin rf_clf3_str rf_clf3_unicode rf_clf_balanced rf_reg rf_reg_multi rf_clf_multi rf_reg_float32 et_clf
                  et_reg et_nan rf_nan wrap_dict wrap_list wrap_tuple""",
    "linear": """linreg linreg_multi linreg_nointercept linreg_intcolumns ridge ridgecv ridgeclf_bin ridgeclf3 ridgeclfcv lasso
                 lassocv elasticnet elasticnetcv lars omp bayesridge huber theilsen ransac sgdreg sgdclf_log3 sgdclf_hinge
                 sgdclf_huber passive perceptron linearsvc_bin linearsvc3 linearsvr logreg_default3 logreg_multinomial
                 logreg_multinomial_bin logreg_liblinear_l1 logreg_bin_str logreg_bin_bool logreg_bin_float logreg_obj
                 logregcv poissonreg""",
    "encoders": "rf_embedding binarizer",
    "scalers": "standard standard_nostd standard_nomean minmax robust maxabs",
    "steps": """pca pca_whiten svd pipe_scaler_rf pipe_make_logreg pipe_passthrough pipe_poly_ridge pipe_select pipe_union
                pipe_pca_svc poly poly_inter rfe varthresh functrans_id imputer_mean imputer_indicator imputer_old ohe_int ohe_mask""",
    "preprocessing": "randomizedlasso normalizer kbins power quantile spline missing_indicator isotonic iterimputer knnimputer",
    "several": "ovr_svc ovo_lr multi_out_reg calib_sigmoid calib_isotonic3 calib_noensemble dummyclf dummyreg",
    "boosting": """gb_reg gb_reg_huber gb_reg_initzero gb_reg_quantile gb_clf_bin gb_clf3 gb_clf_exp hgb_reg
                   hgb_clf_bin hgb_clf3 hgb_reg_cat hgb_clf_cat_mask hgb_reg_poisson hgb_reg_gamma""",
    "ensembles": """ada_clf_bin ada_clf_samme ada_clf_sammer ada_reg bag_clf bag_reg iforest iforest_contamination vote_reg
                    vote_clf_hard vote_clf_soft stack_reg stack_clf ttr_log ttr_scaler grid_rf random_search""",
    "projections": """lda lda_bin lda_eigen lda_lsqr qda qda_bin pls cca plssvd fastica fastica_plain factoranalysis sparserp nca
                      rbm dictlearning dictlearning_split minidictlearning sparsecoder sparsecoder_positive mlp_clf3 mlp_clf_bin mlp_reg mlp_labels mlp_multi_tanh""",
    "semi": """randomizedpca categoricalnb agglomeration agglomeration_max propagation_rbf propagation_knn spreading isomap sparsepca
               minisparsepca""",
    "kernels": """kernelridge kernelridge_poly kernelridge_laplacian kernelridge_cosine kernelridge_chi2 kpca_poly kpca_rbf
                  nystroem_rbf rbfsampler skewedchi2 additivechi2_3 countsketch_coef0""",
    "neighbors": """knn_clf knn_clf_ball knn_clf_brute knn_reg knn_manhattan knn_canberra knn_braycurtis knn_hamming knn_chebyshev
                    knn_cosine knn_correlation knn_seuclidean knn_mahalanobis knn_exact knn_p3_kd_tree radius_clf_brute
                    radius_reg_kd_tree radius_outlier lof lof_brute knntrans radiustrans centroid centroid_manhattan
                    centroid_priors kmeans minibatch_kmeans bisecting birch meanshift affinity affinity_none""",
    "gaussian": """gmm gmm_tied gmm_diag gmm_spherical bgm_full bgm_tied bgm_diag bgm_spherical gpr gpr_rbf gpr_matern05
                   gpr_matern15 gpr_matern25 gpr_rational gpr_periodic gpr_dot gpr_tree gpr_constant gpr_pairwise
                   gpc_bin dpgmm_full dpgmm_tied dpgmm_diag vbgmm_full vbgmm_spherical oldgp_squared oldgp_absolute oldgp_generalized oldgp_cubic oldgp_linear oldgmm_full oldgmm_tied oldgmm_spherical""",
    "machines": "svc_bin svc3_ovr svc3_ovo_poly svc_linear svr nusvr oneclass svc_proba svc_proba_bin svc_proba_many nusvc_proba sgdoneclass elliptic elliptic_plain gaussian_nb bernoulli_nb multinomial_nb complement_nb",
}

# Other libraries' models: first and last version, and of EVERY all, for the forms they were saved in.
BOOSTERS = {
    "boosters": """xgb_reg xgb_clf2 xgb_clf3 xgb_dart xgb_booster_cat xgb_cat xgb_vectors xgb_dask_clf3 xgb_select xgb_bagging xgb_voting xgb_rf_reg xgb_early xgb_reg_missing xgb_gblinear lgbm_reg
                   lgbm_reg_nan lgbm_clf2 lgbm_clf3 lgbm_reg_cat lgbm_reg_zero lgbm_rf lgbm_linear lgbm_folds lgbm_select lgbm_dask_clf3 lgbm_early lgbm_booster lgbm_calibrated_isotonic
                   xgb_gblinear3 xgb_select_linear xgb_select_linear3 xgb_calibrated2 xgb_isotonic3 xgb_ovr3 xgb_ada xgb_voting_nested
                   xgb_target_standard xgb_rank_ndcg lgbm_lambdarank cat_rank_yetirank cat_unused
                   cat_reg cat_reg_nanmax cat_clf3_text cat_depthwise imb_pipeline imb_bagging imb_rusboost imb_rusboost_discrete""",
}
EVERY = ("xgb_reg", "xgb_cat")

# Answers of one row that depend on the others, and a width that is not told.
LEFT_OUT = {("svc3_ovr", "0.17"), ("functrans_id", "0.17"), ("additivechi2_3", "0.20"), ("affinity_none", "0.20"),
            ("nusvc_proba", "0.20"), ("svc_proba_many", "0.20"), ("sparsepca", "0.20"), ("minisparsepca", "0.20"),
            ("normalizer", "0.17"), ("binarizer", "0.17"), ("dummyclf", "0.17"), ("dummyreg", "0.17"), ("ovo_lr", "0.17")}

REFUSED = {  # name: (code, bytes, what it is)
    "bad-empty": (8, b"", "an empty file"),
    "bad-html": (8, b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>\n", "a web page"),
    "bad-lfs-pointer": (8, b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1234\n",
                        "a pointer of git-lfs"),
    "bad-no-stop": (8, b"\x80\x04]q\x00(K\x01K\x02e", "a pickle without its STOP"),
    "bad-stack-underflow": (8, b"\x80\x04\x94.", "MEMOIZE with nothing on the stack"),
    "bad-memo": (8, b"\x80\x04h\x05.", "a memo entry that nobody stored"),
    "bad-opcode": (8, b"\x80\x04\xffN.", "a byte that is no opcode"),
    "bad-length": (8, b"\x80\x04X\xff\xff\xff\x7fabc.", "text longer than the file"),
    "unsupported-no-model": (3, b"\x80\x04}\x94\x8c\x01a\x94K\x01s.", "a dict without a model"),
    "unsupported-class": (3, b"\x80\x02csklearn.covariance.graph_lasso_\nGraphLasso\n)\x81}b.", "a class that has no converter, for a fact"),
    "hostile-system": (1, b"cposix\nsystem\n(S'true'\ntR.", "REDUCE of posix.system"),
    "hostile-unknown-class": (1, b"\x80\x02cmypackage.mymodule\nMyModel\n)\x81}b.", "a class that is in no table"),
    "hostile-after-stop": (1, b"\x80\x04N.cposix\nsystem\n(S'true'\ntR.", "a call behind the first pickle's STOP"),
    "hostile-persistent": (1, b"\x80\x04\x8c\x04idid\x94Q.", "a persistent id, which the loading program resolves"),
    "hostile-memory": (1, b"csklearn.externals.joblib.memory\nMemory\n(S'/tmp/x'\nNI00\nI1\ntR.", "joblib's Memory over a folder, which its constructor makes"),
    "hostile-extension": (1, b"\x80\x02\x82\x07)R.", "a class by its number in copyreg's registry"),
}


def cut(answer, n):
    """The first n rows of an answer."""
    if "list" in answer:
        return {"list": [cut(one, n) for one in answer["list"]]}
    shape = answer["shape"]
    data = answer["data"]
    width = 1
    for d in shape[1:]:
        width *= d
    flat = not (data and isinstance(data[0], list))
    return {"dtype": answer["dtype"], "shape": [n, *shape[1:]], "data": data[:n * width] if flat else data[:n]}


def cut_set(given):
    """The first rows of a set; None where it is no matrix."""
    if given["kind"] == "frame" and all(isinstance(v, (int, float)) or v == "NaN" for row in given["rows"] for v in row):
        n = min(len(given["rows"]), ROWS)
        return {"kind": "frame", "shape": [n, len(given["columns"])], "columns": given["columns"], "rows": given["rows"][:n]}
    if given["kind"] != "dense":
        return None
    rows, width = given["shape"] if len(given["shape"]) == 2 else (given["shape"][0], 1)
    n = min(rows, ROWS)
    data = given["data"]
    flat = not (data and isinstance(data[0], list))
    return {"kind": "dense", "shape": [n, width], "data": data[:n * width] if flat else data[:n]}


def answers(doc):
    inputs = {name: cut_set(given) for name, given in doc["inputs"].items()}
    inputs = {name: given for name, given in inputs.items() if given}
    parts = []
    for part in doc["parts"]:
        kept = {}
        for name, methods in part.get("answers", {}).items():
            if name in inputs:
                n = inputs[name]["shape"][0]
                kept[name] = {m: cut(a, n) for m, a in methods.items() if "error" not in a and "rows" not in a
                              and m in ("predict", "predict_proba", "decision_function", "transform")}
        small = {"path": part["path"], "class": part["class"], "answers": kept}
        if "classes" in part:
            small["classes"] = part["classes"]
        parts.append(small)
    return {"inputs": inputs, "parts": parts}


def write_good(family, name, folder):
    doc = json.loads((folder / "expected.json").read_text())
    entry = next(f for f in doc["files"] if f.get("default"))
    library, release = writer(folder.parent.name)
    if (name, release) in LEFT_OUT:
        return False
    if (folder / entry["file"]).stat().st_size > MOST_BYTES or not any(answers(doc)["inputs"]):
        return False
    case = CASES / family / f"good-{name.replace('_', '-')}-{release}"
    case.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / entry["file"], case / "input.pkl")
    about = {"origin": f"{library} {release}, {folder.parent.name}/{name}/{entry['file']}"}
    (case / "case.json").write_text(json.dumps(about) + "\n")
    (case / "answers.json").write_text(json.dumps(answers(doc), separators=(",", ":")) + "\n")
    return True


def writer(env):
    """py313-sk191 -> scikit-learn 1.9, py37-xgboost0.90 -> xgboost 0.90"""
    other = re.fullmatch(r"py\d+-([a-z]+)(\d[\d.]*)", env)
    if other and other.group(1) != "sk":
        return other.groups()
    version = re.search(r"sk(\d)(\d+)$|sk(\d)(\d+)-", env)
    major, rest = [g for g in version.groups() if g]
    return "scikit-learn", f"0.{rest[:2]}" if major == "0" else f"1.{rest[:-1]}"


def era(env):
    """py27-sk0171 -> [0, 17], py37-xgboost0.90 -> [0, 90]"""
    digits = re.search(r"sk(\d+)", env)
    if digits is None:
        return [int(part) for part in writer(env)[1].split(".")]
    digits = digits.group(1)
    return [0, int(digits[1:3])] if digits[0] == "0" else [1, int(digits[1:-1])]


def write_cases(fixtures, families):
    wanted = {name: family for family, names in families.items() for name in names.split()}
    found = {}
    for folder in sorted(fixtures.glob("*/*/expected.json")):
        if folder.parent.name in wanted:
            found.setdefault(folder.parent.name, []).append(folder.parent)
    for name, folders in found.items():
        folders.sort(key=lambda p: (era(p.parent.name), p.parent.name))
        for folder in folders if name in EVERY else {folders[0], folders[-1]}:
            if not write_good(wanted[name], name, folder):
                print("left out:", folder)
    print("not found:", *sorted(set(wanted) - set(found)))


def main(fixtures, boosters):
    write_cases(fixtures, FAMILIES)
    if boosters:
        write_cases(boosters, BOOSTERS)
    for name, (code, data, what) in REFUSED.items():
        case = CASES / "refused" / name
        case.mkdir(parents=True, exist_ok=True)
        (case / "input.pkl").write_bytes(data)
        (case / "case.json").write_text(json.dumps({"origin": what, "code": code}) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None)
