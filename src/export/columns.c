#include "export/columns.h"

#include "base/text.h"
#include "export/inspect_facts.h"
#include "model/chain.h"
#include "model/chosen.h"
#include "model/settings.h"

enum { MOST_INSIDE = 8, MOST_COLUMNS = 1 << 16, MOST_NAMES = 1 << 20, LONG_NAME = 120 };

struct columns {
    dp_ctx *ctx;
    dp_heap *heap;
    unsigned depth;
};

/* A growing list. */
struct list {
    dp_span *at;
    size_t n;
};

static bool add(struct columns *c, struct list *list, dp_span name)
{
    dp_span *place = list->n < MOST_COLUMNS ? dp_grow(c->ctx, &list->at, list->n, sizeof *place) : NULL;
    if (place == NULL) {
        return false;
    }
    *place = name;
    list->n++;
    return true;
}

static bool of(struct columns *c, dp_id transformer, const dp_column_names *in, dp_column_names *out);

/* ---- items of lists and of arrays of objects ---- */

static uint64_t items(const dp_heap *heap, dp_id id, const dp_id **item)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_array *a = dp_array_of(heap, id);
    if (a != NULL) {
        *item = a->item;
        return a->type.kind == 'O' && a->ndim == 1 ? a->count : 0;
    }
    *item = o->u.item;
    return o->kind == DP_K_LIST || o->kind == DP_K_TUPLE ? o->len : 0;
}

/* ---- one hot ---- */

static dp_span category_text(struct columns *c, const dp_array *a, uint64_t i)
{
    if (a->type.kind == 'O') {
        dp_span text = dp_obj_bytes(c->heap, a->item[i]);
        return text.p != NULL ? text : dp_span_of(dp_value_text(c->ctx, c->heap, a->item[i]));
    }
    if (a->type.kind == 'U' || a->type.kind == 'S') {
        return dp_array_text_at(c->ctx, a, i);
    }
    return a->type.kind == 'f' ? dp_span_of(dp_take_printf(c->ctx, "%.9g", dp_array_f64(a, i)))
           : a->type.kind == 'i' || a->type.kind == 'u' || a->type.kind == 'b'
               ? dp_span_of(dp_take_printf(c->ctx, "%lld", (long long)dp_array_i64(a, i))) : (dp_span){NULL, 0};
}

/* Which category of feature k has no column; -1: none is left out. */
static int64_t dropped(const struct columns *c, dp_id transformer, uint64_t k)
{
    dp_id id = dp_model_attribute(c->heap, transformer, "drop_idx_");
    const dp_array *a = dp_array_of(c->heap, id);
    if (a == NULL || k >= a->count) {
        return -1;
    }
    if (a->type.kind != 'O') {
        return a->type.kind == 'i' ? dp_array_i64(a, k) : -1;
    }
    const dp_obj *o = dp_at(c->heap, a->item[k]);
    const dp_array *one = dp_array_of(c->heap, a->item[k]);
    return o->kind == DP_K_INT ? o->u.i : one != NULL && one->ndim == 0 && one->type.kind == 'i' ? dp_array_i64(one, 0) : -1;
}

static bool one_hot(struct columns *c, dp_id transformer, const dp_column_names *in, dp_column_names *out)
{
    const dp_id *item;
    struct list list = {0};
    uint64_t n = items(c->heap, dp_model_attribute(c->heap, transformer, "categories_"), &item);
    const dp_obj *rare = dp_at(c->heap, dp_model_attribute(c->heap, transformer, "_infrequent_enabled"));
    bool good = n == in->n && (rare->kind != DP_K_BOOL || rare->u.i == 0);
    for (uint64_t k = 0; good && k < n; k++) {
        const dp_array *a = dp_array_of(c->heap, item[k]);
        int64_t left_out = dropped(c, transformer, k);
        good = a != NULL && a->ndim == 1;
        for (uint64_t i = 0; good && i < a->count; i++) {
            dp_span text = category_text(c, a, i);
            dp_span name = in->name[k];
            good = text.p != NULL;
            if (good && (int64_t)i != left_out) {
                good = add(c, &list, dp_span_of(dp_take_printf(c->ctx, "%s_%s", dp_escape(c->ctx, name, LONG_NAME),
                                                               dp_escape(c->ctx, text, LONG_NAME))));
            }
        }
    }
    *out = (dp_column_names){list.n, list.at};
    return good;
}

/* ---- of several transformers ---- */

/* An Index of names or numbers, or a mask. */
static bool choose_all(struct columns *c, const dp_chosen *chosen, uint64_t n, const dp_column_names *in, struct list *out)
{
    bool good = true;
    for (uint64_t i = 0; good && i < n; i++) {
        uint64_t place = chosen[i].by == DP_CHOSEN_BY_FLAG ? i : (uint64_t)chosen[i].value;
        if (chosen[i].by == DP_CHOSEN_BY_NAME) {
            good = add(c, out, chosen[i].name);
        } else if (chosen[i].by == DP_CHOSEN_BY_PLACE || chosen[i].value != 0) {
            good = place < in->n && add(c, out, in->name[place]);
        }
    }
    return good;
}

/* The columns that one transformer of a ColumnTransformer takes: by name or by number. */
static bool choose(struct columns *c, dp_id which, const dp_column_names *in, struct list *out)
{
    const dp_id *item;
    uint64_t n_chosen;
    const dp_chosen *chosen = dp_chosen_of(c->ctx, c->heap, which, &n_chosen);
    if (chosen != NULL) {
        return choose_all(c, chosen, n_chosen, in, out);
    }
    uint64_t n = items(c->heap, which, &item);
    bool good = n != 0 || dp_kind_of(c->heap, which) == DP_K_LIST;
    for (uint64_t i = 0; good && i < n; i++) {
        const dp_obj *o = dp_at(c->heap, item[i]);
        dp_span name = dp_obj_bytes(c->heap, item[i]);
        if (name.p != NULL) {
            good = add(c, out, name);
        } else {
            good = o->kind == DP_K_INT && o->u.i >= 0 && (uint64_t)o->u.i < in->n && add(c, out, in->name[o->u.i]);
        }
    }
    return good;
}

static bool part(struct columns *c, const dp_obj *entry, const dp_column_names *in, struct list *out)
{
    struct list taken = {0};
    dp_column_names made;
    dp_id transformer = entry->u.item[1];
    if (dp_obj_is(c->heap, transformer, "drop")) {
        return true;
    }
    if (!choose(c, entry->u.item[2], in, &taken)) {
        return false;
    }
    const dp_column_names given = {taken.n, taken.at};
    made = given;
    bool good = taken.n == 0 || dp_obj_is(c->heap, transformer, "passthrough") || of(c, transformer, &given, &made);
    for (size_t i = 0; good && i < made.n; i++) {
        good = add(c, out, made.name[i]);
    }
    return good;
}

static bool side_by_side(struct columns *c, dp_id transformer, const dp_column_names *in, dp_column_names *out)
{
    const dp_id *item;
    struct list list = {0};
    uint64_t n = items(c->heap, dp_model_attribute(c->heap, transformer, "transformers_"), &item);
    bool good = n != 0;
    for (uint64_t i = 0; good && i < n; i++) {
        const dp_obj *entry = dp_at(c->heap, item[i]);
        good = entry->kind == DP_K_TUPLE && entry->len == 3 && part(c, entry, in, &list);
    }
    *out = (dp_column_names){list.n, list.at};
    return good;
}

static bool one_by_one(struct columns *c, dp_id transformer, const dp_column_names *in, dp_column_names *out)
{
    const dp_id *item;
    uint64_t n = items(c->heap, dp_model_attribute(c->heap, transformer, "steps"), &item);
    bool good = n != 0;
    *out = *in;
    for (uint64_t i = 0; good && i < n; i++) {
        dp_id step = dp_step_of(c->heap, item[i]);
        dp_column_names before = *out;
        good = step != 0 && (dp_obj_is(c->heap, step, "passthrough") || of(c, step, &before, out));
    }
    return good;
}

/* An imputer leaves out columns that had no number at all, and may add indicators. */
static bool imputed(struct columns *c, dp_id transformer, const dp_column_names *in, dp_column_names *out)
{
    const dp_array *filled = dp_array_of(c->heap, dp_model_attribute(c->heap, transformer, "statistics_"));
    dp_id indicator = dp_model_attribute(c->heap, transformer, "indicator_");
    bool whole = filled != NULL && filled->count == in->n && (indicator == 0 || dp_kind_of(c->heap, indicator) == DP_K_NONE);
    for (uint64_t i = 0; whole && filled->type.kind == 'f' && i < filled->count; i++) {
        double v = dp_array_f64(filled, i);
        whole = v == v;
    }
    *out = *in;
    return whole;
}

static bool of(struct columns *c, dp_id transformer, const dp_column_names *in, dp_column_names *out)
{
    const char *name = dp_obj_class(c->heap, transformer);
    const dp_class *cls = dp_class_find(name);
    bool good = false;
    if (!dp_is_estimator(c->heap, transformer) || c->depth == MOST_INSIDE) {
        return false;
    }
    c->depth++;
    if (strcmp(name, "sklearn.compose.ColumnTransformer") == 0) {
        good = side_by_side(c, transformer, in, out);
    } else if (strcmp(name, "sklearn.pipeline.Pipeline") == 0) {
        good = one_by_one(c, transformer, in, out);
    } else if (strcmp(name, "sklearn.preprocessing.OneHotEncoder") == 0) {
        good = one_hot(c, transformer, in, out);
    } else if (strcmp(name, "sklearn.impute.SimpleImputer") == 0) {
        good = imputed(c, transformer, in, out);
    } else if (strcmp(name, "sklearn.preprocessing.OrdinalEncoder") == 0 || (cls != NULL && cls->family->keeps_width)) {
        *out = *in;
        good = true;
    }
    c->depth--;
    return good;
}

/* In the arena. false: it is not known what the transformer makes of them. */
static bool names_out(dp_ctx *ctx, dp_heap *heap, dp_id transformer, const dp_column_names *in, dp_column_names *out)
{
    struct columns c = {ctx, heap, 0};
    return of(&c, transformer, in, out);
}

bool dp_column_names_own(dp_ctx *ctx, dp_heap *heap, dp_id estimator, dp_column_names *out)
{
    *out = (dp_column_names){0};
    out->name = dp_texts_of(ctx, heap, dp_feature_names_of(heap, estimator), &out->n);
    return out->name != NULL && out->n <= MOST_NAMES;
}

bool dp_column_names_before(dp_ctx *ctx, dp_heap *heap, const dp_described *pipeline, const dp_described *step, dp_column_names *out)
{
    bool good = strstr(pipeline->name, "Pipeline") != NULL && pipeline->n_inside != 0
                && (dp_column_names_own(ctx, heap, pipeline->inside[0]->obj, out) || dp_column_names_own(ctx, heap, pipeline->obj, out));
    for (size_t i = 0; good && i < pipeline->n_inside && pipeline->inside[i] != step; i++) {
        const dp_column_names before = *out;
        good = names_out(ctx, heap, pipeline->inside[i]->obj, &before, out);
    }
    return good;
}
