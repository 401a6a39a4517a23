/* Binarizer: 1.0 where x > threshold, else 0.0. It learns nothing, not even its width before 1.0. */
#include "graph/ports.h"

struct binarizer { double threshold; };

static const dp_field fields[] = {
    DP_F64(struct binarizer, threshold, .key = "threshold", .optional = true),
    {0},
};

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct binarizer *m = ir;
    dp_val above = dp_binary(g, DP_OP_GREATER, ports->x, dp_scalar(g, m->threshold));
    dp_answer(g, ports, DP_TRANSFORM, dp_cast(g, above, DP_T_F64));
}

const dp_family dp_binarizer = {"binarizer", sizeof(struct binarizer), fields, NULL, emit, NULL,
                                .keeps_width = true};
