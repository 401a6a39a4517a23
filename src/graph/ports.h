/* What goes into an estimator's computation and what comes out, by method. */
#ifndef DP_GRAPH_PORTS_H
#define DP_GRAPH_PORTS_H

#include "graph/build.h"
#include "model/family.h"

typedef enum dp_method {
    DP_PREDICT,           /* regressors: numbers [N] or [N,k]; classifiers: labels [N], several outputs one by one */
    DP_PREDICT_PROBA,     /* [N,C], several outputs one by one */
    DP_DECISION_FUNCTION, /* [N] or [N,C] */
    DP_TRANSFORM,         /* [N,k] */
    DP_KNEIGHBORS,        /* which of the fitted rows are nearest, [N,k] int64, and how far they are, [N,k] */
    DP_METHODS
} dp_method;

const char *dp_method_name(dp_method method); /* "predict_proba" */

enum { DP_MOST_OUTPUTS = 256 }; /* outputs of one method of a multi-output model */

typedef struct dp_answers {
    size_t n;
    dp_val v[DP_MOST_OUTPUTS];
} dp_answers;

struct dp_ports {
    dp_val x;              /* [N, width] float64: the features; 0 where they come as columns */
    bool x_was_f32;        /* scikit-learn hands on float32 rows here; x has their numbers */
    uint64_t width;        /* 0: not known from outside; the family says it with its first use */
    const dp_val *in;      /* columns: [N,1] each, float64 or text, by position; 0: one that nothing looks at */
    size_t n_in;
    bool classifier;       /* predict gives labels */
    const dp_labels *classes; /* of these classes; several outputs: those of the last */
    bool y_is_f32;         /* set by it: predict and predict_proba give float32 numbers there, which others add up as such */
    bool want[DP_METHODS]; /* all true at the top; a parent may ask for less */
    dp_answers out[DP_METHODS];
};

/* The features as one table of numbers, [N, width] float64. */
dp_val dp_port_numbers(dp_graph *g, dp_ports *ports);
/* Feature number i alone: [N,1], float64 or text. */
dp_val dp_port_column(dp_graph *g, const dp_ports *ports, uint64_t i);
/* What an estimator inside sees: these of the features, and the same questions to answer. */
void dp_port_select(dp_graph *g, const dp_ports *ports, const uint64_t *index, uint64_t n, dp_ports *out);
/* The same features, for an estimator inside; no method is asked for yet. */
void dp_port_same(const dp_ports *ports, dp_ports *out);
/* From now on the features are this table, of numbers or of texts. */
void dp_port_feed(dp_graph *g, dp_ports *ports, dp_val table);
/* How many features there are: 0, not known. */
uint64_t dp_port_width(const dp_graph *g, const dp_ports *ports);

/* Adds one output of a method. Multi-output estimators call it once per output. */
void dp_answer(dp_graph *g, dp_ports *ports, dp_method method, dp_val v);
dp_val dp_label_table(dp_graph *g, const dp_labels *classes); /* the labels, a row */
/* Labels from the index of the winning class [N] int64: Gather(classes, index). Marks the ports a classifier's. */
void dp_answer_labels(dp_graph *g, dp_ports *ports, const dp_labels *classes, dp_val index);
/* Many labels, each there or not (1 or 0), from [N,L] bool: one output each. */
void dp_answer_yes_no(dp_graph *g, dp_ports *ports, dp_val hits);

#endif
