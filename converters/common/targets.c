#include "converters/common/targets.h"

#include <inttypes.h>

static void check_n_classes(dp_state *s, const dp_labels *classes, dp_id n_classes, size_t output)
{
    const dp_array *a = dp_array_of(s->heap, n_classes);
    const dp_obj *o = dp_at(s->heap, n_classes);
    bool number = a != NULL && a->ndim == 0 && (a->type.kind == 'i' || a->type.kind == 'u');
    if (o->kind != DP_K_INT && !number) {
        dp_corrupt(s, "n_classes_[%zu]: expected int, found %s", output, dp_obj_describe(s->heap, n_classes));
        return;
    }
    int64_t n = number ? dp_array_i64(a, 0) : o->u.i;
    if (n < 1 || (uint64_t)n != classes->n) {
        dp_corrupt(s, "n_classes_[%zu]: expected %zu, as classes_ has, found %" PRId64, output, classes->n, n);
    }
}

static void read_one(dp_state *s, dp_targets *t)
{
    dp_id classes = dp_need(s, "classes_");
    dp_id n_classes = dp_need(s, "n_classes_");
    if (!s->failed && dp_kind_of(s->heap, classes) != DP_K_ARRAY) {
        dp_corrupt(s, "classes_: expected an array for one output, found %s", dp_obj_describe(s->heap, classes));
        return;
    }
    t->classes[0] = dp_labels_of(s, classes, "classes_");
    if (!s->failed) {
        check_n_classes(s, &t->classes[0], n_classes, 0);
    }
}

/* Several outputs: lists, one entry an output. n_classes_ is a list or, in single trees, an array. */
static void read_many(dp_state *s, dp_targets *t)
{
    size_t n = 0;
    const dp_id *classes = dp_items_of(s, dp_need(s, "classes_"), "classes_", &n);
    for (size_t i = 0; !s->failed && i < t->n; i++) {
        t->classes[i] = dp_labels_of(s, classes[i], "classes_");
    }
    dp_id id = dp_need(s, "n_classes_");
    const dp_array *numbers = dp_array_of(s->heap, id);
    if (s->failed) {
        return;
    }
    if (numbers != NULL && (numbers->type.kind == 'i' || numbers->type.kind == 'u')) {
        bool same = numbers->ndim == 1 && numbers->count == t->n;
        for (size_t i = 0; same && i < t->n; i++) {
            int64_t told = dp_array_i64(numbers, i);
            same = told >= 1 && (uint64_t)told == t->classes[i].n;
        }
        if (!same) {
            dp_corrupt(s, "n_classes_: expected the lengths of classes_, found other numbers");
        }
        return;
    }
    const dp_id *told = dp_items_of(s, id, "n_classes_", &n);
    if (!s->failed && n != t->n) {
        dp_corrupt(s, "n_classes_: expected %zu entries, found %zu", t->n, n);
    }
    for (size_t i = 0; !s->failed && i < t->n; i++) {
        check_n_classes(s, &t->classes[i], told[i], i);
    }
}

void dp_targets_read(dp_state *s, bool classifier, dp_targets *out)
{
    int64_t n = dp_get_int(s, "n_outputs_", 0);
    int64_t n_features = dp_get_int(s, "n_features_in_|n_features_", 0);
    size_t told = (size_t)n;
    if (n < 1) {
        dp_corrupt(s, "n_outputs_: expected a number from 1 on, found %" PRId64, n);
    } else if (classifier && n > 1) {
        dp_items_of(s, dp_need(s, "classes_"), "classes_", &told);
    }
    if (told != (size_t)n) {
        dp_corrupt(s, "classes_: expected %" PRId64 " entries, as n_outputs_ says, found %zu", n, told);
    }
    if (classifier && n > DP_MOST_OUTPUTS) {
        dp_unsupported(s, "a classifier of more than %d outputs", DP_MOST_OUTPUTS);
    }
    if (n_features < 1) {
        dp_corrupt(s, "n_features_in_: expected a number from 1 on, found %" PRId64, n_features);
    }
    if (s->failed) {
        return;
    }
    out->n = (size_t)n;
    out->n_features = (uint64_t)n_features;
    out->classes = classifier ? dp_state_take(s, out->n, sizeof *out->classes) : NULL;
    if (out->classes != NULL && out->n == 1) {
        read_one(s, out);
    } else if (out->classes != NULL) {
        read_many(s, out);
    }
}

uint64_t dp_targets_width(const dp_targets *targets)
{
    if (targets->classes == NULL) {
        return targets->n;
    }
    uint64_t width = 0;
    for (size_t i = 0; i < targets->n; i++) {
        width += targets->classes[i].n;
    }
    return width;
}

void dp_targets_check_tree(dp_state *s, const dp_targets *targets, const dp_tree_state *tree)
{
    if (s->failed) {
        return;
    }
    if (tree->n_outputs != targets->n) {
        dp_corrupt(s, "tree_: expected %zu outputs, as n_outputs_ says, found %" PRIu64, targets->n, tree->n_outputs);
        return;
    }
    if (tree->n_features != targets->n_features) {
        dp_corrupt(s, "tree_: expected %" PRIu64 " features, as n_features_in_ says, found %" PRIu64,
                   targets->n_features, tree->n_features);
        return;
    }
    for (size_t i = 0; targets->classes != NULL && i < targets->n; i++) {
        if ((uint64_t)tree->n_classes[i] != targets->classes[i].n) {
            dp_corrupt(s, "tree_: expected %zu classes, as classes_ has, found %" PRId64, targets->classes[i].n,
                       tree->n_classes[i]);
            return;
        }
    }
}

void dp_targets_check_same(dp_state *s, const dp_targets *tree, const dp_targets *forest)
{
    if (s->failed) {
        return;
    }
    if (tree->n != forest->n || tree->n_features != forest->n_features) {
        dp_corrupt(s, "expected %" PRIu64 " features and %zu outputs, as the forest has, found %" PRIu64 " and %zu",
                   forest->n_features, forest->n, tree->n_features, tree->n);
        return;
    }
    for (size_t i = 0; forest->classes != NULL && i < forest->n; i++) {
        if (tree->classes[i].n != forest->classes[i].n) {
            dp_corrupt(s, "classes_: expected %zu classes, as the forest has, found %zu", forest->classes[i].n,
                       tree->classes[i].n);
            return;
        }
    }
}

void dp_targets_answer_numbers(dp_graph *g, const dp_targets *targets, dp_ports *ports, dp_val y)
{
    dp_answer(g, ports, DP_PREDICT, targets->n == 1 ? dp_flat(g, y) : y);
}

/* Everything is sliced from the same value: onnxruntime (1.21) makes one Split of slices that have one source, and calls
 * each such Split by the same name. */
void dp_targets_answer_classes(dp_graph *g, const dp_targets *targets, dp_ports *ports, dp_val row, bool with_winners)
{
    int64_t from = 0;
    int64_t winner = (int64_t)dp_targets_width(targets);
    bool whole = targets->n == 1 && !with_winners;
    for (size_t i = 0; i < targets->n; i++) {
        int64_t to = from + (int64_t)targets->classes[i].n;
        dp_val p = whole ? row : dp_slice(g, row, 1, from, to);
        dp_val index = with_winners ? dp_cast(g, dp_flat(g, dp_slice(g, row, 1, winner, winner + 1)), DP_T_I64)
                                    : dp_argmax(g, p, 1);
        dp_answer_labels(g, ports, &targets->classes[i], index);
        dp_answer(g, ports, DP_PREDICT_PROBA, p);
        from = to;
        winner++;
    }
}
