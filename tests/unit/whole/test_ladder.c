/* From bytes to ONNX and JSON with the first, second, … allocation failing, until all is well. Each time the outcome is
 * DP_ERROR and says so, nothing is lost, nothing crashes. */
#include "support/fail_alloc.h"
#include "support/model.h"

#include "export/convert.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
int __lsan_do_recoverable_leak_check(void);
#define LEAKS() __lsan_do_recoverable_leak_check()
#else
#define LEAKS() 0
#endif

enum { MOST_STEPS = 5000 };

typedef struct outcome {
    dp_rc rc;
    char what[256];
    uint64_t bytes, sum; /* of both outputs */
} outcome;

static dp_rc write_one(dp_ctx *ctx, dp_model *model, const char *format, outcome *o)
{
    static const dp_export_options options = {.source = {.file = "m.pkl", .container = "pickle"}};
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 0);
    dp_rc rc = dp_convert(ctx, model, dp_exporter_find(format), &options, &sink.base);
    for (size_t i = 0; i < sink.n; i++) {
        o->sum = o->sum * 31 + sink.p[i];
    }
    o->bytes += sink.n;
    dp_memory_sink_done(&sink);
    return rc;
}

static dp_rc stages(dp_ctx *ctx, dp_span bytes, outcome *o)
{
    const dp_input input = {.name = "m.pkl", .main = bytes};
    dp_loaded loaded = {0};
    dp_models models = {0};
    DP_TRY(dp_load(ctx, &input, NULL, &loaded));
    DP_TRY(dp_models_find(ctx, &loaded, &models));
    for (size_t i = 0; i < models.n; i++) {
        DP_TRY(write_one(ctx, models.at[i], "json", o));
        DP_TRY(write_one(ctx, models.at[i], "onnx", o));
    }
    return DP_OK;
}

static outcome run(dp_span bytes)
{
    outcome o = {.rc = DP_ERROR, .what = "out of memory"};
    dp_limits limits = dp_limits_default(0);
    dp_ctx *ctx = dp_ctx_new(&limits);
    if (ctx != NULL) {
        o.rc = stages(ctx, bytes, &o);
        snprintf(o.what, sizeof o.what, "%s", dp_ctx_record(ctx)->what);
        dp_ctx_free(ctx);
    }
    return o;
}

static void climb(const char *name, dp_span bytes, void (*arm)(size_t), size_t *steps)
{
    outcome good = run(bytes);
    cr_assert_eq(good.rc, DP_OK, "%s: %s", name, good.what);
    cr_assert(good.bytes > 100, "%s: %lu bytes", name, (unsigned long)good.bytes);
    for (*steps = 1; *steps < MOST_STEPS; ++*steps) {
        arm(*steps);
        outcome o = run(bytes);
        if (!fail_alloc_disarm()) {
            break;
        }
        /* A warning or a counted name may be dropped for want of memory; the answer may not change. */
        bool unharmed = o.rc == DP_OK && o.bytes == good.bytes && o.sum == good.sum;
        cr_assert(unharmed || o.rc == DP_ERROR, "%s, allocation %zu: %s: %s", name, *steps, dp_rc_name(o.rc), o.what);
        cr_assert(unharmed || strstr(o.what, "memory") != NULL || strstr(o.what, "write") != NULL,
                  "%s, allocation %zu: %s", name, *steps, o.what);
    }
    cr_assert(*steps > 5 && *steps < MOST_STEPS, "%s: %zu steps", name, *steps);
}

static void climb_file(const char *name)
{
    char path[2048];
    size_t steps;
    const char *source = getenv("DEPICKLE_SOURCE");
    cr_assert_not_null(source, "DEPICKLE_SOURCE must name the project's folder");
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/whole/%s", source, name);
    dp_span bytes = test_read(path);
    cr_assert_not_null(bytes.p, "%s", path);
    climb(name, bytes, fail_alloc_arm, &steps);
    climb(name, bytes, fail_alloc_arm_from, &steps);
    free((void *)(uintptr_t)bytes.p);
    cr_assert_not(LEAKS(), "%s leaks", name);
}

Test(ladder, models)
{
    climb_file("linear-p2");
    climb_file("forest-p2");
    climb_file("tree_clf-p2");
    climb_file("logistic-p2");
    climb_file("wrapped-p4");
}

Test(ladder, containers)
{
    static const char *const names[] = {"zlib", "gzip", "two", "gzip_of_zlib", "zfile", "joblib", "joblib_padded",
                                        "bz2", "xz", "lzma"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        climb_file(names[i]);
    }
}
