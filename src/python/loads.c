#include "python/loads.h"

#include "python/refs.h"
#include "python/roles.h"

#include <stdlib.h>

/* [begin, end) = …, x = [begin, end) = …, ([begin, end) := …), del [begin, end); not x: [begin, end) = … */
static bool is_assigned(const dp_py_source *source, size_t begin, size_t end)
{
    const dp_py_token *first = &source->tokens[begin];
    bool target = first->depth == 0 && ((first->roles & DP_PY_STARTS) != 0 || dp_py_op(source, begin - 1, "="));
    return (target && dp_py_op(source, end, "=")) || dp_py_op(source, end, ":=")
           || (begin > 0 && dp_py_word(source, begin - 1, "del"));
}

enum { MOST_TOKENS = 1000 }; /* of a list of targets */

/* pickle, x = …; (pickle, x) = …; pickle: T = … */
static bool is_among_targets(const dp_py_source *source, size_t begin)
{
    uint16_t depth = source->tokens[begin].depth;
    size_t first = begin;
    while (first > 0 && begin - first < MOST_TOKENS && (source->tokens[first].roles & DP_PY_STARTS) == 0
           && !(source->tokens[first - 1].depth == 0 && dp_py_op(source, first - 1, "="))) {
        first--;
    }
    bool display = dp_py_op(source, first, "(") || dp_py_op(source, first, "[");
    if (depth > display) {
        return false;
    }
    for (size_t i = begin; i < source->n && i - begin < MOST_TOKENS && source->tokens[i].kind != DP_PY_NEWLINE; i++) {
        if (source->tokens[i].depth == 0 && (dp_py_op(source, i, "=") || dp_py_op(source, i, ";"))) {
            return dp_py_op(source, i, "=");
        }
    }
    return false;
}

/* for pickle in …, with … as pickle, pickle, x = …: the name is given something else. */
static bool is_given(const dp_py_source *source, const dp_ref *ref)
{
    size_t i = ref->root;
    return (i > 0 && (dp_py_word(source, i - 1, "for") || dp_py_word(source, i - 1, "as")))
           || is_among_targets(source, i);
}

static void remark(dp_bindings *b, const dp_py_source *source, size_t token, const char *name, const char *what)
{
    dp_load_sites_add(b, source, token, (dp_load_site){.kind = DP_SITE_REMARK, .name = name, .what = what, .instead = ""});
}

/* false: the reference is nothing to tell of, where its root stands for target. */
static bool judge(dp_bindings *b, const dp_py_source *source, const dp_ref *ref, dp_span target, size_t *end)
{
    dp_ref_reach reach;
    dp_ref_follow(source, ref, target, &reach);
    const dp_loader *loader = reach.loader;
    *end = reach.end;
    if (loader == NULL) {
        dp_span name = dp_dotted_span(&reach.whole);
        if (ref->member || !dp_is_pickle_module(name) || is_given(source, ref) || is_assigned(source, reach.begin, reach.end)
            || dp_is_alias(source, &reach)) {
            return false;
        }
        remark(b, source, ref->root, dp_take_printf(b->ctx, "%.*s", (int)name.n, (const char *)name.p),
               "is handed on: what loads through it cannot be seen");
        return true;
    }
    dp_allows allows = loader->allow_pickle < 0 ? DP_ALLOWS_YES : dp_ref_allows(source, &reach, loader->allow_pickle);
    if (allows == DP_ALLOWS_YES) {
        const char *what = loader->allow_pickle < 0 ? "runs what a file says" : "with allow_pickle runs what a file says";
        dp_load_sites_add(b, source, ref->root, (dp_load_site){
            .kind = DP_SITE_USE, .name = loader->dotted, .what = what, .instead = loader->instead,
            .begin = (uint32_t)reach.begin, .end = (uint32_t)reach.end});
    } else if (allows == DP_ALLOWS_PERHAPS) {
        remark(b, source, ref->root, loader->dotted, "unpickles where allow_pickle turns out true");
    }
    return allows != DP_ALLOWS_NO;
}

/* The token behind what is told of the reference at token i; i: nothing is. */
static size_t find_use(dp_bindings *b, const dp_py_source *source, size_t i)
{
    dp_ref ref;
    bool read = dp_ref_read(source, i, &ref) && !is_assigned(source, ref.root, ref.end);
    if (!read || (source->cell != 0 && dp_py_op(source, ref.end, "?"))) {
        return i; /* in a notebook "pickle.load?" asks for help */
    }
    size_t k = 0;
    for (dp_span target = dp_ref_target(b, source, &ref, &k); target.n != 0; target = dp_ref_target(b, source, &ref, &k)) {
        size_t end;
        if (judge(b, source, &ref, target, &end)) {
            return end;
        }
    }
    return i;
}

static void find_uses(dp_bindings *b, const dp_py_source *source)
{
    size_t told = 0; /* the tokens before this one are part of what is told */
    for (size_t i = 0; i < source->n && !b->failed; i++) {
        bool member = i > 0 && dp_py_op(source, i - 1, ".");
        if (!member || i >= told) {
            size_t end = find_use(b, source, i);
            told = end > told && end != i ? end : told;
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
