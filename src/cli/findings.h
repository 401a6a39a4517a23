/* What migrate finds in a folder: kept as the objects that --json prints, shown as text, JSON or SARIF. Parent only. */
#ifndef DP_CLI_FINDINGS_H
#define DP_CLI_FINDINGS_H

#include "base/ctx.h"
#include "cli/application.h"
#include "export/sarif.h"

#include <cjson/cJSON.h>

typedef struct dp_findings {
    dp_ctx *ctx;         /* for text that is made fit to print */
    const char *input;   /* the folder, or file, as it was named */
    cJSON *list;         /* members of each as in schemas/migrate.schema.json; "path" is the raw one, and not printed */
    size_t loads, models, unread, remarks;             /* what is left, by kind */
    dp_seen seen;
    bool strict;         /* remarks are left, too */
} dp_findings;

/* false: memory is out */
bool dp_findings_init(dp_findings *findings, const char *input);
void dp_findings_done(dp_findings *findings);

/* Adds the object, whose kind is "load", "import", "model", "unread" or "remark", and counts it. */
void dp_findings_add(dp_findings *findings, const char *path, cJSON *finding);
/* A finding with these words and no place in the file. */
void dp_findings_add_file(dp_findings *findings, const char *path, const char *kind, const char *name, const char *what,
                          const char *instead);

/* DP_PARTLY while something is left, else DP_OK. */
dp_rc dp_findings_code(const dp_findings *findings);

void dp_findings_print_text(const dp_findings *findings, const dp_cli *cli);
void dp_findings_print_json(const dp_findings *findings);
dp_sarif *dp_findings_sarif(void);
void dp_findings_add_sarif(const dp_findings *findings, dp_sarif *log);

#endif
