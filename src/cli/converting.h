/* The child's part of `depickle convert`: what is in the file, in every format asked for. */
#ifndef DP_CLI_CONVERTING_H
#define DP_CLI_CONVERTING_H

#include "cli/compose.h"
#include "export/exporter.h"

/* Every one there is. */
enum {
#define EXPORTER(name) DP_WANTED_##name,
#include "export/exporters.def"
#undef EXPORTER
    DP_MOST_WANTED
};

typedef struct dp_wanted {
    const dp_exporter *at[DP_MOST_WANTED];
    size_t n;
} dp_wanted;

/* The task's more. */
typedef struct dp_order {
    const dp_wanted *formats;
    const dp_wanted *rest;   /* of what is no model; NULL: formats, which its content must then fit */
    const dp_wanted *tables; /* of a table of pandas; NULL: as rest */
    const dp_plan *plan;
} dp_order;

dp_rc dp_converting(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

/* Tells {"parts": [TEXT]}: for each model, or the table, what its outputs' names have between the file's stem and the suffix. */
dp_rc dp_naming(dp_ctx *ctx, const dp_task *task, dp_wire *wire);

#endif
