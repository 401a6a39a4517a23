/* LightGBM's text, XGBoost's forms and CatBoost's bytes: what they compute, and what contradicts itself. */
#include "compute.h"
#include "stumps.h"

#include <math.h>

extern const dp_family dp_catboost, dp_lightgbm, dp_xgboost;

static dp_id booster(dp_heap *h, const char *key, const char *bytes, size_t n)
{
    dp_id dict = dp_obj_new(h, DP_K_DICT, 0);
    dp_id id = dp_obj_new(h, DP_K_BYTEARRAY, 0);
    dp_at(h, id)->u.bytes = (const uint8_t *)bytes;
    dp_at(h, id)->len = (uint32_t)n;
    set(h, dict, key, id);
    return dict;
}

static void expect(dp_tensor y, const double *want, size_t n)
{
    cr_assert_eq(y.count, n);
    for (size_t i = 0; i < n; i++) {
        double got = ((double *)y.data)[i];
        cr_assert(got <= want[i] && got >= want[i], "row %zu: %.9g for %.9g", i, got, want[i]);
    }
}

static void refuse(dp_heap *h, const dp_family *family, dp_id dict, dp_rc rc, const char *why)
{
    cr_assert_null(resolve_dict(h, family, "booster", dict));
    const char *what = dp_ctx_record(dp_heap_ctx(h))->what;
    cr_assert_eq(dp_failed(dp_heap_ctx(h)), rc, "%s", what);
    cr_assert_not_null(strstr(what, why), "%s", what);
}

/* ---- LightGBM ---- */

#define HEAD "tree\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=regression\n\n"
#define TREE "Tree=0\nnum_leaves=3\nnum_cat=1\nsplit_feature=0 1\nthreshold=0.5 0\ndecision_type=10 1\n" \
             "left_child=1 -1\nright_child=-3 -2\nleaf_value=1 2 4\ncat_boundaries=0 1\ncat_threshold=6\n\n\nend of trees\n"

static dp_id lightgbm(dp_heap *h, const char *text)
{
    return booster(h, "handle", text, strlen(text));
}

Test(boosters, lightgbm_walks_by_number_and_by_category)
{
    static const double x[] = {0.5, 1, 0.5, 2.9, 0.5, 0, 0.5, 40, 0.5, (double)NAN, (double)NAN, 1, 0.6, 1};
    static const double want[] = {1, 1, 2, 2, 2, 1, 4}; /* {1, 2} goes left; NaN goes left at the number */
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_lightgbm, "booster", lightgbm(h, HEAD TREE));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_lightgbm, ir, DP_PREDICT, 0, 7, 2, x), want, 7);
}

Test(boosters, lightgbm_takes_nan_for_zero_where_nothing_is_missing)
{
    static const double x[] = {(double)NAN, 0, 1, 0, 1e-36, 0};
    dp_heap *h = new_heap();
    const char *none = HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0.5\ndecision_type=0\nleft_child=-1\n"
                            "right_child=-2\nleaf_value=1 2\nend of trees\n";
    const char *zero = HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0.5\ndecision_type=4\nleft_child=-1\n"
                            "right_child=-2\nleaf_value=1 2\nend of trees\n";
    void *ir = resolve_dict(h, &dp_lightgbm, "booster", lightgbm(h, none));
    expect(compute(h, &dp_lightgbm, ir, DP_PREDICT, 0, 3, 2, x), (double[]){1, 2, 1}, 3);
    ir = resolve_dict(h, &dp_lightgbm, "booster", lightgbm(h, zero)); /* zeros are missing, and go right */
    expect(compute(h, &dp_lightgbm, ir, DP_PREDICT, 0, 3, 2, x), (double[]){2, 2, 2}, 3);
}

/* The first leaf is 2 + 10 x0 + 100 x1, or 7; the other 3; a tree of one leaf is 0.5. */
Test(boosters, lightgbm_computes_linear_leaves)
{
    static const double x[] = {0.25, 1, 0.25, (double)NAN, 1, (double)NAN, 0, (double)INFINITY, 9, (double)INFINITY};
    static const double want[] = {105, 7.5, 3.5, (double)INFINITY, 3.5};
    dp_heap *h = new_heap();
    const char *text = HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0.5\ndecision_type=8\nleft_child=-1\n"
                            "right_child=-2\nleaf_value=7 8\nis_linear=1\nleaf_const=2 3\nnum_features=2 0\n"
                            "leaf_features=0 1  \nleaf_coeff=10 100  \n\nTree=1\nnum_leaves=1\nleaf_value=0.5\nend of trees\n";
    void *ir = resolve_dict(h, &dp_lightgbm, "booster", lightgbm(h, text));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_lightgbm, ir, DP_PREDICT, 0, 5, 2, x), want, 5);
}

Test(boosters, lightgbm_refuses_contradictions)
{
    static const struct { const char *text; dp_rc rc; const char *why; } bad[] = {
        {"tree\n", DP_CORRUPT, "max_feature_idx"},
        {"bush\nnum_tree_per_iteration=1\nmax_feature_idx=1\n", DP_CORRUPT, "LightGBM"},
        {HEAD "Tree=0\nnum_leaves=0\n", DP_CORRUPT, "num_leaves"},
        {HEAD "Tree=0\nnum_leaves=2000000000\nleaf_value=1\n", DP_CORRUPT, "fewer"},
        {HEAD "Tree=0\nnum_leaves=2\nleaf_value=1\n", DP_CORRUPT, "leaf_value"},
        {HEAD "Tree=0\nnum_leaves=1\nleaf_value=nan\n", DP_CORRUPT, "finite"},
        {HEAD "Tree=0\nnum_leaves=2\nsplit_feature=2\nthreshold=0.5\ndecision_type=0\nleft_child=-1\nright_child=-2\n"
              "leaf_value=1 2\n", DP_CORRUPT, "split_feature"},
        {HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0.5\ndecision_type=0\nleft_child=0\nright_child=-2\n"
              "leaf_value=1 2\n", DP_CORRUPT, "two children"},
        {HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0.5\ndecision_type=0\nleft_child=-1\nright_child=-1\n"
              "leaf_value=1 2\n", DP_CORRUPT, "two children"},
        {HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=1\ndecision_type=1\nleft_child=-1\nright_child=-2\n"
              "leaf_value=1 2\nnum_cat=1\ncat_boundaries=0 1\ncat_threshold=6\n", DP_CORRUPT, "sets"},
        {HEAD "Tree=0\nnum_leaves=2\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\nright_child=-2\n"
              "leaf_value=1 2\nnum_cat=1\ncat_boundaries=0 9\ncat_threshold=6\n", DP_CORRUPT, "sets"},
        {HEAD "Tree=0\nnum_leaves=1\nis_linear=1\nleaf_value=1\n", DP_CORRUPT, "leaf_const"},
        {HEAD "Tree=0\nnum_leaves=1\nis_linear=1\nleaf_value=1\nleaf_const=1\nnum_features=-1\n", DP_CORRUPT, "num_features"},
        {HEAD "Tree=0\nnum_leaves=1\nis_linear=1\nleaf_value=1\nleaf_const=1\nnum_features=1\nleaf_features=0\n"
              "leaf_coeff=1 2\n", DP_CORRUPT, "leaf_coeff"},
        {HEAD "Tree=0\nnum_leaves=1\nis_linear=1\nleaf_value=1\nleaf_const=1\nnum_features=1\nleaf_features=2\n"
              "leaf_coeff=1\n", DP_CORRUPT, "leaf_features"},
        {"tree\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=mystery\nTree=0\n", DP_UNSUPPORTED, "objective"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dp_heap *h = new_heap();
        refuse(h, &dp_lightgbm, lightgbm(h, bad[i].text), bad[i].rc, bad[i].why);
    }
}

/* Of feature 1 pandas' categories are 30, 10 and 20: their numbers stand in the trees, {1, 2} goes left. */
static dp_id with_categories(dp_heap *h, const char *told, size_t lists)
{
    const char *text = dp_take_printf(dp_heap_ctx(h), HEAD TREE "[categorical_feature: %s]\n", told);
    dp_id dict = lightgbm(h, text);
    const dp_id number[] = {make_int(h, 30), make_int(h, 10), make_int(h, 20)};
    const dp_id list[] = {make_list(h, 3, number), make_list(h, 3, number)};
    set(h, dict, "pandas_categorical", make_list(h, lists, list));
    return dict;
}

Test(boosters, lightgbm_looks_up_the_categories_of_pandas)
{
    static const double x[] = {0.5, 10, 0.5, 20, 0.5, 30, 0.5, 1, 0.5, (double)NAN, 0.6, 10};
    static const double want[] = {1, 1, 2, 2, 2, 4};
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_lightgbm, "booster", with_categories(h, "1", 1));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_lightgbm, ir, DP_PREDICT, 0, 6, 2, x), want, 6);
}

/* Before 3.0 the parameter is empty: columns whose feature_infos are lists. */
Test(boosters, lightgbm_finds_categories_by_their_infos)
{
    static const double x[] = {0.5, 10, 0.5, 20, 0.5, 30, 0.5, 1, 0.6, 10};
    dp_heap *h = new_heap();
    const char *text = dp_take_printf(dp_heap_ctx(h), "tree\nfeature_infos=[0:1] 2:0:1\n%s", &(HEAD TREE "[categorical_feature: ]\n")[5]);
    dp_id dict = lightgbm(h, text);
    const dp_id number[] = {make_int(h, 30), make_int(h, 10), make_int(h, 20)};
    const dp_id list[] = {make_list(h, 3, number), make_list(h, 3, number)};
    set(h, dict, "pandas_categorical", make_list(h, 1, list));
    void *ir = resolve_dict(h, &dp_lightgbm, "booster", dict);
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_lightgbm, ir, DP_PREDICT, 0, 5, 2, x), (double[]){1, 1, 2, 2, 4}, 5);
    set(h, dict, "pandas_categorical", make_list(h, 2, list));
    refuse(h, &dp_lightgbm, dict, DP_UNSUPPORTED, "ordered");
}

Test(boosters, lightgbm_refuses_categories_of_untold_columns)
{
    dp_heap *h = new_heap();
    refuse(h, &dp_lightgbm, with_categories(h, "1", 2), DP_UNSUPPORTED, "ordered");
    h = new_heap();
    refuse(h, &dp_lightgbm, with_categories(h, "2", 1), DP_CORRUPT, "categorical_feature");
    h = new_heap();
    refuse(h, &dp_lightgbm, with_categories(h, "1,0", 2), DP_CORRUPT, "categorical_feature");
}

/* ---- XGBoost ---- */

#define LEARNER(objective, base) "{\"learner\":{\"learner_model_param\":{\"base_score\":\"" base "\",\"num_feature\":\"2\"}," \
    "\"objective\":{\"name\":\"" objective "\"},\"gradient_booster\":{\"name\":\"gbtree\",\"model\":{" \
    "\"gbtree_model_param\":{},\"tree_info\":[0],\"trees\":["
#define END "]}}},\"version\":[1,7,6]}"
#define XGB_TREE(left, right, feature, condition, more) "{\"tree_param\":{\"num_nodes\":\"3\"},\"left_children\":[" left "]," \
    "\"right_children\":[" right "],\"split_indices\":[" feature "],\"split_conditions\":[" condition "]," \
    "\"default_left\":[1,0,0]" more "}"

static dp_id xgboost(dp_heap *h, const char *text)
{
    return booster(h, "handle", text, strlen(text));
}

Test(boosters, xgboost_goes_left_below_the_condition)
{
    static const double x[] = {0.5, 0, 0.49999997, 0, (double)NAN, 0};
    const char *text = LEARNER("reg:squarederror", "2.5E-1") XGB_TREE("1,-1,-1", "2,-1,-1", "0,0,0", "0.5,1,2", "") END;
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_xgboost, "booster", xgboost(h, text));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_xgboost, ir, DP_PREDICT, 0, 3, 2, x), (double[]){2.25, 1.25, 1.25}, 3);
}

Test(boosters, xgboost_sends_categories_of_the_set_right)
{
    static const double x[] = {0, 3, 0, 2, 0, 7, 0, -1, 0, (double)NAN};
    const char *text = LEARNER("reg:squarederror", "[0]") XGB_TREE("1,-1,-1", "2,-1,-1", "1,0,0", "0,1,2",
        ",\"split_type\":[1,0,0],\"categories\":[3,2],\"categories_nodes\":[0],\"categories_segments\":[0],"
        "\"categories_sizes\":[2]") END;
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_xgboost, "booster", xgboost(h, text));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_xgboost, ir, DP_PREDICT, 0, 5, 2, x), (double[]){2, 2, 1, 1, 1}, 5);
}

/* Of feature 1; category number 1 goes right. */
#define WITH_CATEGORIES(enc, version) LEARNER("reg:squarederror", "[0]") XGB_TREE("1,-1,-1", "2,-1,-1", "1,0,0", "0,1,2", \
    ",\"split_type\":[1,0,0],\"categories\":[1],\"categories_nodes\":[0],\"categories_segments\":[0],\"categories_sizes\":[1]") \
    "],\"cats\":{\"enc\":[{\"offsets\":[],\"values\":[]}," enc "]}}}},\"version\":[" version "]}"

Test(boosters, xgboost_looks_up_its_categories)
{
    static const double x[] = {0, 30, 0, -5, 0, 7, 0, (double)NAN, 0, 1};
    dp_heap *h = new_heap();
    const char *text = WITH_CATEGORIES("{\"type\":15,\"values\":[30,-5,7]}", "3,1,0");
    void *ir = resolve_dict(h, &dp_xgboost, "booster", xgboost(h, text));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_xgboost, ir, DP_PREDICT, 0, 5, 2, x), (double[]){1, 2, 1, 1, 1}, 5); /* others are missing */
}

Test(boosters, xgboost_knows_which_of_its_categories_are_whole)
{
    static const struct { const char *text; dp_rc rc; const char *why; } all[] = {
        {WITH_CATEGORIES("{\"offsets\":[0,1,3],\"values\":[97,98,99]}", "3,1,0"), DP_OK, ""},
        {WITH_CATEGORIES("{\"offsets\":[0,1,3],\"values\":[97,-61,-87]}", "3,4,0"), DP_OK, ""},
        {WITH_CATEGORIES("{\"offsets\":[0,1,3],\"values\":[97,195,169]}", "3,3,0"), DP_UNSUPPORTED, "ASCII"},
        {WITH_CATEGORIES("{\"offsets\":[0,1,2],\"values\":[97,195,169]}", "3,4,0"), DP_CORRUPT, "UTF-8"},
        {WITH_CATEGORIES("{\"offsets\":[0,2,1],\"values\":[97,98,99]}", "3,4,0"), DP_CORRUPT, "offsets"},
        {WITH_CATEGORIES("{\"offsets\":[0,1,4],\"values\":[97,98,99]}", "3,4,0"), DP_CORRUPT, "offsets"},
        {WITH_CATEGORIES("{\"offsets\":[0,1],\"values\":[300]}", "3,4,0"), DP_CORRUPT, "bytes"},
        {WITH_CATEGORIES("{},{}", "3,4,0"), DP_CORRUPT, "2 features, found 3"},
        {WITH_CATEGORIES("{}", "3,4,0"), DP_CORRUPT, "values"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        dp_heap *h = new_heap();
        if (all[i].rc != DP_OK) {
            refuse(h, &dp_xgboost, xgboost(h, all[i].text), all[i].rc, all[i].why);
        } else {
            void *ir = resolve_dict(h, &dp_xgboost, "booster", xgboost(h, all[i].text));
            cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
        }
    }
}

/* Two outputs, 10 and 20 to the left, 30 and 40 to the right; the trees' own numbers stand where leaves of one number have
 * theirs. */
#define VECTORS(info, size, weights, right) "{\"learner\":{\"learner_model_param\":{\"base_score\":\"[1,2]\",\"num_feature\":\"2\"," \
    "\"num_target\":\"2\"},\"objective\":{\"name\":\"reg:squarederror\"},\"gradient_booster\":{\"name\":\"gbtree\",\"model\":{" \
    "\"gbtree_model_param\":{},\"tree_info\":[" info "],\"trees\":[{\"tree_param\":{\"num_nodes\":\"3\",\"size_leaf_vector\":\"" size \
    "\"},\"left_children\":[1,-1,-1],\"right_children\":[2," right "],\"split_indices\":[0,0,0],\"split_conditions\":[0.5,9,9]," \
    "\"default_left\":[1,0,0]," weights "}" END

Test(boosters, xgboost_adds_vectors)
{
    static const char *const both[] = {
        VECTORS("0", "2", "\"base_weights\":[0,0,10,20,30,40]", "-1,-1"),
        VECTORS("0", "2", "\"base_weights\":[0,0,0,0,0,0],\"leaf_weights\":[30,40,10,20]", "1,0"),
    };
    static const double x[] = {0.5, 0, 0.4, 0, (double)NAN, 0};
    for (size_t i = 0; i < 2; i++) {
        dp_heap *h = new_heap();
        void *ir = resolve_dict(h, &dp_xgboost, "booster", xgboost(h, both[i]));
        cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
        expect(compute(h, &dp_xgboost, ir, DP_PREDICT, 0, 3, 2, x), (double[]){31, 42, 11, 22, 11, 22}, 6);
    }
}

Test(boosters, xgboost_refuses_contradictions)
{
    static const struct { const char *text; dp_rc rc; const char *why; } bad[] = {
        {"{}", DP_CORRUPT, "learner"},
        {"\x01\x02", DP_CORRUPT, "records"},
        {LEARNER("reg:squarederror", "x") END, DP_CORRUPT, "base_score"},
        {LEARNER("binary:logistic", "2") XGB_TREE("1,-1,-1", "2,-1,-1", "0,0,0", "0.5,1,2", "") END, DP_CORRUPT, "base_score"},
        {LEARNER("own", "0") XGB_TREE("1,-1,-1", "2,-1,-1", "0,0,0", "0.5,1,2", "") END, DP_UNSUPPORTED, "objective"},
        {LEARNER("reg:squarederror", "0") END, DP_CORRUPT, "tree_info"},
        {VECTORS("1", "2", "\"base_weights\":[0,0,10,20,30,40]", "-1,-1"), DP_CORRUPT, "size_leaf_vector"},
        {VECTORS("0", "3", "\"base_weights\":[0,0,10,20,30,40,0,0,0]", "-1,-1"), DP_CORRUPT, "size_leaf_vector"},
        {VECTORS("0", "2", "\"base_weights\":[0,0,10,20]", "-1,-1"), DP_CORRUPT, "base_weights"},
        {VECTORS("0", "2000000000", "\"base_weights\":[0,0,10,20]", "-1,-1"), DP_CORRUPT, "base_weights"},
        {VECTORS("0", "2", "\"base_weights\":[0,0],\"leaf_weights\":[30,40,10,20]", "1,2"), DP_CORRUPT, "leaf_weights"},
        {VECTORS("0", "2", "\"base_weights\":[0,0],\"leaf_weights\":[30,40,10,20]", "1,-1"), DP_CORRUPT, "leaf_weights"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("1,-1", "2,-1,-1", "0,0,0", "0.5,1,2", "") END, DP_CORRUPT, "left_children"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("0,-1,-1", "2,-1,-1", "0,0,0", "0.5,1,2", "") END, DP_CORRUPT, "parent"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("1,-1,-1", "3,-1,-1", "0,0,0", "0.5,1,2", "") END, DP_CORRUPT, "children"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("1,-1,-1", "2,-1,-1", "2,0,0", "0.5,1,2", "") END, DP_CORRUPT,
         "split_indices"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("1,-1,-1", "2,-1,-1", "1,0,0", "0,1,2", ",\"split_type\":[1,0,0]") END,
         DP_CORRUPT, "categories_nodes"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("1,-1,-1", "2,-1,-1", "1,0,0", "0,1,2",
         ",\"categories\":[3],\"categories_nodes\":[0],\"categories_segments\":[0],\"categories_sizes\":[2]") END, DP_CORRUPT,
         "categories_segments"},
        {LEARNER("reg:squarederror", "0") XGB_TREE("1,-1,-1", "2,-1,-1", "1,0,0", "0,1,2",
         ",\"categories\":[3],\"categories_nodes\":[3],\"categories_segments\":[0],\"categories_sizes\":[1]") END, DP_CORRUPT,
         "categories_nodes"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dp_heap *h = new_heap();
        refuse(h, &dp_xgboost, xgboost(h, bad[i].text), bad[i].rc, bad[i].why);
    }
}

/* The old form: a tree of three nodes, base 0.25 as a margin. Cut anywhere, it is refused. */
static size_t old_form(uint8_t *to)
{
    static const char objective[] = "reg:linear", name[] = "gbtree";
    static const int32_t nodes[3][4] = {{-1, 1, 2, INT32_MIN}, {0, -1, -1, 0}, {0, -1, -1, 0}};
    static const float value[3] = {0.5F, 1.0F, 2.0F};
    size_t n = 0;
    memset(to, 0, 136);
    memcpy(to, (const float[]){0.25F}, 4);
    memcpy(to + 4, (const uint32_t[]){2}, 4);
    n = 136;
    memcpy(to + n, (const uint64_t[]){sizeof objective - 1}, 8);
    memcpy(to + n + 8, objective, sizeof objective - 1);
    n += 8 + sizeof objective - 1;
    memcpy(to + n, (const uint64_t[]){sizeof name - 1}, 8);
    memcpy(to + n + 8, name, sizeof name - 1);
    n += 8 + sizeof name - 1;
    memset(to + n, 0, 160 + 148);
    to[n] = 1;
    to[n + 160 + 4] = 3;
    n += 160 + 148;
    for (size_t i = 0; i < 3; i++, n += 20) {
        memcpy(to + n, nodes[i], 16);
        memcpy(to + n + 16, &value[i], 4);
    }
    memset(to + n, 0, 3 * 16 + 4);
    return n + 3 * 16 + 4;
}

Test(boosters, xgboost_reads_its_old_form)
{
    static const double x[] = {0.4, 0, 0.5, 0, (double)NAN, 0};
    uint8_t bytes[800];
    size_t n = old_form(bytes);
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_xgboost, "booster", booster(h, "handle", (const char *)bytes, n));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_xgboost, ir, DP_PREDICT, 0, 3, 2, x), (double[]){1.25, 2.25, 1.25}, 3);
    for (size_t i = 2; i < n; i++) {
        h = new_heap();
        cr_assert_null(resolve_dict(h, &dp_xgboost, "booster", booster(h, "handle", (const char *)bytes, i)), "%zu bytes", i);
    }
}

/* ---- CatBoost ---- */

/* A FlatBuffer at fixed places: one feature with one border, one tree of one split, two values. */
enum { CORE = 16, TREES = 60, SPLITS = 100, SIZES = 108, STARTS = 116, VALUES = 124, FLOATS = 144, FEATURE = 168, BORDERS = 180,
       CAT_END = 188 };

static void put16(uint8_t *to, uint16_t v)
{
    memcpy(to, &v, sizeof v);
}

static void put32(uint8_t *to, uint32_t v)
{
    memcpy(to, &v, sizeof v);
}

static size_t catboost_form(uint8_t *to)
{
    static const struct { uint16_t field, at, vector; } fields[] = {
        {1, 4, SPLITS}, {2, 8, SIZES}, {3, 12, STARTS}, {5, 16, FLOATS}, {8, 20, VALUES},
    };
    static const double bias = 0.5, values[] = {1.0, 2.0};
    static const float border = 0.25F;
    uint8_t *b = to + 8;
    memset(to, 0, 8 + CAT_END);
    memcpy(to, "CBM1", 4);
    put32(to + 4, CAT_END);
    put32(b, CORE);
    put16(b + 4, 10);
    put16(b + 10, 4); /* field 1 */
    put32(b + CORE, CORE - 4);
    put32(b + CORE + 4, TREES - CORE - 4);
    put16(b + 24, 36);
    put32(b + TREES, TREES - 24);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        put16(b + 28 + 2 * fields[i].field, fields[i].at);
        put32(b + TREES + fields[i].at, fields[i].vector - TREES - fields[i].at);
        put32(b + fields[i].vector, fields[i].field == 8 ? 2 : 1);
    }
    put16(b + 28 + 2 * 15, 24);
    memcpy(b + TREES + 24, &bias, sizeof bias);
    put32(b + SIZES + 4, 1);
    memcpy(b + VALUES + 4, values, sizeof values);
    put32(b + FLOATS + 4, FEATURE - FLOATS - 4);
    put16(b + 152, 16);
    put16(b + 156 + 2 * 2, 4);
    put16(b + 156 + 2 * 3, 8);
    put32(b + FEATURE, FEATURE - 152);
    put32(b + FEATURE + 8, BORDERS - FEATURE - 8);
    put32(b + BORDERS, 1);
    memcpy(b + BORDERS + 4, &border, sizeof border);
    return 8 + CAT_END;
}

Test(boosters, catboost_goes_right_above_the_border)
{
    static const double x[] = {0.25, 0.26, (double)NAN};
    uint8_t bytes[8 + CAT_END];
    size_t n = catboost_form(bytes);
    dp_heap *h = new_heap();
    void *ir = resolve_dict(h, &dp_catboost, "regressor", booster(h, "__model", (const char *)bytes, n));
    cr_assert_not_null(ir, "%s", dp_ctx_record(dp_heap_ctx(h))->what);
    expect(compute(h, &dp_catboost, ir, DP_PREDICT, 0, 3, 1, x), (double[]){1.5, 2.5, 1.5}, 3);
    for (size_t i = 0; i < n; i++) {
        h = new_heap();
        cr_assert_null(resolve_dict(h, &dp_catboost, "regressor", booster(h, "__model", (const char *)bytes, i)), "%zu bytes", i);
    }
}

Test(boosters, catboost_refuses_contradictions)
{
    static const struct { size_t at; uint32_t v; const char *why; } bad[] = {
        {0, 0x424d4358, "CBM1"},        {8 + CORE + 4, 0x7fffffff, "outside"}, {8 + SPLITS + 4, 1, "borders"},
        {8 + SIZES + 4, 2, "2 splits"}, {8 + SIZES + 4, 40, "40 splits"},         {8 + STARTS, 0, "starts"},
        {8 + VALUES, 0x7fffffff, "outside"}, {8 + FEATURE + 4, 0xffffffff, "place"}, {8 + TREES, 0x7fffffff, "outside"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t bytes[8 + CAT_END];
        size_t n = catboost_form(bytes);
        put32(bytes + bad[i].at, bad[i].v);
        dp_heap *h = new_heap();
        cr_assert_null(resolve_dict(h, &dp_catboost, "regressor", booster(h, "__model", (const char *)bytes, n)), "%zu", i);
        const char *what = dp_ctx_record(dp_heap_ctx(h))->what;
        cr_assert_eq(dp_failed(dp_heap_ctx(h)), DP_CORRUPT, "%s", what);
        cr_assert_not_null(strstr(what, bad[i].why), "%zu: %s", i, what);
    }
}

/* Splits of other kinds than by a number: the fact that stands against each. A category alone is one more feature. */
Test(boosters, catboost_says_why_it_refuses)
{
    static const struct { uint16_t field; dp_rc rc; const char *why; } others[] = {
        {4, DP_CORRUPT, "a feature without a place"}, {6, DP_UNSUPPORTED, "ONNX has no operator for that hash"},
        {7, DP_UNSUPPORTED, "statistics found by hashes"}, {12, DP_UNSUPPORTED, "takes texts"}, {13, DP_UNSUPPORTED, "computed of"},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        uint8_t bytes[8 + CAT_END];
        size_t n = catboost_form(bytes);
        put16(bytes + 8 + 28 + 2 * others[i].field, 16); /* the same vector as the features */
        dp_heap *h = new_heap();
        cr_assert_null(resolve_dict(h, &dp_catboost, "regressor", booster(h, "__model", (const char *)bytes, n)), "%zu", i);
        const char *what = dp_ctx_record(dp_heap_ctx(h))->what;
        cr_assert_eq(dp_failed(dp_heap_ctx(h)), others[i].rc, "%s", what);
        cr_assert_not_null(strstr(what, others[i].why), "%zu: %s", i, what);
    }
}
