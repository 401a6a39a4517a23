/* The other document of docs/formats/json.md: a table, column by column; and what all documents share. */
#ifndef DP_EXPORT_JSON_TABLE_H
#define DP_EXPORT_JSON_TABLE_H

#include "export/exporter.h"
#include "export/json_text.h"

dp_rc dp_json_write_table(dp_heap *heap, const dp_frame *table, const dp_export_options *options, dp_sink *sink);

/* A table of pandas among other values: {"$table": {…}}. false, and nothing written: it is none, or cannot be read as one. */
bool dp_json_table(dp_json *j, dp_heap *heap, dp_id id);

/* A member on a line of its own; text may be NULL. */
void dp_json_text_member(dp_json *j, const char *name, const char *text);
/* A whole document: its first member, which names its format; then what it is of; then where that came from, last, since its
 * digest may still be in the making while the others are written. false: memory is out. */
bool dp_json_document(dp_json *j, dp_ctx *ctx, dp_sink *sink, const char *format, const dp_export_options *options);
/* The path of what is no model. */
const char *dp_json_place(const dp_export_options *options);
dp_rc dp_json_end(dp_json *j, const char *path, const dp_export_options *options);

#endif
