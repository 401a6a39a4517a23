/* Runs a pickle that is written as opcodes, and shows what came out as Python would print it. */
#ifndef TEST_PICKLES_H
#define TEST_PICKLES_H

#include "base/num.h"
#include "base/text.h"
#include "pickle/machine.h"
#include "pickle/opcodes.h"

#include <criterion/criterion.h>
#include <stdio.h>

struct run {
    dp_ctx *ctx;
    dp_heap *heap;
    dp_id root;
    size_t used;
    dp_pickle_facts facts;
    dp_rc rc;
    const dp_record *record;
};

static inline struct run run_with(dp_span pickle, const dp_limits *limits, const dp_hooks *hooks)
{
    struct run r = {.ctx = dp_ctx_new(limits)};
    r.heap = dp_heap_new(r.ctx);
    r.rc = dp_pickle_run(r.heap, pickle, 0, hooks, &r.facts, &r.root, &r.used);
    r.record = dp_ctx_record(r.ctx);
    return r;
}

static inline struct run run_pickle(dp_span pickle)
{
    dp_limits limits = dp_limits_default(0);
    return run_with(pickle, &limits, NULL);
}

static inline void run_free(struct run *r)
{
    dp_ctx_free(r->ctx);
}

static void show(dp_heap *heap, dp_id id, dp_text *t, int depth);

static void show_items(dp_heap *heap, const dp_obj *o, dp_text *t, int depth)
{
    size_t width = o->kind == DP_K_DICT ? 2 : 1;
    for (size_t i = 0; i < o->len * width; i++) {
        dp_text_adds(t, i == 0 ? "" : i % width != 0 ? ": " : ", ");
        show(heap, o->u.item[i], t, depth + 1);
    }
}

static void show_made(dp_heap *heap, const dp_made *made, dp_text *t, int depth)
{
    static const char *const label[] = {"", "*", "**", " state=", " items=", " pairs="};
    const dp_id part[] = {made->callee, made->args, made->kwargs, made->state, made->items, made->pairs};
    dp_text_addf(t, "<%s ", dp_opcode_of(made->opcode)->name);
    for (size_t i = 0; i < 6; i++) {
        if (part[i] != 0) {
            dp_text_adds(t, label[i]);
            show(heap, part[i], t, depth + 1);
        }
    }
    dp_text_adds(t, ">");
}

/* Only what a test needs to tell kinds and contents apart; a cycle ends at depth 6. */
static void show(dp_heap *heap, dp_id id, dp_text *t, int depth)
{
    static const char *const open[] = {[DP_K_LIST] = "[", [DP_K_TUPLE] = "(", [DP_K_SET] = "set(",
                                       [DP_K_FROZENSET] = "frozenset(", [DP_K_DICT] = "{"};
    static const char *const close[] = {[DP_K_LIST] = "]", [DP_K_TUPLE] = ")", [DP_K_SET] = ")",
                                        [DP_K_FROZENSET] = ")", [DP_K_DICT] = "}"};
    const dp_obj *o = dp_at(heap, id);
    char number[DP_NUM_MAX];
    if (depth > 6) {
        dp_text_adds(t, "...");
    } else if (o->kind == DP_K_NONE) {
        dp_text_adds(t, "None");
    } else if (o->kind == DP_K_BOOL) {
        dp_text_adds(t, o->u.i != 0 ? "True" : "False");
    } else if (o->kind == DP_K_INT) {
        dp_text_addf(t, "%lld", (long long)o->u.i);
    } else if (o->kind == DP_K_LONG) {
        dp_text_adds(t, "long:");
        for (uint32_t i = o->len; i-- > 0;) {
            dp_text_addf(t, "%02x", o->u.bytes[i]);
        }
    } else if (o->kind == DP_K_FLOAT) {
        if (o->u.f - o->u.f == 0) {
            dp_text_add(t, (dp_span){(const uint8_t *)number, dp_num_print(number, o->u.f)});
        } else {
            dp_text_adds(t, o->u.f > 0 ? "inf" : o->u.f < 0 ? "-inf" : "nan");
        }
    } else if (o->kind == DP_K_TEXT || o->kind == DP_K_BYTES || o->kind == DP_K_BYTEARRAY) {
        bool py2 = (o->flags & DP_F_PY2STR) != 0;
        const char *prefix = o->kind == DP_K_TEXT ? "u" : o->kind == DP_K_BYTES ? (py2 ? "s" : "b") : "bytearray:";
        dp_text_addf(t, "%s'%s'", prefix, dp_escape(dp_heap_ctx(heap), dp_obj_bytes(heap, id), 200));
    } else if (o->kind == DP_K_GLOBAL) {
        dp_text_adds(t, dp_obj_class(heap, id));
    } else if (o->kind == DP_K_MADE) {
        show_made(heap, o->u.made, t, depth);
    } else if (o->kind == DP_K_OPAQUE) {
        dp_text_adds(t, o->u.name);
    } else {
        dp_text_adds(t, open[o->kind]);
        show_items(heap, o, t, depth);
        dp_text_adds(t, close[o->kind]);
    }
}

static inline const char *shown(struct run *r)
{
    dp_text t = dp_text_new(r->ctx);
    show(r->heap, r->root, &t, 0);
    return dp_text_str(&t);
}

/* The use of a name in the record, or NULL. */
static inline const dp_name_use *use_of(const struct run *r, const char *name, dp_reach reach)
{
    for (size_t i = 0; i < r->record->n_names; i++) {
        if (strcmp(r->record->names[i].name, name) == 0 && r->record->names[i].reach == reach) {
            return &r->record->names[i];
        }
    }
    return NULL;
}

#define PICKLE(literal) {(const uint8_t *)("" literal), sizeof(literal) - 1}

struct verdict_row {
    dp_span pickle;
    dp_verdict verdict;
};

/* The pickles are sound; only what they name differs. */
static inline void expect_verdicts(const struct verdict_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct run r = run_pickle(rows[i].pickle);
        cr_assert_eq(r.rc, DP_OK, "row %zu: %s", i, r.record->what);
        cr_assert_eq(r.record->verdict, rows[i].verdict, "row %zu: %s", i, r.record->what);
        run_free(&r);
    }
}

#endif
