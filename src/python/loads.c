#include "python/loads.h"

#include "python/refs.h"
#include "python/roles.h"

#include <stdlib.h>

/* REF = …, x = REF = …, (REF := …); not x: REF = … */
static bool is_assigned(const dp_py_source *source, const dp_ref *ref)
{
    const dp_py_token *root = &source->tokens[ref->root];
    bool target = root->depth == 0 && ((root->roles & DP_PY_STARTS) != 0 || dp_py_is(source, ref->root - 1, DP_PY_OP, "="));
    return (target && dp_py_is(source, ref->end, DP_PY_OP, "=")) || dp_py_is(source, ref->end, DP_PY_OP, ":=");
}

/* for pickle in …, with … as pickle: the name is given something else. */
static bool is_given(const dp_py_source *source, const dp_ref *ref)
{
    size_t i = ref->root;
    return i > 0 && (dp_py_is(source, i - 1, DP_PY_NAME, "for") || dp_py_is(source, i - 1, DP_PY_NAME, "as")
                     || dp_py_is(source, i - 1, DP_PY_NAME, "del"));
}

static void remark(dp_bindings *b, const dp_py_source *source, const dp_ref *ref, const char *name, const char *what)
{
    dp_load_sites_add(b, source, ref->root, (dp_load_site){DP_SITE_REMARK, name, what, "", 0, 0, 0});
}

/* false: the reference is nothing to tell of, where its root stands for target. */
static bool judge(dp_bindings *b, const dp_py_source *source, const dp_ref *ref, dp_span target)
{
    dp_dotted whole;
    const dp_loader *loader = dp_ref_follow(source, ref, target, &whole);
    if (loader == NULL) {
        dp_span name = dp_dotted_span(&whole);
        if (!dp_is_pickle_module(name) || is_given(source, ref) || dp_ref_is_alias(source, ref)) {
            return false;
        }
        remark(b, source, ref, dp_take_printf(b->ctx, "%.*s", (int)name.n, (const char *)name.p),
               "is handed on: what loads through it cannot be seen");
        return true;
    }
    dp_allows allows = loader->allow_pickle < 0 ? DP_ALLOWS_YES : dp_ref_allows(source, ref, loader->allow_pickle);
    if (allows == DP_ALLOWS_YES) {
        const char *what = loader->allow_pickle < 0 ? "runs what a file says" : "with allow_pickle runs what a file says";
        dp_load_sites_add(b, source, ref->root, (dp_load_site){DP_SITE_USE, loader->dotted, what, loader->instead, 0, 0, 0});
    } else if (allows == DP_ALLOWS_PERHAPS) {
        remark(b, source, ref, loader->dotted, "unpickles where allow_pickle turns out true");
    }
    return allows != DP_ALLOWS_NO;
}

static void find_uses(dp_bindings *b, const dp_py_source *source)
{
    for (size_t i = 0; i < source->n && !b->failed; i++) {
        dp_ref ref;
        bool read = dp_ref_read(source, i, &ref) && !is_assigned(source, &ref);
        if (!read || (source->cell != 0 && dp_py_is(source, ref.end, DP_PY_OP, "?"))) {
            continue; /* in a notebook "pickle.load?" asks for help */
        }
        if (ref.imported.n != 0) {
            judge(b, source, &ref, ref.imported);
            continue;
        }
        dp_span root = dp_py_text(source, &source->tokens[i]);
        bool told = false;
        for (size_t k = 0; k < b->n && !told; k++) {
            told = dp_span_equal(b->at[k].name, root) && judge(b, source, &ref, b->at[k].target);
        }
    }
}

static int by_place(const void *a, const void *b)
{
    const dp_load_site *x = a;
    const dp_load_site *y = b;
    if (x->cell != y->cell) {
        return x->cell < y->cell ? -1 : 1;
    }
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    return (x->column > y->column) - (x->column < y->column);
}

dp_rc dp_load_sites_find(dp_ctx *ctx, dp_py_source *sources, size_t n, dp_load_sites *out)
{
    dp_bindings b = {.ctx = ctx, .loads = out};
    for (size_t i = 0; i < n; i++) {
        DP_TRY(dp_py_tokenize(ctx, &sources[i]));
        dp_py_find_roles(&sources[i]);
        dp_bind_imports(&b, &sources[i]);
    }
    dp_bind_usual(&b);
    for (size_t i = 0; i < n; i++) {
        dp_bind_aliases(&b, &sources[i]);
    }
    for (size_t i = 0; i < n; i++) {
        find_uses(&b, &sources[i]);
    }
    if (out->n > 1) {
        qsort(out->at, out->n, sizeof *out->at, by_place);
    }
    return b.failed ? dp_failed(ctx) : DP_OK;
}
