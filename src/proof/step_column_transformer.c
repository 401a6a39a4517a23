/* ColumnTransformer: what each transformer makes of its columns, side by side. */
#include "proof/columns.h"
#include "proof/steps.h"

struct columns {
    dp_prover *p;
    dp_state *s;
    const dp_id *entry;  /* (name, transformer, columns) */
    size_t n;
    uint64_t n_features;
    const dp_span *names;
};

/* One of them; id 0: nothing comes of it. */
struct part {
    dp_id id;
    dp_src_columns columns;
    const char *path;
};

/* 0.20 may not keep the names. Where each column is chosen by name, once, they are those, in the order of their use. */
static bool names_by_use(struct columns *c)
{
    dp_span *names = NULL;
    size_t count = 0;
    for (size_t i = 0; i < c->n; i++) {
        size_t parts = 0;
        const dp_id *part = dp_items_of(c->s, c->entry[i], "transformers_", &parts);
        const dp_obj *list = dp_at(c->s->heap, parts == 3 ? part[2] : 0);
        for (uint32_t k = 0; list->kind == DP_K_LIST && k < list->len; k++) {
            dp_span text = dp_obj_bytes(c->s->heap, list->u.item[k]);
            dp_span *slot = text.p != NULL ? dp_grow(c->p->ctx, &names, count, sizeof *slot) : NULL;
            if (slot == NULL) {
                return true;
            }
            *slot = text;
            count++;
        }
    }
    if (c->n_features == 0 || c->n_features == count) {
        c->n_features = count;
        c->names = names;
    }
    return true;
}

static bool begin(struct columns *c, dp_prover *p, dp_state *s)
{
    *c = (struct columns){.p = p, .s = s};
    c->entry = dp_items_of(s, dp_need(s, "transformers_"), "transformers_", &c->n);
    c->n_features = dp_state_n_features(s);
    c->names = s->failed ? NULL : dp_state_feature_names(s, c->n_features);
    return !s->failed && (c->names != NULL || names_by_use(c));
}

/* What a callable chose is in _columns; the remainder's columns are only in transformers_. */
static dp_id columns_of(const struct columns *c, size_t i, const dp_id *item)
{
    const dp_obj *fitted = dp_at(c->s->heap, dp_get(c->s, "_columns"));
    bool there = fitted->kind == DP_K_LIST && i < fitted->len && !dp_obj_is(c->s->heap, item[0], "remainder");
    return there ? fitted->u.item[i] : item[2];
}

static bool read_part(struct columns *c, size_t i, struct part *out)
{
    size_t n = 0;
    *out = (struct part){.path = dp_take_printf(c->p->ctx, "transformers_[%zu]", i)};
    const dp_id *item = dp_items_of(c->s, c->entry[i], out->path, &n);
    if (c->s->failed || n != 3) {
        return dp_refute(c->p, "%s: no name, transformer and columns", out->path);
    }
    if (dp_obj_is(c->s->heap, item[1], "drop")) {
        return true;
    }
    if (!dp_src_columns_read(c->p, c->s, columns_of(c, i, item), c->names, c->n_features, &out->columns)) {
        return false;
    }
    out->id = out->columns.n != 0 ? item[1] : 0;
    return true;
}

static bool passes(const struct columns *c, dp_id id)
{
    return dp_obj_is(c->s->heap, id, "passthrough");
}

bool dp_covers_column_transformer(dp_prover *p, dp_state *s)
{
    struct columns c;
    dp_id weights = dp_get(s, "transformer_weights");
    if (weights != 0 && dp_kind_of(s->heap, weights) != DP_K_NONE) {
        return dp_leave_open(p, "a ColumnTransformer that weighs");
    }
    if (!begin(&c, p, s)) {
        return dp_refute(p, "transformers_: there are none");
    }
    for (size_t i = 0; i < c.n; i++) {
        struct part part;
        if (!read_part(&c, i, &part)
            || (part.id != 0 && !passes(&c, part.id) && !dp_step_covered(p, s, part.id, part.path))) {
            return false;
        }
    }
    return true;
}

static bool part_makes(const struct columns *c, const struct part *part, uint64_t *n, dp_span name)
{
    dp_prover *p = c->p;
    dp_front columns = {.of = p->front, .column = part->columns.place, .n = part->columns.n, .among = c->n_features};
    p->front = &columns;
    bool good = passes(c, part->id) ? dp_is_table(p, n, name) : dp_step_makes(p, c->s, part->id, part->path, n, name);
    p->front = columns.of;
    return good;
}

bool dp_makes_column_transformer(dp_prover *p, dp_state *s, uint64_t *n, dp_span name)
{
    struct columns c;
    struct part part;
    size_t parts = 0;
    uint64_t width = 0;
    const dp_span *in = &name;
    if (!begin(&c, p, s) || !dp_input_opens(p, c.n_features, c.names)) {
        return dp_refute(p, "transformers_: there are none");
    }
    for (size_t i = 0; i < c.n; i++) {
        parts += read_part(&c, i, &part) && part.id != 0;
    }
    bool good = parts == 1 || dp_is_concat(p, name, 1, parts, &in);
    for (size_t i = 0, at = 0; good && i < c.n; i++) {
        uint64_t each = 0;
        good = read_part(&c, i, &part) && (part.id == 0 || part_makes(&c, &part, &each, in[at++]));
        width += each;
    }
    return good && dp_is_width(p, n, width);
}
