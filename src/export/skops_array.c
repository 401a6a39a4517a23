/* Nodes of arrays: one of numbers is a file of NumPy's own; one of objects is a list of nodes, of lists where it has several
 * axes. */
#include "export/skops_writer.h"

#include <stdio.h>

void dp_skops_attach(dp_skops *s, unsigned file, dp_id id)
{
    char name[DP_SKOPS_NAME];
    dp_skops_name(name, file, id);
    s->met[id] |= (uint8_t)file;
    dp_json_key(&s->j, DP_LIT("file"));
    dp_json_string(&s->j, dp_span_of(name));
}

static void put_numbers(dp_skops *s, dp_id id, const char *class, unsigned file, dp_id of)
{
    dp_skops_head(s, id, "numpy", class, "NdArrayNode");
    dp_json_key(&s->j, DP_LIT("type"));
    dp_json_string(&s->j, DP_LIT("numpy"));
    dp_skops_attach(s, file, of);
    dp_json_close(&s->j, '}');
}

/* NumPy's own types, by kind and size. */
static const char *scalar_class(dp_ctx *ctx, const dp_dtype *type)
{
    switch (type->kind) {
    case 'b': return "bool";
    case 'i': return dp_take_printf(ctx, "int%u", type->itemsize * 8);
    case 'u': return dp_take_printf(ctx, "uint%u", type->itemsize * 8);
    case 'f': return dp_take_printf(ctx, "float%u", type->itemsize * 8);
    case 'c': return dp_take_printf(ctx, "complex%u", type->itemsize * 8);
    case 'U': return "str_";
    case 'S': return "bytes_";
    case 'M': return "datetime64";
    case 'm': return "timedelta64";
    default: return NULL;
    }
}

void dp_skops_scalar(dp_skops *s, dp_id id)
{
    const dp_array *a = dp_at(s->heap, id)->u.value;
    const char *class = scalar_class(s->ctx, &a->type);
    if (class == NULL) {
        dp_skops_refuse(s, id, "skops has no form for %s", dp_obj_describe(s->heap, id));
    } else {
        put_numbers(s, id, class, DP_SKOPS_NUMBERS, id);
    }
}

/* ---- objects ---- */

static void put_shape(dp_skops *s, const uint64_t *dim, unsigned ndim)
{
    dp_json_key(&s->j, DP_LIT("shape"));
    dp_skops_head(s, 0, "builtins", "tuple", "TupleNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    for (unsigned k = 0; k < ndim; k++) {
        char text[24];
        snprintf(text, sizeof text, "%llu", (unsigned long long)dim[k]);
        dp_skops_json(s, dp_span_of(text));
    }
    dp_json_close(&s->j, ']');
    dp_json_close(&s->j, '}');
}

/* Items of the last axis are objects, those before it lists. What NumPy would take for one more axis is refused. */
static void fill_rows(dp_skops *s, const dp_array *a, const dp_skops_child *value, dp_skops_child *child, uint64_t n)
{
    uint64_t step = 1;
    for (unsigned k = value->axis + 1; k < a->ndim; k++) {
        step *= a->dim[k];
    }
    for (uint64_t i = 0; i < n; i++) {
        if (value->axis + 1U < a->ndim) {
            child[i] = (dp_skops_child){.id = value->id, .form = DP_SKOPS_ROWS, .axis = value->axis + 1,
                                        .from = value->from + i * step};
            continue;
        }
        child[i].id = a->item[value->from + i];
        dp_kind kind = dp_kind_of(s->heap, child[i].id);
        if (a->ndim > 1 && (kind == DP_K_LIST || kind == DP_K_TUPLE || kind == DP_K_ARRAY)) {
            dp_skops_refuse(s, value->id, "skops cannot hold lists in an array of %u axes", a->ndim);
        }
    }
}

static void open_rows(dp_skops *s, const dp_skops_child *value, dp_skops_node *node)
{
    const dp_array *a = dp_at(s->heap, value->id)->u.value;
    if (a->ndim == 0) {
        dp_skops_refuse(s, value->id, "skops cannot hold an array of one object without axes");
        return;
    }
    uint64_t n = a->count != 0 ? a->dim[value->axis] : 0;
    dp_skops_child *child = dp_skops_children(s, n);
    if (child == NULL) {
        return;
    }
    fill_rows(s, a, value, child, n);
    if (value->axis == 0) {
        dp_skops_head(s, node->id, "numpy", "ndarray", "NdArrayNode");
        dp_json_key(&s->j, DP_LIT("type"));
        dp_json_string(&s->j, DP_LIT("json"));
        put_shape(s, a->dim, a->ndim);
    } else {
        dp_skops_head(s, 0, "builtins", "list", "ListNode");
    }
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    dp_skops_hold(node, child, n, "]}");
}

static void open_masked(dp_skops *s, dp_id id, dp_skops_node *node)
{
    dp_skops_child *child = dp_skops_children(s, 2);
    if (child == NULL) {
        return;
    }
    dp_skops_head(s, node->id, "numpy.ma", "MaskedArray", "MaskedArrayNode");
    child[0] = (dp_skops_child){.outer = "content", .key = DP_LIT("data"), .id = id, .form = DP_SKOPS_DATA};
    child[1] = (dp_skops_child){.key = DP_LIT("mask"), .closes = 1, .id = id, .form = DP_SKOPS_MASK};
    dp_skops_hold(node, child, 2, "}");
}

void dp_skops_open_array(dp_skops *s, const dp_skops_child *value, dp_skops_node *node)
{
    const dp_array *a = dp_at(s->heap, value->id)->u.value;
    if (value->form == DP_SKOPS_MASK) {
        put_numbers(s, 0, "ndarray", DP_SKOPS_MASKED, value->id);
    } else if (value->form == DP_SKOPS_NODES || value->form == DP_SKOPS_SHARES) {
        put_numbers(s, 0, "ndarray", value->form == DP_SKOPS_NODES ? DP_SKOPS_RECORDS : DP_SKOPS_SHARED, value->id);
    } else if (value->form == DP_SKOPS_ANY && a->mask.n != 0) {
        open_masked(s, value->id, node);
    } else if (a->type.kind == 'O') {
        open_rows(s, value, node);
    } else {
        put_numbers(s, node->id, "ndarray", DP_SKOPS_NUMBERS, value->id);
    }
}

/* An empty array of the type, as skops has it. */
void dp_skops_dtype(dp_skops *s, dp_id id)
{
    static const uint64_t none = 0;
    const dp_dtype *type = dp_at(s->heap, id)->u.value;
    dp_skops_head(s, id, "numpy", "dtype", "DTypeNode");
    dp_json_key(&s->j, DP_LIT("content"));
    if (type->kind != 'O') {
        put_numbers(s, 0, "ndarray", DP_SKOPS_TYPE, id);
    } else {
        dp_skops_head(s, 0, "numpy", "ndarray", "NdArrayNode");
        dp_json_key(&s->j, DP_LIT("type"));
        dp_json_string(&s->j, DP_LIT("json"));
        put_shape(s, &none, 1);
        dp_json_key(&s->j, DP_LIT("content"));
        dp_json_raw(&s->j, "[]");
        dp_json_close(&s->j, '}');
    }
    dp_json_close(&s->j, '}');
}
