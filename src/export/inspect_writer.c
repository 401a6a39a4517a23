/* Who wrote the file: Python, scikit-learn, numpy and joblib, as far as its bytes tell.
 *
 * Only estimators of scikit-learn 0.18 on say their version; all else is inferred from forms that came or went with a
 * release, and from what a release needs to run. What cannot be told apart is not told. */
#include "base/text.h"
#include "export/inspect_facts.h"
#include "value/value.h"

/* A release as one number: 1.19 is 119, 3.10 is 310. 0: not known. */
enum { MINOR = 100 };

typedef struct range {
    unsigned low, high;
} range;

static void at_least(range *r, unsigned low)
{
    r->low = low > r->low ? low : r->low;
}

static void at_most(range *r, unsigned high)
{
    r->high = r->high == 0 || high < r->high ? high : r->high;
}

static const char *range_text(dp_ctx *ctx, range r)
{
    const unsigned low[] = {r.low / MINOR, r.low % MINOR};
    const unsigned high[] = {r.high / MINOR, r.high % MINOR};
    if (r.low != 0 && r.high != 0) {
        return dp_take_printf(ctx, "%u.%u to %u.%u", low[0], low[1], high[0], high[1]);
    }
    if (r.low != 0) {
        return dp_take_printf(ctx, "%u.%u or later", low[0], low[1]);
    }
    return r.high != 0 ? dp_take_printf(ctx, "%u.%u or earlier", high[0], high[1]) : "";
}

/* ---- scikit-learn ---- */

/* The version as a number: "0.22.2.post1" is 22, "1.10.1" is 110. */
static unsigned release_of(const char *version)
{
    unsigned part[2] = {0, 0};
    for (size_t i = 0, p = 0; version[i] != '\0' && p < 2; i++) {
        if (version[i] == '.') {
            p++;
        } else if (version[i] >= '0' && version[i] <= '9' && part[p] < MINOR) {
            part[p] = part[p] * 10 + (unsigned)(version[i] - '0');
        } else {
            break;
        }
    }
    return part[0] < MINOR && part[1] < MINOR ? part[0] * MINOR + part[1] : 0;
}

static bool is_listed(const dp_models *models, size_t before, const char *version)
{
    for (size_t i = 0; i < before; i++) {
        if (strcmp(models->at[i]->sklearn_version, version) == 0) {
            return true;
        }
    }
    return false;
}

/* The version all estimators of the file agree on, or a list of them. */
static const char *sklearn_of(dp_ctx *ctx, const dp_models *models)
{
    enum { LONG = 60 };
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < models->n && t.n < LONG; i++) {
        const char *version = models->at[i]->sklearn_version;
        if (version[0] != '\0' && !is_listed(models, i, version)) {
            dp_text_addf(&t, "%s%s", t.n != 0 ? ", " : "", version);
        }
    }
    return dp_text_str(&t);
}

/* Every estimator of scikit-learn's own has the stamp from 0.18 on; modules with a leading underscore came with 0.22,
 * this one excepted. */
static const char *guess_sklearn(const dp_loaded *loaded, const dp_models *models)
{
    for (size_t i = 0; i < models->n; i++) {
        const dp_obj *o = dp_at(loaded->heap, models->at[i]->obj);
        const dp_obj *callee = dp_at(loaded->heap, o->kind == DP_K_MADE ? o->u.made->callee : 0);
        if (callee->kind == DP_K_GLOBAL && dp_span_is(callee->u.global->name, "_reconstructor")) {
            return "0.17 or earlier"; /* Python 2 at protocols 0 and 1; its last scikit-learn is 0.20 */
        }
        dp_span module = callee->kind == DP_K_GLOBAL ? callee->u.global->module : (dp_span){NULL, 0};
        if (module.n > 8 && memcmp(module.p, "sklearn.", 8) == 0) {
            bool private = memmem(module.p, module.n, "._", 2) != NULL
                           && !dp_span_is(module, "sklearn.preprocessing._function_transformer");
            return private ? "0.22 or later" : "0.17 or earlier";
        }
    }
    return "";
}

/* ---- numpy ---- */

/* The names it asks for, and the releases that write them. */
static const struct {
    const char *prefix;
    range releases;
} numpy_names[] = {
    {"numpy.core.", {0, 126}},
    {"numpy._core.", {200, 0}},
    {"numpy.core._ufunc_reconstruct", {0, 119}},
    {"numpy.core.numeric._frombuffer", {116, 126}},
    {"numpy.random.__RandomState_ctor", {0, 116}},
    {"numpy.random._pickle.", {117, 0}},
};

static range numpy_of(dp_ctx *ctx, const dp_heap *heap)
{
    range r = {0, 0};
    const dp_record *record = dp_ctx_record(ctx);
    for (size_t i = 0; i < record->n_names; i++) {
        for (size_t k = 0; k < sizeof numpy_names / sizeof *numpy_names; k++) {
            const char *prefix = numpy_names[k].prefix;
            if (strncmp(record->names[i].name, prefix, strlen(prefix)) == 0) {
                at_least(&r, numpy_names[k].releases.low);
                if (numpy_names[k].releases.high != 0) {
                    at_most(&r, numpy_names[k].releases.high);
                }
            }
        }
    }
    for (dp_id id = 1; id <= dp_heap_last(heap); id++) {
        const dp_obj *o = dp_at(heap, id);
        if (o->kind == DP_K_DTYPE && o->aux == DP_DTYPE_BOOLS) {
            at_least(&r, 119);
        } else if (o->kind == DP_K_DTYPE && o->aux == DP_DTYPE_INTS) {
            at_most(&r, 118);
        }
    }
    return r.high != 0 && r.low > r.high ? (range){0, 0} : r; /* no numpy's own writing */
}

/* ---- joblib ---- */

static bool asks_for(dp_ctx *ctx, const char *prefix)
{
    const dp_record *record = dp_ctx_record(ctx);
    for (size_t i = 0; i < record->n_names; i++) {
        if (strncmp(record->names[i].name, prefix, strlen(prefix)) == 0) {
            return true;
        }
    }
    return false;
}

static const char *joblib_of(dp_ctx *ctx, const dp_loaded *loaded)
{
    static const struct {
        const char *form;
        range releases;
    } forms[] = {
        {"< 0.10", {0, 9}}, {">= 0.10", {10, 101}}, {">= 1.2", {102, 0}}, {"1.2 to 1.4", {102, 104}}, {">= 1.5", {105, 0}},
    };
    const char *form = loaded->joblib != NULL ? loaded->joblib : "";
    if (form[0] == '\0' && strstr(dp_ctx_record(ctx)->codecs, "zfile") != NULL) {
        form = "< 0.10";
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(form, forms[i].form) == 0) {
            return dp_take_printf(ctx, "%s%s", range_text(ctx, forms[i].releases),
                                  asks_for(ctx, "sklearn.externals.joblib.") ? " (scikit-learn's own copy)" : "");
        }
    }
    return "";
}

/* ---- Python ---- */

/* What a release needs: the oldest Python 3 it runs on. */
typedef struct need {
    unsigned release, python;
} need;

static unsigned needed_by(const need *needs, size_t n, unsigned release)
{
    unsigned python = 300;
    for (size_t i = 0; i < n && release >= needs[i].release; i++) {
        python = needs[i].python;
    }
    return python;
}

static const char *python_of(dp_ctx *ctx, const dp_loaded *loaded, unsigned sklearn, unsigned numpy)
{
    static const need of_protocol[] = {{3, 300}, {4, 304}, {5, 308}};
    static const need of_sklearn[] = {{20, 304}, {21, 305}, {23, 306}, {100, 307}, {101, 308}, {104, 309}, {107, 310},
                                      {108, 311}};
    static const need of_numpy[] = {{117, 305}, {119, 306}, {200, 309}};
    if (loaded->facts.python2) {
        return sklearn >= 20 ? "2.7" : "2.6 or 2.7";
    }
    range r = {300, 0};
    at_least(&r, needed_by(of_protocol, 3, loaded->facts.protocol));
    at_least(&r, needed_by(of_sklearn, sizeof of_sklearn / sizeof *of_sklearn, sklearn));
    at_least(&r, needed_by(of_numpy, sizeof of_numpy / sizeof *of_numpy, numpy));
    const char *usual = loaded->facts.protocol == 3 && r.low <= 307   ? "; protocol 3 is the default up to 3.7"
                        : loaded->facts.protocol == 4 && r.low <= 313 ? "; protocol 4 is the default of 3.8 to 3.13"
                        : loaded->facts.protocol == 5                 ? "; protocol 5 is the default from 3.14 on"
                                                                      : "";
    return dp_take_printf(ctx, "%s%s", range_text(ctx, r), usual);
}

size_t dp_writer_facts(dp_ctx *ctx, const dp_loaded *loaded, const dp_models *models, dp_fact out[DP_MOST_FACTS])
{
    const char *stamp = sklearn_of(ctx, models);
    const char *guess = stamp[0] == '\0' ? guess_sklearn(loaded, models) : "";
    range numpy = numpy_of(ctx, loaded->heap);
    const dp_fact facts[] = {
        {"protocol", dp_take_printf(ctx, "%u", loaded->facts.protocol), true},
        {"Python", models->n != 0 || loaded->facts.python2 || loaded->facts.protocol >= 3
                       ? python_of(ctx, loaded, release_of(stamp), numpy.low) : "", false},
        {"scikit-learn", stamp[0] != '\0' ? stamp : guess, stamp[0] != '\0'},
        {"numpy", range_text(ctx, numpy), false},
        {"joblib", joblib_of(ctx, loaded), false},
    };
    size_t n = 0;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (facts[i].value != NULL && facts[i].value[0] != '\0') {
            out[n++] = facts[i];
        }
    }
    return n;
}
