/* What is written is proved: every tree model of tests/cases, for every target and with every option that changes the
 * file; and what is not covered is left open, not refuted. */
#include "proof/backing.h"
#include "unit/proof/cases.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static size_t with_trees;

static void must_hold(proof_case *c, dp_target target, const dp_emit_options *emit, const char *what)
{
    dp_span bytes = proof_write(c, target, emit);
    if (bytes.p == NULL) {
        return;
    }
    dp_proof proof = proof_of(c, bytes);
    with_trees += proof.trees != 0;
    cr_expect(proof.verdict == DP_PROOF_HOLDS && (proof.trees == 0) == (proof.nodes == 0), "%s, target %d, %s: %s", c->name,
              (int)target, what, proof.why);
    free((void *)(uintptr_t)bytes.p);
}

static void prove_all(proof_case *c, void *self)
{
    static const dp_emit_options options[] = {
        {0}, {.input_f32 = true}, {.output_f32 = true}, {.like_skl2onnx = true}, {.input_name = "features"},
        {.single_input = true},
    };
    static const char *const names[] = {"as it comes", "float input", "float output", "like skl2onnx", "named input", "a single input"};
    (void)self;
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
            must_hold(c, (dp_target)target, &options[i], names[i]);
        }
    }
}

Test(prove, every_tree_model_for_every_target)
{
    size_t n = proof_for_each(prove_all, NULL);
    cr_assert(n > 180, "%zu models", n);
    cr_assert(with_trees > 1500, "%zu files with trees", with_trees);
    /* pipelines of other steps, searches of other estimators, boosters with categories, a scaler that tells no width, folds that lack a class */
    cr_assert(proof_open() == 59, "%zu models left open", proof_open());
}

/* Single methods: each output by itself. */
static void prove_methods(proof_case *c, void *self)
{
    size_t *n = self;
    for (int m = 0; m < DP_METHODS; m++) {
        dp_emit_options emit = {0};
        dp_graph *g = NULL;
        emit.method[m] = true;
        bool has = dp_model_read(c->file.ctx, c->model) == DP_OK && dp_model_emit(c->file.ctx, c->model, &emit, &g) == DP_OK;
        dp_forgive(c->file.ctx);
        if (has) {
            must_hold(c, DP_TARGET_ML1, &emit, dp_method_name((dp_method)m));
            ++*n;
        }
    }
}

Test(prove, every_method_alone)
{
    size_t n = 0;
    proof_for_each(prove_methods, &n);
    cr_assert(n > 90, "%zu methods", n);
}

/* A file of another model is none of this one, unless it is the same: XGBoost of several releases grew the same trees. */
static void keep_and_compare(proof_case *c, void *self)
{
    static dp_span before;
    size_t *refuted = self;
    dp_emit_options emit = {0};
    dp_span own = proof_write(c, DP_TARGET_ML5, &emit);
    if (before.p != NULL) {
        *refuted += dp_span_equal(before, own) || proof_of(c, before).verdict == DP_PROOF_FAILS;
        free((void *)(uintptr_t)before.p);
    }
    before = own;
}

Test(prove, another_models_file_is_refuted)
{
    size_t refuted = 0;
    size_t n = proof_for_each(keep_and_compare, &refuted);
    cr_assert(refuted == n - 1, "%zu of %zu", refuted, n);
}

/* Cut anywhere, a file is no file; nothing is read beyond its end. */
static void cut(proof_case *c, void *self)
{
    size_t *n = self;
    dp_emit_options emit = {0};
    if (++*n % 16 != 1) {
        return;
    }
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        dp_span bytes = proof_write(c, (dp_target)target, &emit);
        for (size_t length = 0; length < bytes.n; length += 7) {
            uint8_t *copy = malloc(length != 0 ? length : 1);
            memcpy(copy, bytes.p, length);
            dp_proof proof = proof_of(c, (dp_span){copy, length});
            cr_expect(proof.verdict == DP_PROOF_FAILS, "%s cut at %zu", c->name, length);
            free(copy);
        }
        free((void *)(uintptr_t)bytes.p);
    }
}

Test(prove, no_part_of_a_file_is_proved)
{
    size_t n = 0;
    proof_for_each(cut, &n);
}

Test(backing, recorded_models_stand_behind_a_reading)
{
    unsigned agree, of;
    dp_backing("sklearn.ensemble.RandomForestRegressor", 24, &agree, &of);
    cr_assert(of != 0 && agree <= of);
    dp_backing("sklearn.ensemble.RandomForestRegressor", 0, &agree, &of); /* 0.17 tells no version */
    cr_assert(of != 0);
    dp_backing("sklearn.ensemble.RandomForestRegressor", 500, &agree, &of);
    cr_assert(of == 0 && agree == 0);
    dp_backing("sklearn.tree.NoSuchTree", 24, &agree, &of);
    cr_assert_eq(of, 0);
}
