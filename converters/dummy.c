/* DummyRegressor: constant_. DummyClassifier, by strategy:
 *
 *   prior, most_frequent   the greatest of class_prior_; probabilities class_prior_, or 1 for that class
 *   constant               the class `constant`
 *   uniform                probabilities alone: labels are drawn at random, as are all answers of `stratified`
 *
 * _ConstantPredictor (of OneVsRestClassifier and OutputCodeClassifier, where a class had no other side): y_. */
#include "converters/common/constant_rows.h"

#include <inttypes.h>

struct answer {
    dp_labels classes;     /* n 0: numbers */
    const double *p;       /* probabilities, or the numbers */
    int64_t label;         /* its number; -1: drawn at random */
};

struct dummy {
    struct answer *output;
    size_t n;
    bool score;            /* _ConstantPredictor */
    uint64_t n_features;
};

static dp_id item_of(dp_state *s, const char *key, size_t i, size_t n)
{
    dp_id value = dp_get(s, key);
    if (n == 1 || s->failed) {
        return value;
    }
    size_t found = 0;
    const dp_id *item = dp_items_of(s, value, key, &found);
    if (!s->failed && found != n) {
        dp_corrupt(s, "%s: expected %zu, as n_outputs_ says, found %zu", key, n, found);
    }
    return s->failed ? 0 : item[i];
}

/* The number of the class that `constant` is: an item of an array, a list or the thing itself. */
static int64_t constant_of(dp_state *s, const dp_labels *classes, size_t i)
{
    dp_id value = dp_get(s, "constant");
    const dp_obj *o = dp_at(s->heap, value);
    const dp_array *a = dp_array_of(s->heap, value);
    if ((o->kind == DP_K_LIST || o->kind == DP_K_TUPLE) && i < o->len) {
        value = o->u.item[i];
    } else if (a != NULL && a->type.kind == 'O' && i < a->count) {
        value = a->item[i];
    }
    dp_span text = dp_obj_bytes(s->heap, value);
    a = dp_array_of(s->heap, value);
    if (text.p == NULL && a != NULL && i < a->count && strchr("US", a->type.kind) != NULL) {
        text = dp_array_text_at(s->ctx, a, a->count == 1 ? 0 : i);
    }
    dp_nums v = {0};
    if (classes->kind != DP_LABEL_TEXT) {
        v = dp_nums_of(s, value, "constant", 1);
    }
    for (size_t k = 0; k < classes->n && !s->failed; k++) {
        double number = classes->kind == DP_LABEL_FLOAT ? classes->f[k] : classes->i != NULL ? (double)classes->i[k] : 0;
        bool hit = classes->kind == DP_LABEL_TEXT ? text.p != NULL && dp_span_equal(classes->text[k], text)
                                                  : v.count != 0 && v.v[i < v.count ? i : 0] == number;
        if (hit) {
            return (int64_t)k;
        }
    }
    dp_corrupt(s, "constant: is none of classes_");
    return -1;
}

static void by_strategy(dp_state *s, struct answer *a, const char *strategy, const dp_nums *prior, size_t i)
{
    double *p = dp_state_take(s, a->classes.n, sizeof *p);
    if (s->failed) {
        return;
    }
    a->p = p;
    if (dp_is(strategy, "uniform")) {
        a->label = -1;
        for (size_t k = 0; k < a->classes.n; k++) {
            p[k] = 1.0 / (double)a->classes.n;
        }
        return;
    }
    for (size_t k = 1; k < a->classes.n; k++) {
        a->label = prior->v[k] > prior->v[a->label] ? (int64_t)k : a->label;
    }
    if (dp_is(strategy, "constant")) {
        a->label = constant_of(s, &a->classes, i);
    }
    if (!s->failed && dp_is(strategy, "prior")) {
        memcpy(p, prior->v, a->classes.n * sizeof *p);
    } else if (!s->failed) {
        p[a->label] = 1.0;
    }
}

static void read_classifier(dp_state *s, struct dummy *m)
{
    const char *strategy = dp_get_text(s, "_strategy|strategy", "prior");
    if (!s->failed && dp_is(strategy, "stratified")) {
        dp_unsupported(s, "strategy='stratified': its answers are drawn at random, and no graph draws scikit-learn's numbers");
    }
    static const char *const strategies[] = {"prior", "most_frequent", "uniform", "constant"};
    if (!s->failed && dp_word_index(strategy, strategies, 4) == 4) {
        dp_corrupt(s, "strategy: found %s", strategy);
    }
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        struct answer *a = &m->output[i];
        a->classes = dp_labels_of(s, item_of(s, "classes_", i, m->n), "classes_");
        dp_nums prior = dp_nums_of(s, item_of(s, "class_prior_", i, m->n), "class_prior_", 1);
        if (!s->failed && (a->classes.n == 0 || prior.count != a->classes.n)) {
            dp_corrupt(s, "class_prior_: %" PRIu64 " for %zu classes", prior.count, a->classes.n);
            return;
        }
        by_strategy(s, a, strategy, &prior, i);
    }
}

static void read_regressor(dp_state *s, struct dummy *m)
{
    dp_nums constant = dp_need_nums(s, "constant_", 2); /* a row */
    if (!s->failed && constant.count != m->n) {
        dp_corrupt(s, "constant_: expected %zu numbers, as n_outputs_ says, found %" PRIu64, m->n, constant.count);
    }
    for (size_t i = 0; !s->failed && i < m->n; i++) {
        m->output[i].p = constant.v + i;
    }
}

static void read_predictor(dp_state *s, struct dummy *m)
{
    dp_nums y = dp_need_nums(s, "y_", 1);
    m->score = true;
    if (!s->failed && y.count != 1) {
        dp_corrupt(s, "y_: expected one number, found %" PRIu64, y.count);
    }
    m->output->p = y.v;
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    struct dummy *m = ir;
    bool predictor = dp_is(variant, "predictor");
    int64_t n = predictor ? 1 : dp_get_int(s, "n_outputs_", 1);
    if (!s->failed && n > DP_MOST_OUTPUTS) {
        dp_unsupported(s, "more than %d outputs", DP_MOST_OUTPUTS);
    } else if (!s->failed && n < 1) {
        dp_corrupt(s, "n_outputs_: expected from 1 on, found %" PRId64, n);
    }
    if (s->failed) {
        return;
    }
    m->n = (size_t)n;
    m->n_features = dp_state_n_features(s);
    m->output = dp_state_take(s, m->n, sizeof *m->output);
    if (s->failed) {
        return;
    }
    if (predictor) {
        read_predictor(s, m);
    } else if (dp_is(variant, "classifier")) {
        read_classifier(s, m);
    } else {
        read_regressor(s, m);
    }
}

static void emit_predictor(dp_graph *g, const struct dummy *m, dp_ports *ports)
{
    dp_val y = dp_constant_rows(g, ports, m->output->p, 1);
    if (g->failed) {
        return;
    }
    dp_answer(g, ports, DP_PREDICT, dp_flat(g, y));
    dp_answer(g, ports, DP_DECISION_FUNCTION, dp_flat(g, y));
    dp_answer(g, ports, DP_PREDICT_PROBA, dp_two_columns(g, y));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct dummy *m = ir;
    if (m->score) {
        emit_predictor(g, m, ports);
        return;
    }
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        const struct answer *a = &m->output[i];
        dp_val y = dp_constant_rows(g, ports, a->p, a->classes.n != 0 ? a->classes.n : 1);
        if (a->classes.n == 0) {
            dp_answer(g, ports, DP_PREDICT, dp_flat(g, y));
            continue;
        }
        dp_answer(g, ports, DP_PREDICT_PROBA, y);
        if (a->label >= 0) {
            dp_answer_labels(g, ports, &a->classes, dp_constant_index(g, ports, a->label));
        }
    }
}

static uint64_t width(const void *ir)
{
    return ((const struct dummy *)ir)->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    (void)ir;
    for (uint64_t i = 0; i < n; i++) { /* any column would do */
        uses->use[column[i]] |= uses->use[column[i]] == 0 ? DP_USE_NUMBER : 0;
    }
}

const dp_family dp_dummy = {"dummy", sizeof(struct dummy), NULL, resolve, emit, width, takes};
