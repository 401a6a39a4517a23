/* Files that were altered in one place. Each must be refuted, or be the same file but for what has no effect:
 *
 *   - who made it, the names of the graph and its nodes and of what they give that nobody uses, metadata that tells only
 *     where the model came from;
 *   - the sign of a threshold 0 and the bits of a leaf's NaN, which decide no comparison;
 *   - which of two equal constants is used;
 *   - the order of nodes, as long as each stands behind what it uses (the proof refuses others);
 *   - of models that begin with logarithms, the last place of such a number (proof/near.h).
 *
 * Whether that is all is shown without the proof: both files, with just this taken away (plain), must be equal byte for
 * byte. DEPICKLE_MUTATIONS says how many alterations each file of each model suffers (12: about 9,600 in all). */
#include "unit/proof/cases.h"

#include <criterion/criterion.h>
#include <math.h>
#include <onnx.pb-c.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed;

static uint64_t any(uint64_t n) /* 0 … n - 1 */
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return n != 0 ? (seed >> 33) % n : 0;
}

static char *text(const char *s)
{
    return strdup(s);
}

static void flip(uint8_t *p, size_t n)
{
    if (n != 0) {
        p[any(n)] ^= (uint8_t)(1u << any(8));
    }
}

/* ---- alterations: false where there is nothing of the kind ---- */

static bool alter_constant(Onnx__ModelProto *m)
{
    Onnx__GraphProto *g = m->graph;
    Onnx__TensorProto *t = g->n_initializer != 0 ? g->initializer[any(g->n_initializer)] : NULL;
    if (t == NULL) {
        return false;
    }
    if (t->n_string_data != 0) {
        ProtobufCBinaryData *s = &t->string_data[any(t->n_string_data)];
        flip(s->data, s->len);
        return s->len != 0;
    }
    flip(t->raw_data.data, t->raw_data.len);
    return t->raw_data.len != 0;
}

/* One of the packed numbers becomes another: the next, the one before, or any. */
static void alter_ints(ProtobufCBinaryData *b)
{
    size_t n = 0, k;
    for (size_t i = 0; i < b->len; i++) {
        n += b->data[i] < 0x80;
    }
    uint64_t *v = calloc(n + 1, sizeof *v);
    for (size_t i = 0, at = 0, shift = 0; i < b->len; i++) {
        v[at] |= (uint64_t)(b->data[i] & 0x7f) << shift;
        shift += 7;
        if (b->data[i] < 0x80) {
            at++;
            shift = 0;
        }
    }
    k = any(n);
    v[k] = any(3) == 0 ? v[k] + 1 : any(2) == 0 && v[k] != 0 ? v[k] - 1 : v[k] ^ (1 + any(7));
    uint8_t *to = malloc(n * 10 + 1);
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t x = v[i];
        for (; x >= 0x80; x >>= 7) {
            to[length++] = (uint8_t)(x | 0x80);
        }
        to[length++] = (uint8_t)x;
    }
    free(v);
    free(b->data);
    *b = (ProtobufCBinaryData){length, to};
}

static void alter_real(uint8_t *p, size_t n)
{
    float f;
    uint8_t *at = p + any(n / 4) * 4;
    memcpy(&f, at, sizeof f);
    f = any(3) == 0 ? nextafterf(f, HUGE_VALF) : any(2) == 0 ? nextafterf(f, -HUGE_VALF) : -f;
    memcpy(at, &f, sizeof f);
}

static bool alter_mode(Onnx__AttributeProto *a)
{
    static const char *const modes[] = {"BRANCH_LEQ", "LEAF", "BRANCH_LT", "BRANCH_GTE", "BRANCH_EQ", "branch_leq"};
    ProtobufCBinaryData *s = &a->strings[any(a->n_strings)];
    const char *mode = modes[any(6)];
    if (s->len == strlen(mode) && memcmp(s->data, mode, s->len) == 0) {
        return false;
    }
    free(s->data);
    *s = (ProtobufCBinaryData){strlen(mode), (uint8_t *)text(mode)};
    return true;
}

static bool alter_value(Onnx__AttributeProto *a)
{
    if (a->has_i) {
        a->i = any(2) != 0 ? a->i + 1 : a->i - 1;
    } else if (a->has_ints && a->ints.len != 0) {
        alter_ints(&a->ints);
    } else if (a->has_floats && a->floats.len != 0) {
        alter_real(a->floats.data, a->floats.len);
    } else if (a->n_strings != 0) {
        return alter_mode(a);
    } else if (a->t != NULL && a->t->raw_data.len != 0) {
        if (a->t->data_type == 1) {
            alter_real(a->t->raw_data.data, a->t->raw_data.len);
        } else {
            flip(a->t->raw_data.data, a->t->raw_data.len);
        }
    } else {
        return false;
    }
    return true;
}

static bool alter_attribute(Onnx__ModelProto *m)
{
    Onnx__NodeProto *node = m->graph->node[any(m->graph->n_node)];
    if (node->n_attribute == 0) {
        return false;
    }
    Onnx__AttributeProto *a = node->attribute[any(node->n_attribute)];
    switch (any(10)) {
    case 0: /* another name */
        flip((uint8_t *)a->name, strlen(a->name));
        return a->name[0] != '\0';
    case 1: /* one less */
        onnx__attribute_proto__free_unpacked(a, NULL);
        for (size_t i = 0; i < node->n_attribute; i++) {
            if (node->attribute[i] == a) {
                node->attribute[i] = node->attribute[node->n_attribute - 1];
            }
        }
        node->n_attribute--;
        return true;
    default:
        return alter_value(a);
    }
}

/* The tree operator is where the numbers are. */
static bool alter_tree(Onnx__ModelProto *m)
{
    for (size_t tries = 0; tries < 8; tries++) {
        Onnx__NodeProto *node = m->graph->node[any(m->graph->n_node)];
        if (strncmp(node->op_type, "TreeEnsemble", 12) == 0) {
            return alter_value(node->attribute[any(node->n_attribute)]);
        }
    }
    return false;
}

/* A category: its text, its number, or its place. */
static bool alter_category(Onnx__ModelProto *m)
{
    for (size_t tries = 0; tries < 16; tries++) {
        Onnx__NodeProto *node = m->graph->node[any(m->graph->n_node)];
        if (strcmp(node->op_type, "LabelEncoder") != 0) {
            continue;
        }
        Onnx__AttributeProto *a = node->attribute[any(node->n_attribute)];
        if (a->n_strings == 0) {
            return alter_value(a);
        }
        ProtobufCBinaryData *one = &a->strings[any(a->n_strings)];
        ProtobufCBinaryData *other = &a->strings[any(a->n_strings)];
        if (one == other) {
            flip(one->data, one->len);
            return one->len != 0;
        }
        ProtobufCBinaryData kept = *one;
        *one = *other;
        *other = kept;
        return true;
    }
    return false;
}

static bool alter_operand(Onnx__ModelProto *m)
{
    Onnx__GraphProto *g = m->graph;
    Onnx__NodeProto *node = g->node[any(g->n_node)];
    const char *other = g->n_initializer != 0 && any(2) != 0 ? g->initializer[any(g->n_initializer)]->name
                                                            : g->node[any(g->n_node)]->output[0];
    char **at = &node->input[any(node->n_input)];
    if (strcmp(*at, other) == 0) {
        return false;
    }
    free(*at);
    *at = text(other);
    return true;
}

static bool alter_operator(Onnx__ModelProto *m)
{
    static const char *const ops[] = {"Add", "Sub", "Mul", "Div", "Max", "Exp", "Log", "Neg", "Identity", "Less", "Greater",
                                      "LessOrEqual", "ArgMin", "ReduceMax", "Sigmoid", "And", "Or", "Floor", "Scatter"};
    Onnx__NodeProto *node = m->graph->node[any(m->graph->n_node)];
    const char *op = ops[any(sizeof ops / sizeof *ops)];
    if (strcmp(node->op_type, op) == 0) {
        return false;
    }
    free(node->op_type);
    node->op_type = text(op);
    return true;
}

static bool alter_port(Onnx__ModelProto *m)
{
    Onnx__GraphProto *g = m->graph;
    Onnx__ValueInfoProto *port = any(2) != 0 ? g->output[any(g->n_output)] : g->input[any(g->n_input)];
    Onnx__TypeProto__Tensor *t = port->type->tensor_type;
    Onnx__TensorShapeProto__Dimension *d = t->shape->dim[any(t->shape->n_dim)];
    switch (any(3)) {
    case 0:
        flip((uint8_t *)port->name, strlen(port->name));
        return true;
    case 1:
        t->elem_type = t->elem_type == 1 ? 11 : 1;
        return true;
    default:
        if (d->value_case != ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE) {
            return false;
        }
        d->dim_value += any(2) != 0 ? 1 : -1;
        return true;
    }
}

static bool alter_version(Onnx__ModelProto *m)
{
    if (any(2) != 0) {
        m->ir_version += any(2) != 0 ? 1 : -1;
    } else {
        m->opset_import[any(m->n_opset_import)]->version += any(2) != 0 ? 1 : -1;
    }
    return true;
}

static bool alter_metadata(Onnx__ModelProto *m)
{
    Onnx__StringStringEntryProto *e = m->metadata_props[any(m->n_metadata_props)];
    char *what = any(4) == 0 ? e->key : e->value;
    flip((uint8_t *)what, strlen(what));
    return what[0] != '\0';
}

static bool alter_nodes(Onnx__ModelProto *m)
{
    Onnx__GraphProto *g = m->graph;
    size_t i = any(g->n_node);
    size_t k = any(g->n_node);
    Onnx__NodeProto *node = g->node[i];
    if (any(2) != 0) { /* two change places */
        g->node[i] = g->node[k];
        g->node[k] = node;
        return i != k;
    }
    onnx__node_proto__free_unpacked(node, NULL);
    memmove(&g->node[i], &g->node[i + 1], (g->n_node - i - 1) * sizeof *g->node);
    g->n_node--;
    return true;
}

/* ---- the same but for what has no effect ---- */

static bool is_checked(const char *key)
{
    static const char *const keys[] = {"class", "sklearn_version", "n_features", "feature_names", "classes", "class_type",
                                       "class_dtypes", "methods", "answering_class", "predicts_column", "target", "requires", "source_path"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i], key) == 0) {
            return true;
        }
    }
    return false;
}

static void plain_reals(uint8_t *p, size_t n)
{
    for (size_t i = 0; i + 4 <= n; i += 4) {
        float f;
        memcpy(&f, p + i, sizeof f);
        f = f != f ? NAN : f == 0 ? 0.0F : f;
        memcpy(p + i, &f, sizeof f);
    }
}

static bool is_splits(const char *name)
{
    return strcmp(name, "nodes_values") == 0 || strcmp(name, "nodes_splits") == 0;
}

static int by_output(const void *a, const void *b)
{
    const Onnx__NodeProto *x = *(Onnx__NodeProto *const *)a;
    const Onnx__NodeProto *y = *(Onnx__NodeProto *const *)b;
    return x->n_output != 0 && y->n_output != 0 ? strcmp(x->output[0], y->output[0]) : 0;
}

static bool same_tensor(Onnx__TensorProto *a, Onnx__TensorProto *b)
{
    char *names[] = {a->name, b->name};
    a->name = b->name = NULL;
    size_t n = onnx__tensor_proto__get_packed_size(a);
    bool same = n == onnx__tensor_proto__get_packed_size(b);
    uint8_t *p = malloc(2 * n + 1);
    if (same) {
        onnx__tensor_proto__pack(a, p);
        onnx__tensor_proto__pack(b, p + n);
        same = memcmp(p, p + n, n) == 0;
    }
    free(p);
    a->name = names[0];
    b->name = names[1];
    return same;
}

/* Of equal constants the first is used. */
static void plain_doubles(uint8_t *p, size_t n, bool zero)
{
    for (size_t i = 0; i + 8 <= n; i += 8) {
        double f;
        memcpy(&f, p + i, sizeof f);
        f = f != f ? NAN : zero && f == 0 ? 0.0 : f;
        memcpy(p + i, &f, sizeof f);
    }
}

/* The bits of a NaN have no effect, nor has the sign of a threshold's zero. */
static void plain_constant(Onnx__TensorProto *t)
{
    bool threshold = t->name != NULL && strncmp(t->name, "_threshold", 10) == 0;
    if (t->data_type == 1) { /* float32: only the steps' thresholds are */
        plain_reals(t->raw_data.data, t->raw_data.len);
    } else if (t->data_type == 11) {
        plain_doubles(t->raw_data.data, t->raw_data.len, threshold);
    }
}

static void plain_attribute(Onnx__AttributeProto *a)
{
    plain_reals(a->floats.data, a->floats.len);
    if (a->t != NULL && a->t->data_type == 11) {
        plain_doubles(a->t->raw_data.data, a->t->raw_data.len, true);
    } else if (a->t != NULL) {
        plain_reals(a->t->raw_data.data, a->t->raw_data.len);
    }
}

static void plain_operands(Onnx__GraphProto *g)
{
    for (size_t i = 0; i < g->n_node; i++) {
        for (size_t k = 0; k < g->node[i]->n_input; k++) {
            size_t t = 0;
            while (t < g->n_initializer && strcmp(g->initializer[t]->name, g->node[i]->input[k]) != 0) {
                t++;
            }
            for (size_t first = 0; t < g->n_initializer && first < t; first++) {
                if (same_tensor(g->initializer[first], g->initializer[t])) {
                    free(g->node[i]->input[k]);
                    g->node[i]->input[k] = text(g->initializer[first]->name);
                    break;
                }
            }
        }
    }
}

static bool is_used(const Onnx__GraphProto *g, const char *name)
{
    bool used = false;
    for (size_t i = 0; i < g->n_output; i++) {
        used = used || strcmp(g->output[i]->name, name) == 0;
    }
    for (size_t i = 0; i < g->n_node; i++) {
        for (size_t k = 0; k < g->node[i]->n_input; k++) {
            used = used || strcmp(g->node[i]->input[k], name) == 0;
        }
    }
    return used;
}

/* TopK gives values and places, of which the places alone are used: how the others are called has no effect. */
static void plain_outputs(Onnx__GraphProto *g)
{
    for (size_t i = 0; i < g->n_node; i++) {
        Onnx__NodeProto *node = g->node[i];
        for (size_t k = 0; node->n_output > 1 && k < node->n_output; k++) {
            if (!is_used(g, node->output[k])) {
                free(node->output[k]);
                node->output[k] = text("");
            }
        }
    }
}

static void plain(Onnx__ModelProto *m)
{
    size_t kept = 0;
    free(m->producer_name);
    free(m->producer_version);
    m->producer_name = m->producer_version = NULL;
    if (m->graph == NULL) {
        return;
    }
    free(m->graph->name);
    m->graph->name = NULL;
    for (size_t i = 0; i < m->n_metadata_props; i++) {
        Onnx__StringStringEntryProto *e = m->metadata_props[i];
        if (e->key != NULL && is_checked(e->key)) {
            m->metadata_props[kept++] = e;
        } else {
            onnx__string_string_entry_proto__free_unpacked(e, NULL);
        }
    }
    m->n_metadata_props = kept;
    for (size_t i = 0; i < m->graph->n_initializer; i++) {
        plain_constant(m->graph->initializer[i]);
    }
    plain_operands(m->graph);
    plain_outputs(m->graph);
    qsort(m->graph->node, m->graph->n_node, sizeof *m->graph->node, by_output);
    for (size_t i = 0; i < m->graph->n_node; i++) {
        free(m->graph->node[i]->name);
        m->graph->node[i]->name = NULL;
        for (size_t k = 0; k < m->graph->node[i]->n_attribute; k++) {
            Onnx__AttributeProto *a = m->graph->node[i]->attribute[k];
            if (a->name != NULL && is_splits(a->name)) {
                plain_attribute(a);
            }
        }
    }
}

static dp_span pack(Onnx__ModelProto *m)
{
    size_t n = onnx__model_proto__get_packed_size(m);
    uint8_t *p = malloc(n + 1);
    onnx__model_proto__pack(m, p);
    return (dp_span){p, n};
}

static bool has_logarithms(const char *canonical)
{
    static const char *const names[] = {"AdaBoostClassifier", "Bagging", "CalibratedClassifierCV", "Chain", "GaussianNB",
                                        "GradientBoostingClassifier", "IsolationForest", "TransformedTarget",
                                        "Pipeline", "Stacking", "Voting", "xgboost"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strstr(canonical, names[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Numbers that differ by a few ulp, of themselves or of 1, become those of the first file. */
static void level(Onnx__TensorProto *a, Onnx__TensorProto *b)
{
    size_t width = a->data_type == 11 ? 8 : 4;
    double ulp = a->data_type == 11 ? 0x1p-52 : 0x1p-23;
    bool real = (a->data_type == 11 || a->data_type == 1) && b->data_type == a->data_type && a->raw_data.len == b->raw_data.len;
    for (size_t i = 0; real && i + width <= a->raw_data.len; i += width) {
        double v[2] = {0, 0};
        float f[2] = {0, 0};
        memcpy(width == 8 ? (void *)&v[0] : (void *)&f[0], a->raw_data.data + i, width);
        memcpy(width == 8 ? (void *)&v[1] : (void *)&f[1], b->raw_data.data + i, width);
        double one = v[0] + (double)f[0];
        if (fabs(one - v[1] - (double)f[1]) <= 16 * ulp * fmax(1, fabs(one))) {
            memcpy(b->raw_data.data + i, a->raw_data.data + i, width);
        }
    }
}

static void level_constants(Onnx__GraphProto *a, Onnx__GraphProto *b)
{
    for (size_t i = 0; i < a->n_initializer && i < b->n_initializer; i++) {
        level(a->initializer[i], b->initializer[i]);
    }
}

static bool same_but_for_nothing(dp_span a, dp_span b, bool logarithms)
{
    Onnx__ModelProto *x = onnx__model_proto__unpack(NULL, a.n, a.p);
    Onnx__ModelProto *y = onnx__model_proto__unpack(NULL, b.n, b.p);
    bool same = false;
    if (x != NULL && y != NULL) {
        if (logarithms && x->graph != NULL && y->graph != NULL) {
            level_constants(x->graph, y->graph);
        }
        plain(x);
        plain(y);
        dp_span p = pack(x);
        dp_span q = pack(y);
        same = dp_span_equal(p, q);
        free((void *)(uintptr_t)p.p);
        free((void *)(uintptr_t)q.p);
    }
    onnx__model_proto__free_unpacked(x, NULL);
    onnx__model_proto__free_unpacked(y, NULL);
    return same;
}

/* ---- the test ---- */

static const struct {
    const char *name;
    bool (*alter)(Onnx__ModelProto *m);
} kinds[] = {
    {"a number in a tree", alter_tree}, {"a number in a tree", alter_tree}, {"a number in a tree", alter_tree},
    {"a number in a tree", alter_tree}, {"a constant", alter_constant}, {"a constant", alter_constant},
    {"a constant", alter_constant}, {"a constant", alter_constant}, {"a category", alter_category},
    {"an attribute", alter_attribute},
    {"an operand", alter_operand}, {"an operator", alter_operator}, {"a port", alter_port}, {"a version", alter_version},
    {"metadata", alter_metadata}, {"nodes", alter_nodes}, {"a byte of the file", NULL},
};

struct tally {
    size_t altered, refuted, same, near;
    size_t of[sizeof kinds / sizeof *kinds]; /* altered, of each kind */
    size_t each;
};

static dp_span altered(dp_span bytes, size_t *kind)
{
    for (;;) {
        size_t k = any(sizeof kinds / sizeof *kinds);
        *kind = k;
        if (kinds[k].alter == NULL) {
            uint8_t *copy = malloc(bytes.n);
            memcpy(copy, bytes.p, bytes.n);
            flip(copy, bytes.n);
            return (dp_span){copy, bytes.n};
        }
        Onnx__ModelProto *m = onnx__model_proto__unpack(NULL, bytes.n, bytes.p);
        bool did = kinds[k].alter(m);
        dp_span out = did ? pack(m) : (dp_span){NULL, 0};
        onnx__model_proto__free_unpacked(m, NULL);
        if (did) {
            return out;
        }
    }
}

static void alter_all(proof_case *c, void *self)
{
    struct tally *t = self;
    dp_emit_options emit = {0};
    for (int target = DP_TARGET_ML5; target <= DP_TARGET_PLAIN; target++) {
        dp_span bytes = proof_write(c, (dp_target)target, &emit);
        for (size_t i = 0; bytes.p != NULL && i < t->each; i++) {
            size_t kind;
            dp_span other = altered(bytes, &kind);
            bool refuted = proof_of(c, other).verdict == DP_PROOF_FAILS;
            bool same = !refuted && same_but_for_nothing(bytes, other, false);
            bool near = !refuted && !same && has_logarithms(c->model->canonical) && same_but_for_nothing(bytes, other, true);
            size_t at = 0;
            while (at < bytes.n && at < other.n && bytes.p[at] == other.p[at]) {
                at++;
            }
            cr_expect(refuted || same || near, "%s, target %d, alteration %zu (%s, at %zu) is not caught", c->name, target, t->altered,
                      kinds[kind].name, at);
            t->altered++;
            t->of[kind]++;
            t->refuted += refuted;
            t->same += same;
            t->near += near;
            free((void *)(uintptr_t)other.p);
        }
        free((void *)(uintptr_t)bytes.p);
    }
}

Test(mutations, each_is_caught_or_has_no_effect)
{
    const char *each = getenv("DEPICKLE_MUTATIONS");
    const char *from = getenv("DEPICKLE_SEED");
    struct tally t = {.each = each != NULL ? strtoul(each, NULL, 10) : 12};
    seed = from != NULL ? strtoul(from, NULL, 10) : 1;
    proof_for_each(alter_all, &t);
    printf("mutations: %zu altered, %zu refuted, %zu the same but for what has no effect, %zu but for the last place of a logarithm\n",
           t.altered, t.refuted, t.same, t.near);
    cr_assert(t.altered >= 1000, "%zu alterations", t.altered);
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        cr_assert(t.of[k] >= (t.each < 100 ? 3 : 100), "%s: %zu alterations", kinds[k].name, t.of[k]);
    }
    cr_assert(t.same * 10 < t.altered, "%zu of %zu had no effect", t.same, t.altered);
    cr_assert(t.near * 200 < t.altered, "%zu of %zu differ in the last place of a logarithm", t.near, t.altered);
}
