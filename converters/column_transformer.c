/* ColumnTransformer: each transformer sees its columns, and what they answer stands side by side. Positions, names,
 * slices and masks become positions here; what a callable chose is kept in the fitted state. */
#include "converters/common/columns.h"
#include "graph/emit.h"

#include <inttypes.h>

struct part {
    const dp_model *model; /* NULL: the columns pass through */
    dp_column_set columns;
    double weight;         /* 1: none */
};

struct column_transformer {
    struct part *part;
    size_t n;
    uint64_t n_features;
    const dp_span *name; /* [n_features], or NULL */
};

/* The fitted columns: transformers_ holds what the user gave, which may be a callable; _columns what it chose. */
static dp_id columns_of(dp_state *s, size_t i, dp_id given)
{
    const dp_obj *o = dp_at(s->heap, dp_get(s, "_columns"));
    bool kept = o->kind == DP_K_LIST && i < o->len;
    return kept ? o->u.item[i] : given;
}

/* Since 1.0 the positions stand once more under the name, and those are what rows are cut by. */
static void check_positions(dp_state *s, dp_id name, const dp_column_set *columns, const char *path)
{
    dp_id told = dp_of_transformer(s, "_transformer_to_input_indices", name);
    if (told == 0) {
        return;
    }
    dp_nums own = dp_nums_of(s, told, "_transformer_to_input_indices", 1);
    bool same = !s->failed && own.count == columns->n;
    for (uint64_t k = 0; same && k < own.count; k++) {
        same = own.v[k] == (double)columns->index[k];
    }
    if (!same) {
        dp_corrupt(s, "%s: expected the columns of _transformer_to_input_indices, found others", path);
    }
}

/* (name, transformer, columns) */
static void read_part(dp_state *s, struct column_transformer *m, dp_id entry, size_t i)
{
    size_t n = 0;
    const char *path = dp_take_printf(s->ctx, "transformers_[%zu]", i);
    const dp_id *item = dp_items_of(s, entry, path, &n);
    if (!s->failed && n != 3) {
        dp_corrupt(s, "%s: expected name, transformer and columns, found %zu things", path, n);
    }
    if (s->failed || dp_obj_is(s->heap, item[1], "drop")) {
        return;
    }
    struct part *part = &m->part[m->n];
    bool remainder = dp_obj_is(s->heap, item[0], "remainder");
    part->columns = dp_columns_read(s, remainder ? item[2] : columns_of(s, i, item[2]), path, m->name, m->n_features);
    part->weight = dp_transformer_weight(s, item[0]);
    if (!s->failed) {
        check_positions(s, item[0], &part->columns, path);
    }
    if (s->failed || part->columns.n == 0) {
        return; /* a transformer of no columns is not fitted, and adds none */
    }
    if (!dp_obj_is(s->heap, item[1], "passthrough")) {
        part->model = dp_child(s, item[1], path);
    }
    m->n++;
}

/* 0.20 on Python 3 does not keep the names of its columns. Where every column is chosen by name, once, these are they: in
 * the order of their use, which nothing but a position would tell from the table's own. */
static void names_by_use(dp_state *s, struct column_transformer *m, const dp_id *entry, size_t n)
{
    dp_span *name = NULL;
    uint64_t count = 0;
    for (size_t i = 0; !s->failed && i < n; i++) {
        size_t parts = 0;
        const dp_id *part = dp_items_of(s, entry[i], "transformers_", &parts);
        const dp_obj *columns = dp_at(s->heap, parts == 3 ? part[2] : 0);
        for (uint32_t k = 0; columns->kind == DP_K_LIST && k < columns->len; k++) {
            dp_span text = dp_obj_bytes(s->heap, columns->u.item[k]);
            dp_span *slot = text.p != NULL ? dp_grow(s->ctx, &name, (size_t)count, sizeof *slot) : NULL;
            if (slot == NULL) {
                return;
            }
            *slot = text;
            count++;
        }
    }
    if (m->n_features == 0 || m->n_features == count) {
        m->n_features = count;
        m->name = name;
    }
}

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct column_transformer *m = ir;
    size_t n = 0;
    m->n_features = dp_state_n_features(s);
    const dp_id *entry = dp_items_of(s, dp_need(s, "transformers_"), "transformers_", &n);
    m->name = s->failed ? NULL : dp_state_feature_names(s, m->n_features);
    if (m->name == NULL && !s->failed) {
        names_by_use(s, m, entry, n);
    }
    m->part = dp_state_take(s, n != 0 ? n : 1, sizeof *m->part);
    for (size_t i = 0; i < n && !s->failed; i++) {
        read_part(s, m, entry[i], i);
    }
    if (!s->failed && m->n == 0) {
        dp_unsupported(s, "a ColumnTransformer that gives no columns");
    }
}

static dp_val emit_part(dp_graph *g, const struct part *part, const dp_ports *ports)
{
    dp_ports own;
    dp_port_select(g, ports, part->columns.index, part->columns.n, &own);
    dp_val v = part->model != NULL ? dp_emit_transform_of(g, part->model, &own) : dp_port_numbers(g, &own);
    v = dp_cast(g, v, DP_T_F64);
    return part->weight == 1.0 || g->failed ? v : dp_binary(g, DP_OP_MUL, v, dp_scalar(g, part->weight));
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct column_transformer *m = ir;
    dp_val *v = dp_graph_take(g, m->n, sizeof *v);
    for (size_t i = 0; i < m->n && !g->failed; i++) {
        v[i] = emit_part(g, &m->part[i], ports);
    }
    dp_answer(g, ports, DP_TRANSFORM, dp_concat(g, v, m->n, 1));
}

static uint64_t width(const void *ir)
{
    return ((const struct column_transformer *)ir)->n_features;
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    const struct column_transformer *m = ir;
    uses->by_name = true;
    for (uint64_t i = 0; m->name != NULL && i < n && n == m->n_features; i++) {
        uses->name[column[i]] = uses->name[column[i]] != NULL ? uses->name[column[i]] : &m->name[i];
    }
    for (size_t i = 0; i < m->n; i++) {
        const dp_column_set *set = &m->part[i].columns;
        uint64_t *own = dp_take(uses->ctx, (size_t)set->n, sizeof *own);
        uint64_t k = 0;
        while (own != NULL && k < set->n && set->index[k] < n) {
            own[k] = column[set->index[k]];
            k++;
        }
        if (k != set->n) {
            return; /* memory, or fewer columns than it was fitted on: emit says so */
        }
        dp_model_takes(m->part[i].model, own, k, uses);
    }
}

const dp_family dp_column_transformer = {"column_transformer", sizeof(struct column_transformer), NULL, resolve, emit, width,
                                         takes};
