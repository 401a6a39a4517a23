/* The plain form's steps back to LEAF_ROWS. A step is not interpreted: it is made anew from the names that the first one
 * uses, by the code that writes it, and must come out byte for byte the same. The arrays of nodes it goes through are
 * checked as every tree is. The result is the number of the node each row ends at; the file's own Gather and Cast make
 * rows of the table of that. */
#include "export/onnx_reader.h"

#include "export/onnx_write.h"

struct reading {
    dp_onnx_reader *r;
    const Onnx__NodeProto *node; /* the first */
    Onnx__NodeProto *const *nodes; /* it and those after it in the file */
    size_t n_nodes, used;
    dp_onnx_plain names;
    const uint8_t *feature, *threshold, *right, *missing, *root;
    uint64_t n, trees;
    int64_t levels;
    bool f64;
    uint64_t width;
};

static dp_rc foreign(const struct reading *s)
{
    return dp_onnx_foreign(s->r, s->node, "steps of another kind");
}

/* An initializer of this type, and of n values where that is not 0; its bytes. */
static const uint8_t *array(const struct reading *s, const char *name, int32_t type, size_t rank, uint64_t *n)
{
    const dp_onnx_thing *thing = dp_onnx_find(s->r, name);
    dp_shape shape;
    uint64_t count;
    if (thing == NULL || thing->tensor == NULL || thing->tensor->data_type != type
        || !dp_onnx_shape(thing->tensor, &shape, &count) || shape.rank != rank || count == 0 || (*n != 0 && *n != count)) {
        return NULL;
    }
    *n = count;
    return thing->tensor->raw_data.data;
}

static const Onnx__NodeProto *made_by(const struct reading *s, const char *name, const char *op, size_t inputs)
{
    const dp_onnx_thing *thing = dp_onnx_find(s->r, name);
    const Onnx__NodeProto *node = thing != NULL ? thing->start : NULL;
    return node != NULL && strcmp(node->op_type, op) == 0 && node->n_input == inputs ? node : NULL;
}

static bool one_int64(const struct reading *s, const char *name, size_t rank, int64_t *out)
{
    uint64_t n = 1;
    const uint8_t *bytes = array(s, name, DP_ONNX_INT64, rank, &n);
    if (bytes == NULL) {
        return false;
    }
    *out = (int64_t)dp_load64(bytes);
    return true;
}

/* Expand(roots, Concat(Slice(Shape(x), 0, 1), trees)): all roots for every row of x. */
static bool read_start(struct reading *s, const char *name, const char **x)
{
    int64_t from;
    int64_t to;
    int64_t trees;
    const Onnx__NodeProto *expand = made_by(s, name, "Expand", 2);
    const Onnx__NodeProto *concat = expand != NULL ? made_by(s, expand->input[1], "Concat", 2) : NULL;
    const Onnx__NodeProto *slice = concat != NULL ? made_by(s, concat->input[0], "Slice", 3) : NULL;
    const Onnx__NodeProto *shape = slice != NULL ? made_by(s, slice->input[0], "Shape", 1) : NULL;
    if (shape == NULL || expand->n_attribute != 0 || slice->n_attribute != 0 || shape->n_attribute != 0
        || concat->n_attribute != 1 || dp_onnx_int(concat, "axis", 1) != 0) {
        return false;
    }
    s->root = array(s, expand->input[0], DP_ONNX_INT32, 1, &s->trees);
    *x = shape->input[0];
    return s->root != NULL && one_int64(s, slice->input[1], 1, &from) && from == 0 && one_int64(s, slice->input[2], 1, &to)
           && to == 1 && one_int64(s, concat->input[1], 1, &trees) && trees == (int64_t)s->trees;
}

static const char *input_of(const struct reading *s, size_t node, const char *op, size_t i)
{
    const Onnx__NodeProto *n = node < s->n_nodes ? s->nodes[node] : NULL;
    bool is = n != NULL && n->op_type != NULL && strcmp(n->op_type, op) == 0 && i < n->n_input;
    return is ? n->input[i] : NULL;
}

/* The names that a step of ours would use: four operators down to the test, five more where NaN may go left. */
static bool read_names(struct reading *s)
{
    bool missing = input_of(s, 4, "Equal", 0) != NULL;
    size_t rest = missing ? 9 : 4;
    s->names.feature = input_of(s, 0, "Gather", 0);
    s->names.x = input_of(s, 1, "GatherElements", 0);
    s->names.threshold = input_of(s, 2, "Gather", 0);
    s->names.missing = missing ? input_of(s, 6, "Gather", 0) : NULL;
    s->names.one = input_of(s, rest, "Add", 1);
    s->names.right = input_of(s, rest + 1, "Gather", 0);
    return s->names.feature != NULL && s->names.x != NULL && s->names.threshold != NULL && s->names.one != NULL
           && s->names.right != NULL && (!missing || s->names.missing != NULL);
}

/* A writer that gives out the names that follow from the first step's first: PREFIXvNUMBER. */
static bool same_names(const struct reading *s, dp_onnx_writer *w)
{
    const char *name = s->node->n_output == 1 ? s->node->output[0] : "";
    size_t n = strlen(name);
    size_t digits = 0;
    while (digits < n && name[n - digits - 1] >= '0' && name[n - digits - 1] <= '9') {
        digits++;
    }
    if (digits == 0 || digits > 9 || digits == n || name[n - digits - 1] != 'v') {
        return false;
    }
    for (size_t i = n - digits; i < n; i++) {
        w->n_names = w->n_names * 10 + (uint32_t)(name[i] - '0');
    }
    w->prefix = dp_take_text(s->r->ctx, (dp_span){(const uint8_t *)name, n - digits - 1});
    w->names_nodes = s->node->name != NULL && s->node->name[0] != '\0';
    return w->prefix != NULL;
}

static bool same_node(dp_ctx *ctx, const Onnx__NodeProto *ours, const Onnx__NodeProto *theirs)
{
    size_t size = onnx__node_proto__get_packed_size(ours);
    uint8_t *bytes = onnx__node_proto__get_packed_size(theirs) == size ? dp_take_raw(ctx, size * 2, 1) : NULL;
    if (bytes == NULL) {
        return false;
    }
    onnx__node_proto__pack(ours, bytes);
    onnx__node_proto__pack(theirs, bytes + size);
    return memcmp(bytes, bytes + size, size) == 0;
}

/* Steps for as long as what follows looks up features of the nodes just reached; each as we would write it. */
static dp_rc check_steps(struct reading *s, const char **at)
{
    dp_onnx_writer w = {.ctx = s->r->ctx, .names_nodes = s->node->name != NULL && s->node->name[0] != '\0'};
    DP_TRY(same_names(s, &w) ? DP_OK : foreign(s));
    do {
        Onnx__GraphProto step = ONNX__GRAPH_PROTO__INIT;
        w.graph = &step;
        const char *down = dp_onnx_plain_level(&w, &s->names, *at);
        DP_TRY(w.failed ? dp_failed(s->r->ctx) : DP_OK);
        for (size_t i = 0; i < step.n_node; i++, s->used++) {
            if (s->used >= s->n_nodes || !same_node(s->r->ctx, step.node[i], s->nodes[s->used])) {
                return foreign(s);
            }
        }
        *at = down;
        s->levels++;
    } while (s->levels < DP_PLAIN_LEVELS && input_of(s, s->used, "Gather", 1) != NULL
             && strcmp(input_of(s, s->used, "Gather", 0), s->names.feature) == 0
             && strcmp(input_of(s, s->used, "Gather", 1), *at) == 0);
    return DP_OK;
}

static dp_rc read_arrays(struct reading *s, dp_val *x)
{
    const dp_onnx_thing *port = dp_onnx_find(s->r, s->names.x);
    const dp_value *value = dp_value_at(s->r->g, port != NULL ? port->v : 0);
    uint64_t one = 1;
    if (port == NULL || port->v == 0 || value->shape.rank != 2 || (value->type != DP_T_F64 && value->type != DP_T_F32)) {
        return dp_onnx_corrupt(s->r, s->node, "expected rows of floats");
    }
    *x = port->v;
    s->width = value->shape.dim[1];
    s->f64 = value->type == DP_T_F64;
    s->feature = array(s, s->names.feature, DP_ONNX_INT32, 1, &s->n);
    s->right = array(s, s->names.right, DP_ONNX_INT32, 1, &s->n);
    s->threshold = array(s, s->names.threshold, s->f64 ? DP_ONNX_DOUBLE : DP_ONNX_FLOAT, 1, &s->n);
    s->missing = s->names.missing != NULL ? array(s, s->names.missing, DP_ONNX_BOOL, 1, &s->n) : NULL;
    const uint8_t *step = array(s, s->names.one, DP_ONNX_INT32, 0, &one);
    if (s->feature == NULL || s->right == NULL || s->threshold == NULL || step == NULL || dp_load32(step) != 1
        || (s->names.missing != NULL && s->missing == NULL) || s->n > INT32_MAX) {
        return dp_onnx_corrupt(s->r, s->node, "the arrays of its nodes do not fit");
    }
    return DP_OK;
}

static double threshold_at(const struct reading *s, uint64_t i)
{
    float f;
    if (s->f64) {
        return dp_loadf64(s->threshold + i * 8);
    }
    memcpy(&f, s->threshold + i * 4, sizeof f);
    return (double)f;
}

/* Node i: an inner one, or a leaf. */
static dp_rc read_flat(const struct reading *s, uint64_t i, uint64_t from, uint64_t to, dp_onnx_flat *node)
{
    double threshold = threshold_at(s, i);
    int32_t right = (int32_t)dp_load32(s->right + i * 4);
    int32_t feature = (int32_t)dp_load32(s->feature + i * 4);
    uint32_t missing = s->missing != NULL && s->missing[i] != 0;
    if (feature < 0 || (uint64_t)feature >= s->width) {
        return dp_onnx_corrupt(s->r, s->node, "a node with a feature that is not there");
    }
    if (threshold != threshold && right == (int32_t)i && missing == 0) {
        *node = (dp_onnx_flat){-1, -1, 0, 0, 0.0};
        return DP_OK;
    }
    if (threshold != threshold || right <= (int32_t)i + 1 || (uint64_t)right >= to) {
        return dp_onnx_corrupt(s->r, s->node, "a node whose children are not behind it in its tree");
    }
    *node = (dp_onnx_flat){(int32_t)(i + 1 - from), (int32_t)((uint64_t)right - from), feature, missing, threshold};
    return DP_OK;
}

/* Nodes [from, to) as a tree in preorder: after a leaf comes the right side of the last node that waits for one. */
static dp_rc read_tree(const struct reading *s, uint64_t from, uint64_t to, dp_onnx_flat *node, uint32_t *row, uint32_t *open)
{
    size_t top = 0;
    for (uint64_t i = from; i < to; i++) {
        DP_TRY(read_flat(s, i, from, to, &node[i]));
        row[i] = node[i].left < 0 ? (uint32_t)i : DP_NO_ROW;
        if (node[i].left >= 0) {
            open[top++] = (uint32_t)i;
            continue;
        }
        bool last = top == 0;
        if (last ? i + 1 != to : (uint64_t)node[open[--top]].right != i + 1 - from) {
            return dp_onnx_corrupt(s->r, s->node, "nodes out of order");
        }
    }
    return top == 0 ? DP_OK : dp_onnx_corrupt(s->r, s->node, "a node without its right side");
}

/* Levels below the root; children come behind their parents. */
static uint32_t depth_of(const dp_onnx_flat *node, uint32_t n, uint32_t *level)
{
    uint32_t most = 0;
    level[0] = 0;
    for (uint32_t i = 0; i < n; i++) {
        most = level[i] > most ? level[i] : most;
        if (node[i].left >= 0) {
            level[node[i].left] = level[node[i].right] = level[i] + 1;
        }
    }
    return most;
}

static dp_rc read_forest(struct reading *s, dp_forest *forest)
{
    dp_onnx_flat *node = dp_take_raw(s->r->ctx, s->n, sizeof *node);
    uint32_t *row = dp_take_raw(s->r->ctx, s->n, sizeof *row);
    uint32_t *scratch = dp_take_raw(s->r->ctx, s->n, sizeof *scratch);
    dp_tree *tree = dp_take(s->r->ctx, s->trees, sizeof *tree);
    if (node == NULL || row == NULL || scratch == NULL || tree == NULL) {
        return dp_failed(s->r->ctx);
    }
    *forest = (dp_forest){.n_trees = s->trees, .tree = tree, .n_features = s->width, .n_rows = (uint32_t)s->n};
    for (uint64_t t = 0; t < s->trees; t++) {
        int64_t from = (int32_t)dp_load32(s->root + t * 4);
        int64_t to = t + 1 < s->trees ? (int32_t)dp_load32(s->root + t * 4 + 4) : (int64_t)s->n;
        if (from < 0 || to <= from || to > (int64_t)s->n || (t == 0 && from != 0)) {
            return dp_onnx_corrupt(s->r, s->node, "the roots of its trees are not in order");
        }
        DP_TRY(read_tree(s, (uint64_t)from, (uint64_t)to, node, row, scratch));
        tree[t] = (dp_tree){.node = (const uint8_t *)(node + from), .n = (uint32_t)(to - from), .at = dp_onnx_flat_layout,
                            .row = row + from};
        if ((int64_t)depth_of(node + from, tree[t].n, scratch) > s->levels) {
            return dp_onnx_corrupt(s->r, s->node, "fewer steps than its trees have levels");
        }
        dp_forest_count(forest, &tree[t]);
    }
    return DP_OK;
}

bool dp_onnx_is_descent(const dp_onnx_reader *r, const Onnx__NodeProto *node)
{
    bool gather = node->op_type != NULL && strcmp(node->op_type, "Gather") == 0 && node->n_input == 2;
    const dp_onnx_thing *at = gather ? dp_onnx_find(r, node->input[1]) : NULL;
    return at != NULL && at->start != NULL;
}

dp_rc dp_onnx_read_descent(dp_onnx_reader *r, size_t first, dp_onnx_descent *out)
{
    struct reading s = {.r = r, .node = r->graph->node[first], .nodes = r->graph->node + first,
                        .n_nodes = r->graph->n_node - first};
    const char *at = s.node->input[1];
    const char *rows_of;
    dp_val x = 0;
    if (!read_start(&s, at, &rows_of) || !read_names(&s) || strcmp(rows_of, s.names.x) != 0) {
        return foreign(&s);
    }
    DP_TRY(check_steps(&s, &at));
    DP_TRY(read_arrays(&s, &x));
    dp_forest *forest = dp_take(r->ctx, 1, sizeof *forest);
    DP_TRY(forest == NULL ? dp_failed(r->ctx) : read_forest(&s, forest));
    *out = (dp_onnx_descent){s.used, at, dp_leaf_rows(r->g, x, forest)};
    return r->g->failed ? dp_failed(r->ctx) : DP_OK;
}
