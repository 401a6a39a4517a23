/* JSON as text, straight to a sink: members, exact numbers, escaped strings. Arrays of millions of numbers pass through
 * here, so no tree is built. */
#ifndef DP_EXPORT_JSON_TEXT_H
#define DP_EXPORT_JSON_TEXT_H

#include "base/ctx.h"
#include "io/sink.h"

enum { DP_JSON_BUFFER = 16384 };

typedef struct dp_json {
    dp_ctx *ctx;
    dp_sink *sink;
    char *buffer;   /* DP_JSON_BUFFER bytes, used of them waiting for the sink */
    size_t used;
    bool follows;   /* something stands before on this level: a comma is due */
    bool base64;    /* arrays as base64 */
    bool tables;    /* those of pandas as tables, where they can be read, not as the objects that they are made of */
    unsigned level; /* of objects that have a line for each member */
    uint64_t left;  /* values that may still be written */
    bool failed;
} dp_json;

/* false: memory is out. left comes from limits.nodes. */
bool dp_json_begin(dp_json *j, dp_ctx *ctx, dp_sink *sink);
/* What is still in the buffer. */
void dp_json_flush(dp_json *j);
/* Is there any use in going on? */
bool dp_json_good(const dp_json *j);

void dp_json_open(dp_json *j, char bracket);  /* '{' or '[' */
void dp_json_close(dp_json *j, char bracket); /* '}' or ']' */
void dp_json_key(dp_json *j, dp_span key);
/* An object with a line for each member, and its members' keys. */
void dp_json_open_lines(dp_json *j);
void dp_json_close_lines(dp_json *j);
void dp_json_member(dp_json *j, dp_span key);

void dp_json_raw(dp_json *j, const char *text); /* a whole value */
void dp_json_string(dp_json *j, dp_span utf8);  /* lone surrogates become \udXXX; other bad bytes \u00XX */
void dp_json_int(dp_json *j, int64_t v);
void dp_json_uint(dp_json *j, uint64_t v);
/* Special values as strings, as in arrays. f32: shortest text of a float32. */
void dp_json_number(dp_json *j, double v, bool f32);

/* A string of base64 whose bytes come in pieces: begin, pieces, end. */
typedef struct dp_base64 {
    uint8_t rest[3];
    size_t n;
} dp_base64;
void dp_json_base64_begin(dp_json *j, dp_base64 *b);
void dp_json_base64_add(dp_json *j, dp_base64 *b, dp_span bytes);
void dp_json_base64_end(dp_json *j, dp_base64 *b);

/* {"$word": "text"}: what JSON cannot say. */
void dp_json_form(dp_json *j, const char *word, dp_span text);
void dp_json_form_bytes(dp_json *j, const char *word, dp_span bytes); /* as base64 */
void dp_json_form_open(dp_json *j, const char *word); /* of another value, which is to follow; then a '}' */

#endif
