/* What further files add to a model on its way to an output: the steps before it (--chain), the labels that its codes stand
 * for (--labels), the names of its features (--feature-names). */
#ifndef DP_CLI_COMPOSE_H
#define DP_CLI_COMPOSE_H

#include "cli/job.h"

enum { DP_MOST_STEPS = 64 };

/* The parent's part: which files the child needs. A path may be FILE#PATH, for one model of several inside. */
typedef struct dp_plan {
    const char *path;               /* of the model, opened as the job's main file */
    const char *select[DP_MOST_STEPS]; /* of each step; NULL: the only model. The model is the last step */
    size_t n_steps;
    dp_extra extra[DP_MOST_STEPS + 3]; /* with room for the file that verify is asked about */
    size_t n_extra;
    const char *labels_select;
    const char *names;              /* "a,b,c" where --feature-names is no file; NULL */
} dp_plan;

/* step: the input, or the n of a chain, at most DP_MOST_STEPS. Exits on a usage error. dp_plan_done frees. */
void dp_plan_make(dp_plan *plan, const dp_cli *cli, const char *const *step, size_t n);
void dp_plan_done(dp_plan *plan);

/* What was made of it, in the child. */
typedef struct dp_composed {
    const dp_labels *labels;  /* NULL: the model's own */
    const dp_span *names;     /* NULL: the model's own */
    size_t n_names;
} dp_composed;

/* The child's part. loaded and models hold what the main file holds; after a chain they hold the pipeline. */
dp_rc dp_compose(dp_ctx *ctx, const dp_task *task, const dp_plan *plan, dp_loaded *loaded, dp_models *models,
                 dp_composed *out);
/* Gives a model the names. DP_USAGE: their number does not fit. */
dp_rc dp_composed_name(dp_ctx *ctx, const dp_composed *composed, dp_model *model);

#endif
