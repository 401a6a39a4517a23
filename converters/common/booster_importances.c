#include "converters/common/booster_importances.h"

#include "base/num.h"
#include "converters/common/boosted.h"
#include "converters/common/lightgbm_text.h"
#include "converters/common/xgboost_model.h"

#include <math.h>
#include <stdio.h>

/* What a file says of the splits by one feature. */
struct tally {
    double splits, sum;
};

static struct tally *tallies(dp_state *s, uint64_t n)
{
    return s->failed ? NULL : dp_state_take(s, n != 0 ? (size_t)n : 1, sizeof(struct tally));
}

/* ---- XGBoost ---- */

/* importance_type: a sum over the splits, or its mean; of what they gain or how much they cover; or how many they are. */
struct kind {
    bool cover, mean, count;
};

static struct kind read_kind(dp_state *s)
{
    static const struct { const char *name; struct kind kind; } known[] = {
        {"gain", {.mean = true}}, {"total_gain", {0}}, {"cover", {.cover = true, .mean = true}},
        {"total_cover", {.cover = true}}, {"weight", {.count = true}},
    };
    const char *name = dp_get_text(s, "importance_type", dp_get(s, "importance_type") != 0 ? "gain" : "weight"); /* up to 0.72 */
    for (size_t i = 0; !s->failed && i < sizeof known / sizeof *known; i++) {
        if (strcmp(name, known[i].name) == 0) {
            return known[i].kind;
        }
    }
    dp_corrupt(s, "importance_type: expected gain, cover or weight, found %s", name);
    return (struct kind){.count = true};
}

static void count_tree(dp_state *s, const dp_xgboost_tree *tree, struct kind kind, struct tally *to, uint64_t n)
{
    const double *v = kind.cover ? tree->cover : tree->gain;
    for (uint32_t i = 0; !s->failed && i < tree->n; i++) {
        const dp_flat_node *node = &tree->node[i];
        if (node->left < 0) {
            continue;
        }
        if (v == NULL && !kind.count) {
            dp_unsupported(s, "what each split of XGBoost's vectors gains is not in the file before 3.2");
        } else if (node->feature < 0 || (uint64_t)node->feature >= n) {
            dp_corrupt(s, "split_indices: expected one of %llu features, found %d", (unsigned long long)n, (int)node->feature);
        } else {
            to[node->feature].splits++;
            to[node->feature].sum = (double)(float)(to[node->feature].sum + (kind.count ? 0.0 : v[i]));
        }
    }
}

/* coef_ of a linear booster: its weights as its dump prints them, feature after feature. Of more than two classes the wrapper cuts
 * that list into rows as if it went class after class. */
dp_nums dp_xgboost_coef(dp_state *s, unsigned era)
{
    dp_xgboost_model m;
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    dp_xgboost_read_handle(&booster, &m);
    uint64_t outputs = booster.failed ? 1 : dp_xgboost_outputs(&m);
    uint64_t n = booster.failed ? 0 : m.n_features * outputs;
    double *v = dp_state_take(&booster, n != 0 ? (size_t)n : 1, sizeof *v);
    if (!booster.failed && m.weights == NULL) {
        dp_corrupt(&booster, "booster: gblinear, but the model has trees");
    } else if (!booster.failed && m.version >= 104 && era != 0 && era < 24) { /* which asked for feature_importances_ first */
        dp_unsupported(&booster, "a linear booster of XGBoost 1.4 or later in a scikit-learn before 0.24");
    } else if (!booster.failed && outputs > 1 && m.classes == 0) {
        dp_unsupported(&booster, "coef_ of several targets: scikit-learn cannot tell its features apart");
    }
    for (uint64_t i = 0; !booster.failed && i < n; i++) {
        char text[32];
        int length = snprintf(text, sizeof text, "%.6g", (double)(float)m.weights[i]);
        dp_num_read((dp_span){(const uint8_t *)text, (size_t)length}, &v[i]);
    }
    dp_state_close(s, &booster);
    return (dp_nums){.v = v, .ndim = 2, .dim = {outputs, n / outputs}, .count = s->failed ? 0 : n};
}

/* In float32, and as shares of their sum. */
double *dp_xgboost_importances(dp_state *s, uint64_t *n)
{
    dp_xgboost_model m;
    struct kind kind = read_kind(s);
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    dp_xgboost_read_handle(&booster, &m);
    *n = m.n_features;
    struct tally *sum = tallies(&booster, *n);
    double *v = booster.failed ? NULL : dp_state_take(&booster, (size_t)*n, sizeof *v);
    double all = 0;
    for (uint64_t t = 0; !booster.failed && t < m.n_trees; t++) {
        count_tree(&booster, &m.tree[t], kind, sum, *n);
    }
    for (uint64_t i = 0; !booster.failed && i < *n; i++) {
        bool mean = kind.mean && sum[i].splits > 0;
        v[i] = kind.count ? sum[i].splits : mean ? (double)(float)(sum[i].sum / sum[i].splits) : sum[i].sum;
        all += v[i];
    }
    for (uint64_t i = 0; !booster.failed && i < *n && all > 0; i++) {
        v[i] = (double)((float)v[i] / (float)all);
    }
    dp_state_close(s, &booster);
    return s->failed ? NULL : v;
}

/* ---- LightGBM ---- */

double *dp_lightgbm_importances(dp_state *s, uint64_t *n)
{
    dp_lightgbm_text text = {0};
    bool gain = strcmp(dp_get_text(s, "importance_type", "split"), "gain") == 0;
    dp_state booster = dp_state_open(s, dp_need(s, "_Booster"), "_Booster");
    int64_t best = dp_get_int(&booster, "best_iteration", 0);
    dp_lightgbm_open_handle(&booster, &text);
    uint64_t trees = best > 0 ? (uint64_t)best * text.per_iteration : text.n_trees;
    *n = text.n_features;
    double *v = booster.failed ? NULL : dp_state_take(&booster, (size_t)*n, sizeof *v);
    for (uint64_t t = 0; !booster.failed && t < trees && t < text.n_trees; t++) {
        dp_lightgbm_tree tree;
        dp_lightgbm_next(&booster, &text, &tree);
        for (uint32_t i = 0; !booster.failed && i + 1 < tree.leaves; i++) {
            int32_t feature = dp_boosted_index(tree.feature[i]);
            if (feature < 0 || (uint64_t)feature >= *n) {
                dp_corrupt(&booster, "split_feature: expected one of %llu features, found %g", (unsigned long long)*n,
                           tree.feature[i]);
            } else if (tree.gain == NULL) {
                dp_corrupt(&booster, "split_gain: expected one a split, found none");
            } else if (tree.gain[i] >= 0) {
                v[feature] += gain ? (double)(float)tree.gain[i] : 1.0;
            }
        }
    }
    dp_state_close(s, &booster);
    return s->failed ? NULL : v;
}

/* ---- CatBoost ---- */

/* It keeps them, as what each feature changes of the prediction, or, of ranking, of the loss. */
double *dp_catboost_importances(dp_state *s, uint64_t *n)
{
    dp_nums kept = dp_need_nums(s, dp_has(s, "_prediction_values_change") ? "_prediction_values_change" : "_loss_value_change", 1);
    double *v = s->failed ? NULL : dp_state_take(s, (size_t)kept.count, sizeof *v);
    *n = s->failed ? 0 : kept.count;
    for (uint64_t i = 0; v != NULL && i < *n; i++) {
        v[i] = kept.v[i];
    }
    return v;
}
