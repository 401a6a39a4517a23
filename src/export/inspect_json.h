/* Parts of the object that inspect prints, for every kind of file. For export/ only. */
#ifndef DP_EXPORT_INSPECT_JSON_H
#define DP_EXPORT_INSPECT_JSON_H

#include "export/description.h"

/* The object as it begins: schema, file, digest, verdict. code: the record's. */
cJSON *dp_inspect_begin_json(dp_ctx *ctx, const dp_inspected_file *file, const char *verdict);
void dp_facts_json(cJSON *o, const dp_fact *fact, size_t n);
/* One estimator with those inside. heap NULL: it has no objects. */
cJSON *dp_described_json(dp_ctx *ctx, dp_heap *heap, const dp_described *d);

#endif
