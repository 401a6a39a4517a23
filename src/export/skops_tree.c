/* Trees as today's scikit-learn has them: its records of nodes, whatever layout the file has, and shares of each class where
 * the file has weights. skops hands both to compiled code, which follows children and features unseen: those that lead outside
 * make the file corrupt. */
#include "export/skops_writer.h"

#include "base/numpy_sum.h"

enum { RECORD = 64, N_FIELDS = 8, PIECE = 256 };

#define NAME(text) {(const uint8_t *)text, sizeof text - 1}
static const dp_dtype_field layout[N_FIELDS] = {
    {NAME("left_child"), 0, {.kind = 'i', .itemsize = 8}},
    {NAME("right_child"), 8, {.kind = 'i', .itemsize = 8}},
    {NAME("feature"), 16, {.kind = 'i', .itemsize = 8}},
    {NAME("threshold"), 24, {.kind = 'f', .itemsize = 8}},
    {NAME("impurity"), 32, {.kind = 'f', .itemsize = 8}},
    {NAME("n_node_samples"), 40, {.kind = 'i', .itemsize = 8}},
    {NAME("weighted_n_node_samples"), 48, {.kind = 'f', .itemsize = 8}},
    {NAME("missing_go_to_left"), 56, {.kind = 'u', .itemsize = 1}},
};
enum { LEFT, RIGHT, FEATURE, SAMPLES = 5, MISSING = 7 };

static const dp_dtype_field *field_of(const dp_dtype *type, const dp_dtype_field *wanted)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        bool fits = wanted->type.kind == 'f' ? type->fields[i].type.kind == 'f' : strchr("iub", type->fields[i].type.kind) != NULL;
        if (dp_span_equal(type->fields[i].name, wanted->name) && fits) {
            return &type->fields[i];
        }
    }
    return NULL;
}

static bool is_of_today(const dp_dtype *type)
{
    for (size_t i = 0; i < N_FIELDS; i++) {
        const dp_dtype_field *f = field_of(type, &layout[i]);
        if (f == NULL || f->offset != layout[i].offset || f->type.kind != layout[i].type.kind || f->type.swapped
            || f->type.itemsize != layout[i].type.itemsize) {
            return false;
        }
    }
    return type->itemsize == RECORD && type->n_fields == N_FIELDS;
}

/* All that was there before 1.3, which added where missing values go. */
static bool can_be_brought(const dp_dtype *type)
{
    for (size_t i = 0; i < MISSING; i++) {
        if (field_of(type, &layout[i]) == NULL) {
            return false;
        }
    }
    return true;
}

static dp_array one_of(const dp_array *nodes, const dp_dtype_field *f, uint64_t i)
{
    size_t at = (size_t)i * nodes->type.itemsize + f->offset;
    return (dp_array){.type = f->type, .count = 1, .data = dp_span_cut(nodes->data, at, f->type.itemsize)};
}

static int64_t whole(const dp_array *nodes, const dp_dtype_field *f, uint64_t i)
{
    dp_array one = one_of(nodes, f, i);
    return dp_array_i64(&one, 0);
}

/* Children stand behind their parent, and features among those that there are. */
static bool is_sound(const dp_array *nodes, int64_t n_features, uint64_t *at)
{
    const dp_dtype_field *left = field_of(&nodes->type, &layout[LEFT]);
    const dp_dtype_field *right = field_of(&nodes->type, &layout[RIGHT]);
    const dp_dtype_field *feature = field_of(&nodes->type, &layout[FEATURE]);
    for (uint64_t i = 0; i < nodes->count; i++) {
        int64_t a = whole(nodes, left, i);
        int64_t b = whole(nodes, right, i);
        int64_t c = whole(nodes, feature, i);
        bool inside = a > (int64_t)i && b > (int64_t)i && (uint64_t)a < nodes->count && (uint64_t)b < nodes->count;
        *at = i;
        if (a != -1 && (!inside || c < 0 || c >= n_features)) {
            return false;
        }
    }
    return nodes->count != 0;
}

/* Of the deepest node, as text; children stand behind their parents. */
static const char *depth_of(dp_skops *s, const dp_array *nodes)
{
    const dp_dtype_field *left = field_of(&nodes->type, &layout[LEFT]);
    const dp_dtype_field *right = field_of(&nodes->type, &layout[RIGHT]);
    uint32_t *depth = dp_take(s->ctx, nodes->count, sizeof *depth);
    uint32_t most = 0;
    for (uint64_t i = 0; depth != NULL && i < nodes->count; i++) {
        most = depth[i] > most ? depth[i] : most;
        if (whole(nodes, left, i) != -1) {
            depth[whole(nodes, left, i)] = depth[i] + 1;
            depth[whole(nodes, right, i)] = depth[i] + 1;
        }
    }
    s->j.failed = s->j.failed || depth == NULL;
    return dp_take_printf(s->ctx, "%u", most);
}

void dp_skops_open_tree(dp_skops *s, const dp_skops_child *value, dp_skops_node *node)
{
    static const char *const parts[] = {"max_depth", "node_count", "nodes", "values"};
    enum { N_PARTS = sizeof parts / sizeof *parts, DEPTH = 0, NODES = 2, VALUES = 3 };
    dp_skops_child *child = dp_skops_children(s, N_PARTS);
    for (size_t i = 0; child != NULL && i < N_PARTS; i++) {
        child[i] = (dp_skops_child){.key = dp_span_of(parts[i]), .id = dp_obj_get(s->heap, value->id, parts[i])};
    }
    if (child == NULL) {
        return;
    }
    const dp_array *nodes = dp_array_of(s->heap, child[NODES].id);
    const dp_array *values = dp_array_of(s->heap, child[VALUES].id);
    if (nodes == NULL || values == NULL || nodes->ndim != 1 || values->ndim != 3 || values->type.kind != 'f'
        || values->type.itemsize != 8 || !can_be_brought(&nodes->type)) {
        dp_skops_refuse(s, value->id, "a tree whose arrays are not as scikit-learn has them");
        return;
    }
    uint64_t at = 0;
    if (!is_sound(nodes, value->n_features, &at)) {
        dp_skops_corrupt(s, value->id, "node %llu leads outside the tree", (unsigned long long)at);
        return;
    }
    if (child[DEPTH].id == 0) { /* 0.17 did not keep it */
        child[DEPTH].form = DP_SKOPS_GRAMMAR;
        child[DEPTH].text = depth_of(s, nodes);
    }
    child[NODES].form = is_of_today(&nodes->type) ? DP_SKOPS_ANY : DP_SKOPS_NODES;
    child[VALUES].form = value->weighed ? DP_SKOPS_SHARES : DP_SKOPS_ANY;
    dp_skops_open_members(s, child, N_PARTS, node);
}

/* ---- nodes ---- */

static void put_little(uint8_t *out, uint64_t bits)
{
    for (unsigned k = 0; k < 8; k++) {
        out[k] = (uint8_t)(bits >> 8 * k);
    }
}

/* Where nothing was missing in training, what is missing later goes to the child with more samples. */
static bool larger_left(const dp_array *nodes, const dp_dtype_field *const *f, uint64_t i)
{
    int64_t left = whole(nodes, f[LEFT], i);
    int64_t right = whole(nodes, f[RIGHT], i);
    if (left < 0 || right < 0 || (uint64_t)left >= nodes->count || (uint64_t)right >= nodes->count) {
        return false;
    }
    return whole(nodes, f[SAMPLES], (uint64_t)left) > whole(nodes, f[SAMPLES], (uint64_t)right);
}

static void bring(const dp_array *nodes, const dp_dtype_field *const *f, uint64_t i, uint8_t *out)
{
    memset(out, 0, RECORD);
    for (size_t k = 0; k < MISSING; k++) {
        dp_array one = one_of(nodes, f[k], i);
        uint64_t bits;
        if (layout[k].type.kind == 'f') {
            double v = dp_array_f64(&one, 0);
            memcpy(&bits, &v, sizeof bits);
        } else {
            bits = (uint64_t)dp_array_i64(&one, 0);
        }
        put_little(out + layout[k].offset, bits);
    }
    bool goes_left = f[MISSING] != NULL ? whole(nodes, f[MISSING], i) != 0 : larger_left(nodes, f, i);
    out[layout[MISSING].offset] = goes_left;
}

void dp_skops_put_records(dp_skops *s, dp_id id, dp_sink *sink)
{
    const dp_array *nodes = dp_array_of(s->heap, id);
    const dp_dtype_field *f[N_FIELDS];
    uint8_t piece[PIECE * RECORD];
    dp_array header = *nodes;
    header.type = (dp_dtype){.kind = 'V', .itemsize = RECORD, .fields = layout, .n_fields = N_FIELDS};
    header.data = (dp_span){NULL, 0};
    for (size_t k = 0; k < N_FIELDS; k++) {
        f[k] = field_of(&nodes->type, &layout[k]);
    }
    dp_skops_put_npy(s, id, &header, sink);
    for (uint64_t i = 0; i < nodes->count && sink->rc == DP_OK;) {
        size_t n = 0;
        for (; n < PIECE && i < nodes->count; n++, i++) {
            bring(nodes, f, i, piece + n * RECORD);
        }
        dp_put(sink, (dp_span){piece, n * RECORD});
    }
}

/* ---- values ---- */

/* As its predict_proba did until 1.3: each row by NumPy's sum of it, none where that is 0. */
void dp_skops_put_shares(dp_skops *s, dp_id id, dp_sink *sink)
{
    const dp_array *values = dp_array_of(s->heap, id);
    const double *v = dp_array_as_f64(s->heap, values);
    uint64_t classes = values->dim[2];
    double *row = dp_take(s->ctx, classes, sizeof *row);
    if (v == NULL || row == NULL) {
        s->j.failed = true;
        return;
    }
    dp_array header = *values;
    header.type = (dp_dtype){.kind = 'f', .itemsize = 8};
    header.fortran = false;
    header.data = (dp_span){NULL, 0};
    dp_skops_put_npy(s, id, &header, sink);
    for (uint64_t at = 0; at < values->count && sink->rc == DP_OK; at += classes) {
        double sum = dp_numpy_sum(v + at, classes);
        for (uint64_t k = 0; k < classes; k++) {
            double share = sum != 0 ? v[at + k] / sum : v[at + k];
            uint64_t bits;
            memcpy(&bits, &share, sizeof bits);
            put_little((uint8_t *)row + k * 8, bits);
        }
        dp_put(sink, (dp_span){(const uint8_t *)row, classes * 8});
    }
}
