/* What is inside a file, collected once; inspect prints it as text and JSON, report as a page. */
#ifndef DP_EXPORT_DESCRIPTION_H
#define DP_EXPORT_DESCRIPTION_H

#include "export/inspect_facts.h"
#include "export/inspect_standing.h"
#include "value/frame.h"

/* One attribute, and the bytes of arrays, texts and numbers that it holds and none before it. */
typedef struct dp_part {
    dp_span name;
    uint64_t bytes, nodes, values; /* nodes, values: of it, the two arrays of each tree */
    size_t at;                     /* its place in the file's order */
} dp_part;

/* Is it a hundredth of what the estimator holds, or more? */
static inline bool dp_part_counts(const dp_part *part, uint64_t of)
{
    return part->bytes >= of / 100;
}

/* One estimator, and those in it. */
typedef struct dp_described {
    const char *path;        /* "$", "$['model']"; inside another: "steps[0]" */
    dp_span label;           /* what the one around it calls it: "scaler"; p NULL: nothing */
    const char *columns;     /* those that it is given by a ColumnTransformer; "": not told */
    const char *name;        /* canonical: "sklearn.ensemble.RandomForestClassifier" */
    const char *version;     /* as recorded, "" when not told */
    dp_id obj;
    bool converter;          /* its class has one */
    dp_standing standing;
    const dp_setting_told *told; /* its parameters: estimators are not among them */
    size_t n_told;
    const char *features, *classes;
    dp_tree_counts trees;
    uint64_t bytes;          /* with those inside */
    dp_part *part;           /* the largest first; those inside are not among them */
    size_t n_parts;
    struct dp_described **inside;
    size_t n_inside, more;   /* more: of those inside that are not listed, as far as they were counted */
} dp_described;

typedef struct dp_description {
    dp_fact fact[DP_MOST_FACTS];
    size_t n_facts;
    dp_described **model;
    size_t n_models, more;   /* outermost estimators; more: not listed */
    uint64_t bytes;          /* of all that the file holds */
    const dp_frame *table;   /* where there is no model: the table that the file is, or NULL */
} dp_description;

/* Of a file that could be read to its end. In the arena; sticky: after a fault of memory less is told. */
void dp_describe(dp_ctx *ctx, const dp_inspected *found, dp_description *out);

struct dp_onnx_file;
/* The model of an ONNX file of ours, as far as its metadata and its graph tell: it has no objects. DP_UNSUPPORTED: another's. */
dp_rc dp_describe_onnx(dp_ctx *ctx, dp_span bytes, struct dp_onnx_file *file, const dp_described **model);

#endif
