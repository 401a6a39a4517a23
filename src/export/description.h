/* What is inside a file, collected once; inspect prints it as text and JSON, report as a page. */
#ifndef DP_EXPORT_DESCRIPTION_H
#define DP_EXPORT_DESCRIPTION_H

#include "export/inspect_facts.h"
#include "export/inspect_standing.h"
#include "value/frame.h"

/* One estimator, and those in it. */
typedef struct dp_described {
    const char *path;        /* "$", "$['model']"; inside another: "steps[0]" */
    const char *name;        /* canonical: "sklearn.ensemble.RandomForestClassifier" */
    const char *version;     /* as recorded, "" when not told */
    dp_id obj;
    bool converter;          /* its class has one */
    dp_standing standing;
    const dp_setting_told *told; /* its parameters: estimators are not among them */
    size_t n_told;
    const char *features, *classes;
    dp_tree_counts trees;
    struct dp_described **inside;
    size_t n_inside, more;   /* more: of those inside that are not listed, as far as they were counted */
} dp_described;

typedef struct dp_description {
    dp_fact fact[DP_MOST_FACTS];
    size_t n_facts;
    dp_described **model;
    size_t n_models, more;   /* outermost estimators; more: not listed */
    const dp_frame *table;   /* where there is no model: the table that the file is, or NULL */
} dp_description;

/* Of a file that could be read to its end. In the arena; sticky: after a fault of memory less is told. */
void dp_describe(dp_ctx *ctx, const dp_inspected *found, dp_description *out);

#endif
