/* The rim of the file: its input, its outputs by name, and how labels and numbers come out. */
#include "proof/front.h"

static bool begins(dp_span name, const char *with, dp_span *rest)
{
    size_t n = strlen(with);
    *rest = dp_span_cut(name, n, name.n);
    return name.n >= n && memcmp(name.p, with, n) == 0;
}

/* ---- the input ---- */

/* A float32 input that nothing was done to is not widened first. */
static bool is_narrow(dp_prover *p, dp_span name)
{
    uint64_t n = p->n_features;
    p->narrow = true;
    bool good = dp_is_table(p, &n, name);
    p->narrow = false;
    return good;
}

bool dp_is_x32(dp_prover *p, dp_span name)
{
    dp_span from;
    return dp_made_by(p, name, "Cast") ? dp_is_cast(p, name, DP_FORM_FLOAT, &from) && dp_is_x64(p, from) : is_narrow(p, name);
}

bool dp_is_x64(dp_prover *p, dp_span name)
{
    uint64_t n = p->n_features;
    return dp_is_table(p, &n, name);
}

bool dp_is_tree_input(dp_prover *p, dp_span name)
{
    return p->rows != NULL ? p->rows(p, p->rows_self, name) : dp_is_x32(p, name);
}

/* ---- outputs ---- */

static dp_claim *claim_of(dp_claims *c, dp_span name)
{
    static const struct { const char *begin; int which; } names[] = {
        {"output_label", 0}, {"label", 0}, {"output_probability", 1}, {"probabilities", 1},
    };
    dp_span rest;
    if (dp_span_is(name, "variable") || dp_span_is(name, "scores") || dp_span_is(name, "transformed")) {
        return dp_span_is(name, "variable") ? &c->number : dp_span_is(name, "scores") ? &c->scores : &c->transformed;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!begins(name, names[i].begin, &rest)) {
            continue;
        }
        size_t k = 0;
        for (size_t d = 1; d < rest.n && k < DP_CLAIM_LABELS; d++) {
            k = rest.p[d] >= '0' && rest.p[d] <= '9' ? k * 10 + (size_t)(rest.p[d] - '0') : DP_CLAIM_LABELS;
        }
        if (rest.n == 0) {
            return names[i].which == 0 ? &c->label : &c->probabilities[0];
        }
        bool numbered = rest.p[0] == '_' && rest.n > 1 && (rest.n == 2 || rest.p[1] != '0') && k < DP_CLAIM_LABELS;
        return !numbered ? NULL : names[i].which == 0 ? &c->labels[k] : &c->probabilities[k];
    }
    return NULL;
}

bool dp_claims_read(dp_prover *p, dp_claims *out)
{
    const dp_form_graph *g = &p->file->graph;
    for (size_t i = 0; i < g->n_outputs; i++) {
        const dp_form_port *port = &g->output[i];
        dp_claim *claim = claim_of(out, port->name);
        if (claim == NULL || claim->port != NULL || dp_node_of(p, port->name) == NULL) {
            return dp_refute(p, "an output of a name that no answer has, or that nothing computes");
        }
        bool single = port->type == DP_FORM_FLOAT;
        bool cast = dp_made_by(p, port->name, "Cast");
        *claim = (dp_claim){.port = port, .value = port->name, .rounded = single && cast, .bare = single && !cast};
        if (claim->rounded && !dp_is_cast(p, claim->value, DP_FORM_FLOAT, &claim->value)) {
            return false;
        }
        if (dp_made_by(p, claim->value, "Identity") && !dp_is_unary(p, claim->value, "Identity", &claim->value)) {
            return false;
        }
    }
    return g->n_outputs != 0 || dp_refute(p, "no outputs");
}

static bool shaped(dp_prover *p, const dp_form_port *port, uint64_t type, uint64_t width)
{
    bool good = port->type == type && port->shaped && port->batch && port->rank == (width == 0 ? 1 : 2)
                && (width == 0 || port->dim[1] == width);
    return good || dp_refute(p, "an output of another type or shape");
}

bool dp_claim_numbers(dp_prover *p, const dp_claim *claim, uint64_t width)
{
    return !claim->bare ? shaped(p, claim->port, claim->rounded ? DP_FORM_FLOAT : DP_FORM_DOUBLE, width)
                        : dp_refute(p, "an output of float32 that is not rounded");
}

bool dp_claim_singles(dp_prover *p, const dp_claim *claim, uint64_t width)
{
    return claim->bare && shaped(p, claim->port, DP_FORM_FLOAT, width);
}

bool dp_claim_flat(dp_prover *p, const dp_claim *claim, dp_span *flat)
{
    *flat = claim->value;
    return claim->flat || dp_is_column_as(p, claim->value, 2, flat);
}

bool dp_claims_or_transform(dp_prover *p, const dp_claims *c, bool labels, bool probabilities, bool scores)
{
    bool labelled = c->label.port != NULL;
    bool likely = false;
    for (size_t i = 0; i < DP_CLAIM_LABELS; i++) {
        labelled = labelled || c->labels[i].port != NULL;
        likely = likely || c->probabilities[i].port != NULL;
    }
    bool good = (labels || !labelled) && (probabilities || !likely) && (scores || c->scores.port == NULL)
                && (c->number.port == NULL || c->transformed.port == NULL || !labels);
    return good || dp_refute(p, "an output that the estimator does not have");
}

const dp_claim *dp_claim_of_transform(const dp_claims *c, bool classifier)
{
    bool alone = c->number.port != NULL && (classifier || c->number.port->dim[1] != 1);
    return c->transformed.port != NULL ? &c->transformed : alone ? &c->number : NULL;
}

bool dp_claims_only(dp_prover *p, const dp_claims *c, bool number, bool labels, bool probabilities, bool scores)
{
    bool none = c->transformed.port == NULL && (number || c->number.port == NULL);
    return dp_claims_or_transform(p, c, labels, probabilities, scores)
           && (none || dp_refute(p, "an output that the estimator does not have"));
}

bool dp_claim_one_output(dp_prover *p, const dp_claims *c)
{
    for (size_t k = 1; k < DP_CLAIM_LABELS; k++) {
        if (c->probabilities[k].port != NULL) {
            return dp_refute(p, "probabilities of an output that the model does not have");
        }
    }
    return true;
}

/* ---- labels ---- */

static uint64_t label_type(const dp_labels *classes)
{
    return classes->kind == DP_LABEL_TEXT ? DP_FORM_STRING : classes->kind == DP_LABEL_FLOAT ? DP_FORM_DOUBLE : DP_FORM_INT64;
}

static bool same_class(const dp_form_tensor *t, const dp_labels *classes, size_t i)
{
    switch (classes->kind) {
    case DP_LABEL_TEXT:
        return dp_span_equal(t->string[i], classes->text[i]);
    case DP_LABEL_FLOAT:
        return dp_same_bits(dp_f64_at(t, i), classes->f[i]);
    case DP_LABEL_INT:
    case DP_LABEL_BOOL:
        break;
    }
    return (int64_t)dp_load64(t->raw.p + i * 8) == classes->i[i];
}

/* name = classes_[index], in the order of classes_. */
static bool is_class_of(dp_prover *p, dp_span name, const dp_labels *classes, dp_span *index)
{
    dp_span table;
    if (!dp_is_gather(p, name, 0, &table, index)) {
        return false;
    }
    const dp_form_tensor *t = dp_tensor_of(p, table, label_type(classes), 1);
    if (t == NULL || t->count != classes->n) {
        return dp_refute(p, "classes_: expected %zu of them", classes->n);
    }
    for (size_t i = 0; i < classes->n; i++) {
        if (!same_class(t, classes, i)) {
            return dp_refute(p, "classes_[%zu]: another label", i);
        }
    }
    return true;
}

static bool whole_numbers(const dp_labels *classes)
{
    bool whole = classes->kind == DP_LABEL_FLOAT;
    for (size_t i = 0; whole && i < classes->n; i++) {
        double v = classes->f[i];
        whole = v >= -0x1p53 && v <= 0x1p53 && v == (double)(int64_t)v;
    }
    return whole;
}

/* One output's labels: value is [N]. As skl2onnx has them, whole floats are int64. */
static bool one_label(dp_prover *p, dp_span value, uint64_t type, const dp_labels *classes, size_t i, dp_index_proof *index,
                      void *self)
{
    dp_span at;
    if (p->told->labels != NULL) { /* in front of the classes, which are their numbers */
        return is_class_of(p, value, p->told->labels, &value) && is_class_of(p, value, classes, &at) && index(p, self, i, at);
    }
    if (type == DP_FORM_INT64 && whole_numbers(classes) && !dp_is_cast(p, value, DP_FORM_INT64, &value)) {
        return false;
    }
    return is_class_of(p, value, classes, &at) && index(p, self, i, at);
}

static uint64_t port_type(const dp_prover *p, const dp_claim *claim, const dp_labels *classes)
{
    classes = p->told->labels != NULL ? p->told->labels : classes;
    bool turned = whole_numbers(classes) && claim->port->type == DP_FORM_INT64;
    return turned ? DP_FORM_INT64 : label_type(classes);
}

bool dp_claim_columns(dp_prover *p, const dp_claim *claim, size_t n, const dp_span **column)
{
    return shaped(p, claim->port, claim->port->type, n) && dp_is_concat(p, claim->value, 1, n, column);
}

/* [N, n]: a column for each output of the model. */
static bool joined_labels(dp_prover *p, const dp_claim *claim, size_t n, const dp_labels *classes, dp_index_proof *index,
                          void *self)
{
    const dp_span *in;
    if (!dp_claim_columns(p, claim, n, &in)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        dp_span one;
        if (!shaped(p, claim->port, port_type(p, claim, &classes[i]), n) || !dp_is_column_as(p, in[i], 2, &one)
            || !one_label(p, one, claim->port->type, &classes[i], i, index, self)) {
            return false;
        }
    }
    return true;
}

/* Numbers of labels must be numbers of these: codes that have none would be no index. */
static bool are_codes(dp_prover *p, const dp_labels *classes)
{
    const dp_labels *labels = p->told->labels;
    bool good = labels == NULL || classes->kind == DP_LABEL_INT || classes->kind == DP_LABEL_BOOL;
    for (size_t i = 0; labels != NULL && good && i < classes->n; i++) {
        good = classes->i[i] >= 0 && (uint64_t)classes->i[i] < labels->n;
    }
    return good || dp_refute(p, "classes_: not numbers of the labels that they are to stand for");
}

static bool separate_label(dp_prover *p, const dp_claim *claim, const dp_labels *classes, size_t i, dp_index_proof *index,
                           void *self)
{
    return are_codes(p, classes) && shaped(p, claim->port, port_type(p, claim, classes), 0)
           && one_label(p, claim->value, claim->port->type, classes, i, index, self);
}

bool dp_claim_labels(dp_prover *p, const dp_claims *c, size_t n, const dp_labels *classes, dp_index_proof *index, void *self)
{
    for (size_t i = 0; i < DP_CLAIM_LABELS; i++) {
        const dp_claim *claim = &c->labels[i];
        if (claim->port == NULL) {
            continue;
        }
        if (n == 1 || i >= n) {
            return dp_refute(p, "more outputs with labels than the model has");
        }
        if (!separate_label(p, claim, &classes[i], i, index, self)) {
            return false;
        }
    }
    if (c->label.port == NULL) {
        return true;
    }
    return n == 1 ? separate_label(p, &c->label, classes, 0, index, self)
                  : joined_labels(p, &c->label, n, classes, index, self);
}
