#include "proof/onnx_form.h"

#include "base/ckd.h"

static bool fault(dp_onnx_form *f, const char *what)
{
    f->fault = f->fault != NULL ? f->fault : what;
    return false;
}

/* A thing more in a list; NULL when memory is out. */
static void *more(dp_onnx_form *f, void *list, size_t *n, size_t size)
{
    void *place = dp_grow(f->ctx, list, *n, size);
    if (place == NULL) {
        fault(f, "out of memory");
        return NULL;
    }
    ++*n;
    return memset(place, 0, size);
}

static bool add_span(dp_onnx_form *f, const dp_span **list, size_t *n, dp_span text)
{
    dp_span *place = more(f, (void *)list, n, sizeof *place);
    if (place != NULL) {
        *place = text;
    }
    return place != NULL;
}

/* Fields that may stand once: *seen remembers which did. */
static bool once(uint32_t *seen, uint32_t field)
{
    bool first = field < 32 && (*seen & 1U << field) == 0;
    *seen |= field < 32 ? 1U << field : 0;
    return first;
}

/* ---- tensors ---- */

static size_t item_size(uint64_t type)
{
    switch (type) {
    case DP_FORM_DOUBLE: case DP_FORM_INT64: return 8;
    case DP_FORM_FLOAT: case DP_FORM_INT32: return 4;
    case DP_FORM_UINT8: case DP_FORM_BOOL: return 1;
    default: return 0;
    }
}

static bool fits(const dp_form_tensor *t)
{
    size_t bytes;
    size_t size = item_size(t->type);
    if (t->type == DP_FORM_STRING) {
        return t->raw.p == NULL && t->n_string == t->count;
    }
    return size != 0 && t->n_string == 0 && dp_mul((size_t)t->count, size, &bytes) && bytes == t->raw.n;
}

bool dp_form_tensor_read(dp_onnx_form *f, dp_span message, dp_form_tensor *t)
{
    uint32_t seen = 0;
    size_t n_string = 0;
    dp_pb m = dp_pb_of(message);
    *t = (dp_form_tensor){.count = 1};
    while (dp_pb_next(&m)) {
        if (dp_pb_is(&m, 1, 0)) { /* dims */
            size_t count;
            if (t->rank == DP_FORM_MAX_RANK || !dp_mul((size_t)t->count, (size_t)m.number, &count)) {
                return fault(f, "a tensor of too many dimensions");
            }
            t->dim[t->rank++] = m.number;
            t->count = count;
        } else if (dp_pb_is(&m, 6, 2)) { /* string_data */
            if (!add_span(f, &t->string, &n_string, m.bytes)) {
                return false;
            }
        } else if (dp_pb_is(&m, 2, 0) && once(&seen, 2)) {
            t->type = m.number;
        } else if (dp_pb_is(&m, 8, 2) && once(&seen, 8)) {
            t->name = m.bytes;
        } else if (dp_pb_is(&m, 9, 2) && once(&seen, 9)) {
            t->raw = m.bytes;
        } else {
            return fault(f, "a tensor with a field that depickle never writes");
        }
    }
    t->n_string = n_string;
    return m.broken || !fits(t) ? fault(f, "a tensor whose type, shape and bytes do not fit") : true;
}

/* ---- nodes ---- */

static bool read_attr(dp_onnx_form *f, dp_span message, dp_form_attr *a)
{
    uint32_t seen = 0;
    uint32_t payload = 0; /* the one field of its value */
    dp_pb m = dp_pb_of(message);
    while (dp_pb_next(&m)) {
        bool repeated = dp_pb_is(&m, 9, 2);
        if (!repeated && !once(&seen, m.field)) {
            return fault(f, "an attribute with a field twice");
        }
        if (dp_pb_is(&m, 1, 2)) {
            a->name = m.bytes;
            continue;
        }
        if (dp_pb_is(&m, 20, 0)) {
            a->type = m.number;
            continue;
        }
        bool value = dp_pb_is(&m, 3, 0) || (m.wire == 2 && m.field >= 4 && m.field <= 9);
        if (!value || (payload != 0 && payload != m.field)) {
            return fault(f, "an attribute with a field that depickle never writes");
        }
        payload = m.field;
        a->i = m.number;
        a->bytes = repeated ? message : m.bytes;
        a->n_string += repeated;
    }
    static const uint8_t field_of[] = {[DP_FORM_INT_ATTR] = 3, [DP_FORM_STRING_ATTR] = 4, [DP_FORM_TENSOR_ATTR] = 5,
                                       [DP_FORM_FLOATS_ATTR] = 7, [DP_FORM_INTS_ATTR] = 8, [DP_FORM_STRINGS_ATTR] = 9};
    bool typed = a->type < sizeof field_of && field_of[a->type] == payload && payload != 0;
    return m.broken || !typed ? fault(f, "an attribute whose type and value do not fit") : true;
}

static bool read_node(dp_onnx_form *f, dp_span message, dp_form_node *node)
{
    uint32_t seen = 0;
    dp_form_attr *attrs = NULL;
    dp_pb m = dp_pb_of(message);
    while (dp_pb_next(&m)) {
        if (dp_pb_is(&m, 1, 2)) {
            if (!add_span(f, &node->in, &node->n_in, m.bytes)) {
                return false;
            }
        } else if (dp_pb_is(&m, 5, 2)) {
            dp_form_attr *a = more(f, &attrs, &node->n_attr, sizeof *a);
            if (a == NULL || !read_attr(f, m.bytes, a)) {
                return false;
            }
        } else if (dp_pb_is(&m, 2, 2) && node->first_out.n == 0) {
            node->first_out = node->out;
            node->out = m.bytes;
        } else if (dp_pb_is(&m, 4, 2) && once(&seen, 4)) {
            node->op = m.bytes;
        } else if (dp_pb_is(&m, 7, 2) && once(&seen, 7)) {
            node->domain = m.bytes;
        } else if (!(dp_pb_is(&m, 3, 2) && once(&seen, 3))) { /* a name of its own computes nothing */
            return fault(f, "a node with a field that depickle never writes");
        }
    }
    node->attr = attrs;
    bool two = node->first_out.n != 0;
    bool good = !m.broken && node->out.n != 0 && node->op.n != 0 && two == dp_span_is(node->op, "TopK");
    return good || fault(f, "a node without operator or output");
}

/* ---- ports ---- */

static bool read_dim(dp_onnx_form *f, dp_span message, dp_form_port *port)
{
    dp_pb m = dp_pb_of(message);
    bool one = dp_pb_next(&m);
    bool open = one && dp_pb_is(&m, 2, 2) && port->rank == 0 && dp_span_is(m.bytes, "N");
    bool told = one && dp_pb_is(&m, 1, 0) && m.number != 0;
    uint64_t n = told ? m.number : 0;
    if ((!open && !told) || dp_pb_next(&m) || m.broken || port->rank == DP_FORM_MAX_RANK) {
        return fault(f, "a port of a shape that depickle never writes");
    }
    port->batch = port->batch || open;
    port->dim[port->rank++] = n;
    return true;
}

/* TypeProto{tensor_type{elem_type, shape{dim…}}} */
static bool read_type(dp_onnx_form *f, dp_span message, dp_form_port *port)
{
    uint32_t seen = 0;
    dp_pb type = dp_pb_of(message);
    bool tensor = dp_pb_next(&type) && dp_pb_is(&type, 1, 2);
    dp_pb m = dp_pb_of(tensor ? type.bytes : (dp_span){NULL, 0});
    if (!tensor || dp_pb_next(&type) || type.broken) {
        return fault(f, "a port that is no tensor");
    }
    while (dp_pb_next(&m)) {
        if (!once(&seen, m.field) || (!dp_pb_is(&m, 1, 0) && !dp_pb_is(&m, 2, 2))) {
            return fault(f, "a port of a type that depickle never writes");
        }
        if (m.field == 1) {
            port->type = m.number;
            continue;
        }
        port->shaped = true;
        dp_pb dims = dp_pb_of(m.bytes);
        while (dp_pb_next(&dims)) {
            if (!dp_pb_is(&dims, 1, 2) || !read_dim(f, dims.bytes, port)) {
                return fault(f, "a port of a shape that depickle never writes");
            }
        }
        if (dims.broken) {
            return fault(f, "a port of a shape that depickle never writes");
        }
    }
    return m.broken ? fault(f, "a port of a type that depickle never writes") : true;
}

static bool read_port(dp_onnx_form *f, dp_span message, dp_form_port *port)
{
    uint32_t seen = 0;
    dp_pb m = dp_pb_of(message);
    while (dp_pb_next(&m)) {
        bool good = once(&seen, m.field);
        if (good && dp_pb_is(&m, 1, 2)) {
            port->name = m.bytes;
        } else if (!good || !dp_pb_is(&m, 2, 2) || !read_type(f, m.bytes, port)) {
            return fault(f, "a port with a field that depickle never writes");
        }
    }
    return m.broken || port->name.n == 0 || port->type == 0 ? fault(f, "a port without name or type") : true;
}

/* ---- the graph ---- */

static bool read_graph(dp_onnx_form *f, dp_span message, dp_form_graph *g)
{
    uint32_t seen = 0;
    dp_pb m = dp_pb_of(message);
    while (dp_pb_next(&m)) {
        bool good = false;
        void *place;
        if (dp_pb_is(&m, 1, 2)) {
            place = more(f, &g->node, &g->n_nodes, sizeof *g->node);
            good = place != NULL && read_node(f, m.bytes, place);
        } else if (dp_pb_is(&m, 5, 2)) {
            place = more(f, &g->init, &g->n_inits, sizeof *g->init);
            good = place != NULL && dp_form_tensor_read(f, m.bytes, place);
        } else if (dp_pb_is(&m, 11, 2)) {
            place = more(f, &g->input, &g->n_inputs, sizeof *g->input);
            good = place != NULL && read_port(f, m.bytes, place);
        } else if (dp_pb_is(&m, 12, 2)) {
            place = more(f, &g->output, &g->n_outputs, sizeof *g->output);
            good = place != NULL && read_port(f, m.bytes, place);
        } else {
            good = dp_pb_is(&m, 2, 2) && once(&seen, 2); /* its name */
        }
        if (!good) {
            return fault(f, "a graph with a field that depickle never writes");
        }
    }
    return m.broken ? fault(f, "a graph that is cut off") : true;
}

/* ---- names ---- */

static dp_form_thing *slot_of(const dp_onnx_form *f, dp_span name)
{
    size_t at = dp_hash(&f->key, name) & f->mask;
    while (f->thing[at].name.p != NULL && !dp_span_equal(f->thing[at].name, name)) {
        at = (at + 1) & f->mask;
    }
    return &f->thing[at];
}

const dp_form_thing *dp_form_find(const dp_onnx_form *f, dp_span name)
{
    const dp_form_thing *thing = name.n != 0 ? slot_of(f, name) : NULL;
    return thing != NULL && thing->name.p != NULL ? thing : NULL;
}

static dp_form_thing *define(dp_onnx_form *f, dp_span name)
{
    dp_form_thing *thing = name.n != 0 ? slot_of(f, name) : NULL;
    if (thing == NULL || thing->name.p != NULL) {
        fault(f, "a name that stands twice, or is empty");
        return NULL;
    }
    thing->name = name;
    return thing;
}

/* Inputs and initializers first, then nodes: each may use only what stands before it. */
static bool define_all(dp_onnx_form *f)
{
    dp_form_graph *g = &f->graph;
    dp_form_thing *thing;
    for (size_t i = 0; i < g->n_inputs; i++) {
        if ((thing = define(f, g->input[i].name)) == NULL) {
            return false;
        }
        thing->input = &g->input[i];
    }
    for (size_t i = 0; i < g->n_inits; i++) {
        if ((thing = define(f, g->init[i].name)) == NULL) {
            return false;
        }
        thing->init = i + 1;
    }
    for (size_t i = 0; i < g->n_nodes; i++) {
        for (size_t k = 0; k < g->node[i].n_in; k++) {
            if (dp_form_find(f, g->node[i].in[k]) == NULL) {
                return fault(f, "a node before what it uses");
            }
        }
        if ((g->node[i].first_out.n != 0 && define(f, g->node[i].first_out) == NULL)
            || (thing = define(f, g->node[i].out)) == NULL) {
            return false;
        }
        thing->node = &g->node[i];
    }
    return true;
}

static bool name_all(dp_onnx_form *f)
{
    dp_form_graph *g = &f->graph;
    size_t size = 64;
    while (size < (g->n_nodes * 2 + g->n_inits + g->n_inputs) * 2) {
        size *= 2;
    }
    f->key = dp_hash_key_new();
    f->mask = size - 1;
    f->thing = dp_take(f->ctx, size, sizeof *f->thing);
    g->init_used = dp_take(f->ctx, g->n_inits, sizeof *g->init_used);
    return f->thing != NULL && g->init_used != NULL && define_all(f);
}

/* ---- the model ---- */

static bool read_opset(dp_onnx_form *f, dp_span message)
{
    dp_span domain = {NULL, 0};
    uint64_t version = 0;
    uint32_t seen = 0;
    dp_pb m = dp_pb_of(message);
    while (dp_pb_next(&m)) {
        if (!once(&seen, m.field) || (!dp_pb_is(&m, 1, 2) && !dp_pb_is(&m, 2, 0))) {
            return fault(f, "an operator set that depickle never imports");
        }
        domain = m.field == 1 ? m.bytes : domain;
        version = m.field == 2 ? m.number : version;
    }
    uint64_t *to = domain.n == 0 ? &f->core : dp_span_is(domain, "ai.onnx.ml") ? &f->ml
                   : dp_span_is(domain, "com.microsoft") ? &f->microsoft : NULL;
    if (m.broken || to == NULL || *to != 0 || version == 0) {
        return fault(f, "an operator set that depickle never imports");
    }
    *to = version;
    return true;
}

static bool read_meta(dp_onnx_form *f, dp_span message, dp_form_meta *meta)
{
    uint32_t seen = 0;
    dp_pb m = dp_pb_of(message);
    while (dp_pb_next(&m)) {
        if (!once(&seen, m.field) || (!dp_pb_is(&m, 1, 2) && !dp_pb_is(&m, 2, 2))) {
            return fault(f, "metadata with a field that depickle never writes");
        }
        *(m.field == 1 ? &meta->key : &meta->value) = m.bytes;
    }
    for (size_t i = 0; i + 1 < f->n_meta; i++) {
        if (dp_span_equal(f->meta[i].key, meta->key)) {
            return fault(f, "a metadata key that stands twice");
        }
    }
    return m.broken || f->n_meta > 64 ? fault(f, "metadata that depickle never writes") : true;
}

static bool read_model(dp_onnx_form *f, dp_span bytes)
{
    uint32_t seen = 0;
    dp_pb m = dp_pb_of(bytes);
    while (dp_pb_next(&m)) {
        bool good;
        if (dp_pb_is(&m, 8, 2)) {
            good = read_opset(f, m.bytes);
        } else if (dp_pb_is(&m, 14, 2)) {
            dp_form_meta *meta = more(f, (void *)&f->meta, &f->n_meta, sizeof *meta);
            good = meta != NULL && read_meta(f, m.bytes, meta);
        } else if (dp_pb_is(&m, 7, 2)) {
            good = once(&seen, 7) && read_graph(f, m.bytes, &f->graph);
        } else if (dp_pb_is(&m, 1, 0)) {
            good = once(&seen, 1);
            f->ir = m.number;
        } else { /* who made it, and with which version: of no effect */
            good = (dp_pb_is(&m, 2, 2) || dp_pb_is(&m, 3, 2)) && once(&seen, m.field);
        }
        if (!good) {
            return fault(f, "a field that depickle never writes");
        }
    }
    return m.broken || (seen & 1U << 7) == 0 ? fault(f, "not a whole ONNX file") : name_all(f);
}

dp_rc dp_form_read(dp_ctx *ctx, dp_span bytes, dp_onnx_form *out)
{
    *out = (dp_onnx_form){.ctx = ctx};
    if (!read_model(out, bytes)) {
        DP_TRY(dp_failed(ctx));
        fault(out, "not an ONNX file of ours");
    }
    return DP_OK;
}

dp_span dp_form_meta_of(const dp_onnx_form *f, const char *key)
{
    for (size_t i = 0; i < f->n_meta; i++) {
        if (dp_span_is(f->meta[i].key, key)) {
            return f->meta[i].value;
        }
    }
    return (dp_span){NULL, 0};
}
