/* A JSON text that is read along with what it must say: each function consumes one thing and is false, with the place noted,
 * where the text says something else. Nothing is copied and nothing is built, so a text of any size or depth costs nothing. */
#ifndef DP_PROOF_JSON_FORM_H
#define DP_PROOF_JSON_FORM_H

#include "base/ctx.h"

typedef struct dp_text_at {
    dp_ctx *ctx;
    const uint8_t *begin, *p, *end;
    bool fresh;         /* after '{' or '[': no comma comes */
    bool after_key;     /* nor after a key */
    const char *why;    /* the first thing that is not as it must be; "" where nothing is noted */
    size_t where;       /* its place in the text */
} dp_text_at;

dp_text_at dp_text_begin(dp_ctx *ctx, dp_span text);
bool dp_text_refute(dp_text_at *t, const char *what);
/* Only blanks are left. */
bool dp_text_ends(dp_text_at *t);

bool dp_text_open(dp_text_at *t, char bracket);
bool dp_text_close(dp_text_at *t, char bracket);
bool dp_text_key(dp_text_at *t, dp_span name);
/* Is this the next key? It is consumed only if it is. */
bool dp_text_has_key(dp_text_at *t, dp_span name);

/* A text in the grammar itself, such as null or 1e-05; blanks do not matter. */
bool dp_text_raw(dp_text_at *t, const char *raw);
/* A string of these bytes: UTF-8, with lone surrogates as they are encoded. */
bool dp_text_string(dp_text_at *t, dp_span want);
/* Any string; *inner is what stands between its quotes. */
bool dp_text_any_string(dp_text_at *t, dp_span *inner);
bool dp_text_int(dp_text_at *t, int64_t want);
bool dp_text_uint(dp_text_at *t, uint64_t want);
/* A float of these bits, written with a point or an exponent (f32: that reads back to the same float32); what is not finite
 * is one of the strings "NaN", "Infinity", "-Infinity". */
bool dp_text_float(dp_text_at *t, double want, bool f32);
/* {"$word": "text"} */
bool dp_text_form(dp_text_at *t, const char *word, dp_span text);

/* Bytes in base64, one after another between begin and end. */
typedef struct dp_base64_at {
    uint32_t bits;
    unsigned n;         /* bits held */
    unsigned characters;
} dp_base64_at;
bool dp_text_base64_begin(dp_text_at *t, dp_base64_at *b);
bool dp_text_base64(dp_text_at *t, dp_base64_at *b, dp_span want);
bool dp_text_base64_end(dp_text_at *t, dp_base64_at *b);

#endif
