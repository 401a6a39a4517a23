/* From a model to its graph: typed, named inputs, the family's emit, named outputs. */
#ifndef DP_GRAPH_EMIT_H
#define DP_GRAPH_EMIT_H

#include "graph/ports.h"
#include "model/model.h"

typedef struct dp_emit_options {
    const char *input_name;  /* NULL: "X" */
    bool input_f32;          /* the graph's input port is float32 */
    bool output_f32;         /* number outputs are cast to float32 at the end */
    bool single_input;       /* where columns would be inputs of their own: one table of texts, numbers are read from them */
    bool like_skl2onnx;      /* input float_input, float32 in and out, skl2onnx's output names and ranks */
    const dp_labels *labels; /* what predicted codes stand for; NULL: they are the labels */
    bool method[DP_METHODS]; /* all false: the default set of docs/formats/onnx.md, "Inputs and outputs" */
} dp_emit_options;

/* The model must have been read. Outputs are named as docs/formats/onnx.md says: `variable` for regressors and
 * transformers, `label` and `probabilities` for classifiers (`probabilities_0` … for several outputs), `scores` for
 * decision_function. DP_USAGE when a method is asked for that the estimator does not have. */
dp_rc dp_model_emit(dp_ctx *ctx, const dp_model *model, const dp_emit_options *options, dp_graph **out);

/* For families: an estimator inside an estimator, computed on ports->x / ports->in of its own. */
void dp_emit_child(dp_graph *g, const dp_model *child, dp_ports *ports);
/* The rows x as an inner transformer gives them on. DP_UNSUPPORTED where it has no transform. */
dp_val dp_emit_transform(dp_graph *g, const dp_model *child, dp_val x);
/* What its inverse_transform makes of the rows y; f32: of float32 rows. DP_UNSUPPORTED where it has none that can be written. */
dp_val dp_emit_inverse(dp_graph *g, const dp_model *child, dp_val y, bool f32);
/* The same as dp_emit_transform for features that may be columns. */
dp_val dp_emit_transform_of(dp_graph *g, const dp_model *child, const dp_ports *from);

#endif
