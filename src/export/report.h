/* The record of one input, as a JSON object (schemas/report.schema.json) and as lines of text. */
#ifndef DP_EXPORT_REPORT_H
#define DP_EXPORT_REPORT_H

#include "model/model.h"

/* One line without newline: "m.pkl.gz(gzip)+0x1a3f: steps[2].coef_: expected …, found …". "" when rc is DP_OK. */
const char *dp_error_line(dp_ctx *ctx, const char *file, const dp_record *record);

/* "steps[2].coef_: expected …, found …", of a context that failed, in ctx; there it is forgiven. */
const char *dp_fault_of(dp_ctx *ctx, dp_ctx *failed);

/* The object, compact, one line. file: as the user named it. loaded, models: NULL where it did not come so far.
 * Members: schema, file, verdict (docs/scan.md's words), code, error {offset, path, what, line}, codecs, format, protocol,
 * python2, sklearn_version, names [{name, canonical, offset, verdict, reach, place, count, reason}], models [{path, class}],
 * warnings. */
const char *dp_report_json(dp_ctx *ctx, const char *file, const dp_loaded *loaded, const dp_models *models);

/* The verdict word of scan: safe, unknown, dangerous, corrupt, limit. */
const char *dp_scan_verdict(const dp_record *record);

struct cJSON;
/* All of its 64 bits, which a cJSON number does not have. */
void dp_json_add_u64(struct cJSON *object, const char *key, uint64_t v);
/* Prints an object into the arena, and deletes it. "{}" where memory is out. */
const char *dp_json_kept(dp_ctx *ctx, struct cJSON *o);

#endif
