/* Something that answers rows of a table: the model of a pickle, or a written ONNX file. For predict and verify, in the
 * child. */
#ifndef DP_CLI_ANSWERING_H
#define DP_CLI_ANSWERING_H

#include "cli/job.h"
#include "cli/table.h"
#include "graph/ports.h"

typedef struct dp_answering {
    dp_graph *graph;
    size_t first, last;          /* the outputs that are wanted stand in this range */
    const dp_span *names;        /* of the features, n_names of them; NULL where not told */
    size_t n_names;
    bool silent;                 /* somebody else warns of what is odd about the table */
    const dp_labels *classes;
} dp_answering;

/* --method, predict where there is none. */
dp_method dp_method_asked(const dp_cli *cli);
/* The method that an output's name is one of, but "variable", which is predict's or transform's. */
dp_method dp_method_behind(const char *name, dp_method otherwise);
/* Does this output answer the method? Its name tells where nothing else does. */
bool dp_answers_method(const dp_value *output, dp_method method);

/* What the task's input is. want: DP_METHODS of them; DP_USAGE where it has none of those. */
dp_rc dp_answering_open(dp_ctx *ctx, const dp_task *task, const bool *want, dp_answering *out);
/* The table's columns as inputs of its graph: by name where names are told and the table has any of them, else by position, with
 * a warning. DP_USAGE: they do not fit. */
dp_rc dp_answering_inputs(dp_ctx *ctx, const dp_answering *a, const dp_table *table, dp_tensor **x);

#endif
