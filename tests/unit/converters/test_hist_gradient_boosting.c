#include "compute.h"

#include <math.h>

extern const dp_family dp_hist_gradient_boosting;

#pragma pack(push, 1)
struct record {
    double value;
    uint32_t feature;
    double threshold;
    uint8_t missing;
    uint32_t left, right;
    uint8_t leaf, categorical;
    uint32_t bitset;
};
#pragma pack(pop)

/* What a test may bend. x[0] <= 0.5 ? 1 : (x[1] in {1, 33} ? 2 : 3) */
struct plan {
    struct record node[5];
    uint32_t bits[1][8];
    uint64_t nodes, bitsets, base;
    int64_t features;
    bool known;
    const char *loss;
};

static struct plan sound_plan(void)
{
    struct plan p = {.node = {{.threshold = 0.5, .left = 1, .right = 2, .missing = 1},
                              {.value = 1.0, .leaf = 1},
                              {.feature = 1, .left = 3, .right = 4, .categorical = 1},
                              {.value = 2.0, .leaf = 1},
                              {.value = 3.0, .leaf = 1}},
                     .bits = {{2, 2}}, .nodes = 5, .bitsets = 1, .base = 1, .features = 2, .known = true,
                     .loss = "squared_error"};
    return p;
}

static dp_id make_nodes(dp_heap *h, const struct plan *p)
{
    static const dp_dtype u4 = {.kind = 'u', .itemsize = 4}, f8 = {.kind = 'f', .itemsize = 8}, u1 = {.kind = 'u', .itemsize = 1};
    const dp_dtype_field made[] = {
        {DP_LIT("value"), offsetof(struct record, value), f8},
        {DP_LIT("feature_idx"), offsetof(struct record, feature), u4},
        {DP_LIT("num_threshold"), offsetof(struct record, threshold), f8},
        {DP_LIT("missing_go_to_left"), offsetof(struct record, missing), u1},
        {DP_LIT("left"), offsetof(struct record, left), u4},
        {DP_LIT("right"), offsetof(struct record, right), u4},
        {DP_LIT("is_leaf"), offsetof(struct record, leaf), u1},
        {DP_LIT("is_categorical"), offsetof(struct record, categorical), u1},
        {DP_LIT("bitset_idx"), offsetof(struct record, bitset), u4},
    };
    dp_dtype_field *fields = dp_take(dp_heap_ctx(h), 9, sizeof *fields);
    memcpy(fields, made, sizeof made);
    const dp_dtype type = {.kind = 'V', .itemsize = sizeof(struct record), .fields = fields, .n_fields = 9};
    dp_id id = dp_obj_new(h, DP_K_NONE, 0);
    dp_span bytes = {(const uint8_t *)p->node, p->nodes * sizeof(struct record)};
    cr_assert_eq(dp_array_put(h, id, &type, 1, &p->nodes, false, bytes, NULL), DP_OK);
    return id;
}

static dp_id make_list(dp_heap *h, dp_id item)
{
    dp_id list = dp_obj_new(h, DP_K_LIST, 0);
    cr_assert_eq(dp_obj_push(h, list, item), DP_OK);
    return list;
}

static dp_id make_model(dp_heap *h, const struct plan *p)
{
    static const double base[] = {10.0, 20.0};
    static const double known[] = {0, 1, 33};
    const uint64_t sets[] = {p->bitsets, 8}, three = 3;
    dp_id tree = dp_obj_new(h, DP_K_DICT, 0);
    dp_id mapper = dp_obj_new(h, DP_K_DICT, 0);
    dp_id categories = make_list(h, dp_obj_new(h, DP_K_NONE, 0));
    dp_id model = dp_obj_new(h, DP_K_DICT, 0);
    set(h, tree, "nodes", make_nodes(h, p));
    set(h, tree, "raw_left_cat_bitsets", make_array(h, 'u', 4, 2, sets, p->bits));
    cr_assert_eq(dp_obj_push(h, categories, p->known ? make_doubles(h, 1, &three, known) : dp_obj_new(h, DP_K_NONE, 0)), DP_OK);
    set(h, mapper, "known_categories", categories);
    set(h, model, "_bin_mapper", mapper);
    const uint64_t n_flags = (uint64_t)p->features;
    set(h, model, "is_categorical_", make_array(h, 'b', 1, 1, &n_flags, dp_take(dp_heap_ctx(h), (size_t)n_flags, 1)));
    set(h, model, "loss", make_text(h, p->loss));
    set(h, model, "_n_features", make_int(h, p->features));
    set(h, model, "_baseline_prediction", make_doubles(h, 1, &p->base, base));
    set(h, model, "_predictors", make_list(h, make_list(h, tree)));
    return model;
}

static void refuse(const struct plan *p, const char *why)
{
    dp_heap *h = new_heap();
    cr_assert_null(resolve_dict(h, &dp_hist_gradient_boosting, "regressor", make_model(h, p)));
    cr_assert_eq(dp_failed(dp_heap_ctx(h)), DP_CORRUPT);
    const char *what = dp_ctx_record(dp_heap_ctx(h))->what;
    cr_assert_not_null(strstr(what, why), "%s", what);
}

Test(hist_gradient_boosting, adds_leaves_to_the_baseline)
{
    static const double x[] = {0.5, 0, 1, 1, 1, 33, 1, 0, (double)NAN, 0, 1, 2, 1, (double)NAN, 1, -1};
    static const double want[] = {11, 12, 12, 13, 11, 13, 13, 13}; /* what is missing, or not known, goes right here */
    struct plan p = sound_plan();
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_hist_gradient_boosting, "regressor", make_model(h, &p));
    cr_assert_not_null(ir);
    dp_tensor y = compute(h, &dp_hist_gradient_boosting, ir, DP_PREDICT, 0, 8, 2, x);
    cr_assert_eq(y.count, 8);
    for (size_t i = 0; i < 8; i++) {
        cr_assert_float_eq(((double *)y.data)[i], want[i], 0, "row %zu: %g", i, ((double *)y.data)[i]);
    }
}

Test(hist_gradient_boosting, trees_know_of_the_columns_made_for_them)
{
    struct plan p = sound_plan();
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_hist_gradient_boosting, "regressor", make_model(h, &p));
    dp_graph *g = dp_graph_new(dp_heap_ctx(h));
    dp_ports ports = {.x = dp_graph_input(g, "X", DP_T_F64, 2), .width = 2, .want = {true}};
    dp_hist_gradient_boosting.emit(g, ir, &ports);
    size_t seen = 0;
    for (size_t i = 0; i < g->n_nodes; i++) {
        if (g->node[i].op == DP_OP_LEAF_ROWS) {
            cr_assert_eq(g->node[i].forest->n_features, 3); /* writers take room by this */
            seen++;
        }
    }
    cr_assert_eq(seen, 1);
}

Test(hist_gradient_boosting, poisson_is_the_exponential)
{
    static const double x[] = {0, 0};
    struct plan p = sound_plan();
    p.loss = "poisson";
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_hist_gradient_boosting, "regressor", make_model(h, &p));
    dp_tensor y = compute(h, &dp_hist_gradient_boosting, ir, DP_PREDICT, 0, 1, 2, x);
    cr_assert_float_eq(*(double *)y.data, exp(11.0), 1e-9);
}

Test(hist_gradient_boosting, refuses_contradictions)
{
    struct plan p = sound_plan();
    p.node[2].left = 0; /* a cycle */
    refuse(&p, "two children");
    p.node[2].left = 4;
    refuse(&p, "two children");
    p.node[2].left = 1;
    refuse(&p, "one parent");
    p = sound_plan();
    p.node[0].feature = 2;
    refuse(&p, "feature");
    p = sound_plan();
    p.node[2].feature = 0; /* numbers, no categories */
    refuse(&p, "categorical feature");
    p = sound_plan();
    p.node[2].bitset = 1;
    refuse(&p, "one of its sets");
    p = sound_plan();
    p.known = false;
    refuse(&p, "categorical feature");
    p = sound_plan();
    p.node[1].value = (double)INFINITY;
    refuse(&p, "finite");
    p = sound_plan();
    p.node[0].threshold = (double)NAN;
    refuse(&p, "NaN");
    p = sound_plan();
    p.features = 3;
    refuse(&p, "known_categories");
    p.features = 0;
    refuse(&p, "n_features_in_");
    p = sound_plan();
    p.base = 2;
    refuse(&p, "_baseline_prediction");
    p = sound_plan();
    p.nodes = 4;
    refuse(&p, "children");
}
