/* One model file of an application: what became of it, and what stands in its place. For migrate alone. */
#ifndef DP_CLI_MIGRATED_H
#define DP_CLI_MIGRATED_H

#include "cli/outcome.h"

typedef struct dp_migrated {
    char *path;
    size_t under;               /* where the path below the application's folder begins */
    bool pickle;                /* else it is no model, and nothing is told of it */
    dp_rc rc;
    bool whole;                 /* it is one model, or one table and the like */
    bool safe_to_delete;        /* so, every output is proved or tested, and the manifest has it */
    char sha256[DP_SHA256_HEX]; /* of the file that was converted */
    cJSON *facts;               /* as schemas/migration.schema.json has it under "models" */
    cJSON *content;             /* of what is no model, as dp_read_content tells it; NULL: nothing */
    cJSON *sessions;            /* of each ONNX output {path, model, inputs, outputs: [{name, type, width}], meta: {…}} */
} dp_migrated;

void dp_migrated_done(dp_migrated *model);

/* Converts the file beside itself, verifies what was written, adds a line to the manifest (a descriptor). cli: of migrate. */
void dp_migrate_file(const dp_cli *cli, int manifest, dp_migrated *model);

#endif
