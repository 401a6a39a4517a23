/* Estimators that no ONNX graph can stand for; the variant says why. Their state is still written as JSON. */
#include "graph/ports.h"

struct no_graph {
    const char *why;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)s;
    ((struct no_graph *)ir)->why = variant;
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct no_graph *m = ir;
    (void)ports;
    dp_graph_fail(g, DP_UNSUPPORTED, "", "%s", m->why);
}

/* Not that it mattered: the reason comes before how wide the input is. */
static uint64_t width(const void *ir)
{
    (void)ir;
    return 1;
}

const dp_family dp_no_graph = {"no_graph", sizeof(struct no_graph), NULL, resolve, emit, width};
