/* JSON as text, straight to a sink: members, exact numbers, escaped strings. Arrays of millions of numbers pass through
 * here, so no tree is built. */
#ifndef DP_EXPORT_JSON_TEXT_H
#define DP_EXPORT_JSON_TEXT_H

#include "base/ctx.h"
#include "io/sink.h"

typedef struct dp_json {
    dp_ctx *ctx;
    dp_sink *sink;
    bool follows;   /* something stands before on this level: a comma is due */
    bool base64;    /* arrays as base64 */
    uint64_t left;  /* values that may still be written */
    size_t depth;
    uint8_t *open;  /* by object id: being written now */
    bool failed;
} dp_json;

void dp_json_open(dp_json *j, char bracket);  /* '{' or '[' */
void dp_json_close(dp_json *j, char bracket); /* '}' or ']' */
void dp_json_key(dp_json *j, dp_span key);
void dp_json_raw(dp_json *j, const char *text); /* a whole value */
void dp_json_string(dp_json *j, dp_span utf8);  /* lone surrogates become \udXXX; other bad bytes \u00XX */
void dp_json_int(dp_json *j, int64_t v);        /* any size; no {"$int"} here */
void dp_json_number(dp_json *j, double v);      /* finite */
/* The number with its special values as strings, as in arrays. f32: shortest text of a float32. */
void dp_json_item(dp_json *j, double v, bool f32);
/* {"$key": "base64 of bytes"} */
void dp_json_base64(dp_json *j, const char *key, dp_span bytes);
/* "base64 of bytes" as a string value */
void dp_json_base64_value(dp_json *j, dp_span bytes);

#endif
