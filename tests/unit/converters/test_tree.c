#include "converters/common/tree.h"
#include "objects.h"

#include <math.h>

/* 0: x[1] <= 0.5 ? 1 : 2     1: leaf     2: x[0] <= -1.5 ? 3 : 4     3, 4: leaves */
struct record {
    int64_t left, right, feature;
    double threshold, impurity;
    int64_t samples;
    double weight;
    uint8_t missing;
};

static const struct record SOUND[5] = {
    {.left = 1, .right = 2, .feature = 1, .threshold = 0.5, .missing = 1},
    {.left = -1, .right = -1, .feature = -2, .threshold = -2.0},
    {.left = 3, .right = 4, .feature = 0, .threshold = -1.5},
    {.left = -1, .right = -1, .feature = -2, .threshold = -2.0},
    {.left = -1, .right = -1, .feature = -2, .threshold = -2.0},
};

/* What a test may bend before the tree is read. */
struct plan {
    struct record node[5];
    double value[5][1][3];
    uint64_t rows;          /* of values */
    int64_t node_count, n_features, n_outputs, n_classes;
    char value_kind;
    bool classifier;
};

static struct plan sound_plan(void)
{
    struct plan p = {.value = {{{3, 4, 3}}, {{1, 1, 1}}, {{2, 3, 2}}, {{0, 0, 0}}, {{2, 3, 1.5}}},
                     .rows = 5, .node_count = 5, .n_features = 2, .n_outputs = 1, .n_classes = 3, .value_kind = 'f',
                     .classifier = true};
    memcpy(p.node, SOUND, sizeof SOUND);
    return p;
}

static dp_id make_nodes(dp_heap *h, const struct plan *p)
{
    static const dp_dtype i8 = {.kind = 'i', .itemsize = 8}, f8 = {.kind = 'f', .itemsize = 8};
    static const dp_dtype u1 = {.kind = 'u', .itemsize = 1};
    const dp_dtype_field made[] = {
        {DP_LIT("left_child"), offsetof(struct record, left), i8},
        {DP_LIT("right_child"), offsetof(struct record, right), i8},
        {DP_LIT("feature"), offsetof(struct record, feature), i8},
        {DP_LIT("threshold"), offsetof(struct record, threshold), f8},
        {DP_LIT("missing_go_to_left"), offsetof(struct record, missing), u1},
    };
    dp_dtype_field *fields = dp_take(dp_heap_ctx(h), 5, sizeof *fields);
    memcpy(fields, made, sizeof made);
    const dp_dtype type = {.kind = 'V', .itemsize = sizeof(struct record), .fields = fields, .n_fields = 5};
    const uint64_t dim[] = {5};
    dp_id id = dp_obj_new(h, DP_K_NONE, 0);
    cr_assert_eq(dp_array_put(h, id, &type, 1, dim, false, (dp_span){(const uint8_t *)p->node, sizeof p->node}, NULL),
                 DP_OK);
    return id;
}

/* An estimator's dict with this tree_. */
static dp_id make_estimator(dp_heap *h, const struct plan *p)
{
    dp_id args = dp_obj_new(h, DP_K_TUPLE, 0);
    cr_assert_eq(dp_obj_push(h, args, make_int(h, p->n_features)), DP_OK);
    cr_assert_eq(dp_obj_push(h, args, make_ints(h, 1, &p->n_classes)), DP_OK);
    cr_assert_eq(dp_obj_push(h, args, make_int(h, p->n_outputs)), DP_OK);
    dp_id state = dp_obj_new(h, DP_K_DICT, 0);
    const uint64_t dim[] = {p->rows, 1, 3};
    set(h, state, "node_count", make_int(h, p->node_count));
    set(h, state, "nodes", make_nodes(h, p));
    set(h, state, "values", make_array(h, p->value_kind, 8, 3, dim, p->value));
    dp_id estimator = dp_obj_new(h, DP_K_DICT, 0);
    set(h, estimator, "tree_", make_object(h, "sklearn.tree._tree", "Tree", args, state));
    return estimator;
}

static dp_rc read_plan(const struct plan *p, dp_tree_state *out, dp_heap **heap)
{
    *heap = new_heap();
    dp_state s = dp_state_top(*heap, make_estimator(*heap, p), "");
    dp_tree_state_read(&s, p->classifier, out);
    cr_assert_eq(s.failed, dp_failed(dp_heap_ctx(*heap)) != DP_OK);
    return dp_failed(dp_heap_ctx(*heap));
}

Test(tree, answers_counts_as_fractions)
{
    struct plan p = sound_plan();
    dp_tree_state t;
    dp_heap *h;
    cr_assert_eq(read_plan(&p, &t, &h), DP_OK);
    cr_assert(t.counts && t.tree.n == 5 && t.n_features == 2 && dp_tree_state_width(&t) == 3);
    double row[3];
    dp_tree_state_answer(&t, 4, row);
    cr_assert(row[0] == 2 / 6.5 && row[1] == 3 / 6.5 && row[2] == 1.5 / 6.5);
    dp_tree_state_answer(&t, 3, row); /* a leaf without weight stays zeros: the sum 0 counts as 1 */
    cr_assert(row[0] == 0 && row[1] == 0 && row[2] == 0);
    double winner;
    dp_tree_state_winners(&t, 4, &winner);
    cr_assert_eq(winner, 1);
    dp_tree_state_winners(&t, 1, &winner); /* the first of equals */
    cr_assert_eq(winner, 0);
}

Test(tree, answers_fractions_as_they_are)
{
    struct plan p = sound_plan();
    for (size_t i = 0; i < 5; i++) {
        p.value[i][0][0] = 0.1, p.value[i][0][1] = 0.2, p.value[i][0][2] = 0.7 + 1e-16;
    }
    dp_tree_state t;
    dp_heap *h;
    cr_assert_eq(read_plan(&p, &t, &h), DP_OK);
    cr_assert(!t.counts);
    double row[3];
    dp_tree_state_answer(&t, 1, row);
    cr_assert_eq(memcmp(row, p.value[1][0], sizeof row), 0);

    p.value[4][0][0] = 7; /* one node that is no fraction: a tree of counts */
    cr_assert_eq(read_plan(&p, &t, &h), DP_OK);
    cr_assert(t.counts);
}

typedef void bend(struct plan *p);
static void child_beyond(struct plan *p) { p->node[0].left = 5; }
static void child_far_below(struct plan *p) { p->node[0].left = INT64_MIN; }
static void child_is_root(struct plan *p) { p->node[2].right = 0; }
static void child_is_itself(struct plan *p) { p->node[2].left = 2; }
static void child_twice(struct plan *p) { p->node[2].right = 3; }
static void two_parents(struct plan *p) { p->node[0].left = 3; }
static void half_a_leaf(struct plan *p) { p->node[0].left = -1; }
static void other_half(struct plan *p) { p->node[2].right = -1; }
static void out_of_reach(struct plan *p) { p->node[2] = SOUND[1]; }
static void root_is_leaf(struct plan *p) { p->node[0] = SOUND[1]; }
static void feature_beyond(struct plan *p) { p->node[0].feature = 2; }
static void feature_below(struct plan *p) { p->node[2].feature = -5; }
static void no_threshold(struct plan *p) { p->node[2].threshold = NAN; }
static void no_value(struct plan *p) { p->value[3][0][1] = NAN; }
static void endless_value(struct plan *p) { p->value[1][0][0] = INFINITY; }
static void fewer_nodes(struct plan *p) { p->node_count = 4; }
static void negative_nodes(struct plan *p) { p->node_count = -5; }
static void fewer_values(struct plan *p) { p->rows = 4; }
static void values_of_integers(struct plan *p) { p->value_kind = 'i'; }
static void no_features(struct plan *p) { p->n_features = 0; }
static void more_outputs(struct plan *p) { p->n_outputs = 3; }
static void fewer_classes(struct plan *p) { p->n_classes = 2; }
static void classes_of_a_regressor(struct plan *p) { p->classifier = false; }

Test(tree, refuses_what_contradicts_itself)
{
    static const struct { bend *bend; const char *what; } cases[] = {
        {child_beyond, "two children"}, {child_far_below, "two children"}, {child_is_root, "two children"},
        {child_is_itself, "two children"}, {child_twice, "two children"}, {two_parents, "one parent"},
        {half_a_leaf, "two children"}, {other_half, "two children"}, {out_of_reach, "reached from the root"},
        {root_is_leaf, "reached from the root"}, {feature_beyond, "feature"}, {feature_below, "feature"},
        {no_threshold, "threshold"}, {no_value, "finite"}, {endless_value, "finite"}, {fewer_nodes, "node_count"},
        {negative_nodes, "node_count"}, {fewer_values, "values"}, {values_of_integers, "values"},
        {no_features, "n_features"}, {more_outputs, "n_classes"}, {fewer_classes, "values"},
        {classes_of_a_regressor, "regressor"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plan p = sound_plan();
        cases[i].bend(&p);
        dp_tree_state t;
        dp_heap *h;
        cr_assert_eq(read_plan(&p, &t, &h), DP_CORRUPT, "case %zu (%s) was taken", i, cases[i].what);
        const dp_record *record = dp_ctx_record(dp_heap_ctx(h));
        cr_assert_not_null(strstr(record->what, cases[i].what), "case %zu: %s", i, record->what);
        cr_assert_str_eq(record->path, "tree_", "case %zu: %s", i, record->path);
    }
}

Test(tree, turns_big_endian_records_round)
{
    struct plan p = sound_plan();
    dp_heap *h = new_heap();
    dp_id estimator = make_estimator(h, &p);
    dp_state s = dp_state_top(h, estimator, "");
    dp_tree_state ours, theirs;
    dp_tree_state_read(&s, true, &ours);
    cr_assert(!s.failed);
    dp_id tree = dp_obj_get(h, estimator, "tree_");
    dp_array *nodes = (dp_array *)(uintptr_t)dp_array_of(h, dp_obj_get(h, dp_at(h, tree)->u.made->state, "nodes"));
    dp_dtype_field *fields = (dp_dtype_field *)(uintptr_t)nodes->type.fields;
    uint8_t turned[sizeof p.node];
    memcpy(turned, p.node, sizeof turned);
    for (size_t f = 0; f < 4; f++) {
        fields[f].type.swapped = true;
        for (size_t i = 0; i < 5; i++) {
            uint8_t *at = turned + i * sizeof(struct record) + fields[f].offset;
            for (size_t k = 0; k < 4; k++) {
                uint8_t c = at[k];
                at[k] = at[7 - k];
                at[7 - k] = c;
            }
        }
    }
    nodes->data.p = turned;
    dp_tree_state_read(&s, true, &theirs);
    cr_assert(!s.failed);
    for (uint32_t i = 0; i < 5; i++) {
        cr_assert_eq(dp_tree_is_leaf(&theirs.tree, i), dp_tree_is_leaf(&ours.tree, i));
        cr_assert_eq(dp_tree_threshold(&theirs.tree, i), dp_tree_threshold(&ours.tree, i));
        cr_assert_eq(dp_tree_missing_left(&theirs.tree, i), dp_tree_missing_left(&ours.tree, i));
        if (!dp_tree_is_leaf(&ours.tree, i)) {
            cr_assert_eq(dp_tree_left(&theirs.tree, i), dp_tree_left(&ours.tree, i));
            cr_assert_eq(dp_tree_right(&theirs.tree, i), dp_tree_right(&ours.tree, i));
            cr_assert_eq(dp_tree_feature(&theirs.tree, i), dp_tree_feature(&ours.tree, i));
        }
    }
}
