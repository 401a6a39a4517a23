#include "graph/ports.h"

const char *dp_method_name(dp_method method)
{
    static const char *const names[] = {"predict", "predict_proba", "decision_function", "transform"};
    return method < DP_METHODS ? names[method] : "";
}

void dp_answer(dp_graph *g, dp_ports *ports, dp_method method, dp_val v)
{
    dp_answers *out = &ports->out[method];
    if (g->failed || !ports->want[method]) {
        return;
    }
    if (out->n == DP_MOST_OUTPUTS) {
        dp_fail(g->ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "more than %d outputs", DP_MOST_OUTPUTS);
        g->failed = true;
        return;
    }
    out->v[out->n++] = v;
}

static dp_val class_table(dp_graph *g, const dp_labels *classes)
{
    switch (classes->kind) {
    case DP_LABEL_TEXT:
        return dp_row_text(g, classes->text, classes->n);
    case DP_LABEL_FLOAT:
        return dp_row(g, classes->f, classes->n);
    case DP_LABEL_INT:
    case DP_LABEL_BOOL: /* int64 too: many bindings of runtimes lack bool; the metadata says what they are */
        break;
    }
    return dp_row_i64(g, classes->i, classes->n);
}

void dp_answer_labels(dp_graph *g, dp_ports *ports, const dp_labels *classes, dp_val index)
{
    ports->classifier = true;
    if (ports->want[DP_PREDICT]) {
        dp_answer(g, ports, DP_PREDICT, dp_gather(g, class_table(g, classes), index, 0));
    }
}
