/* Inside the reader of JSON model files: the text, one thing after another, and the forms of its values. */
#ifndef DP_EXPORT_JSON_READER_H
#define DP_EXPORT_JSON_READER_H

#include "export/json_read.h"

typedef struct dp_json_reader {
    dp_ctx *ctx;
    dp_heap *heap;
    dp_span text;
    size_t at;
    dp_id global;          /* a LIST of the names met so far: few, each of them often */
    dp_id format, source;  /* of the outermost estimator */
} dp_json_reader;

/* ---- json_read.c ---- */

dp_rc dp_json_bad(dp_json_reader *r, uint64_t offset, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The next character that is no blank, which is not taken; NUL at the end. */
char dp_json_peek(dp_json_reader *r);
dp_rc dp_json_expect(dp_json_reader *r, char c);
/* A string without its quotes, escapes undone; lone surrogates stay, encoded as such. */
dp_rc dp_json_read_string(dp_json_reader *r, dp_span *out);
/* A number as it stands; *real: it has a point or an exponent. */
dp_rc dp_json_read_number(dp_json_reader *r, dp_span *out, bool *real);
/* Decimal digits with or without a minus. */
bool dp_json_int64(dp_span digits, int64_t *out);
bool dp_json_uint64(dp_span digits, uint64_t *out);
/* The value of a key that must be there and of this kind. */
dp_rc dp_json_need(dp_json_reader *r, dp_id dict, const char *key, dp_kind kind, dp_id *out);

/* A new node of TEXT, BYTES or the like. */
dp_rc dp_json_node(dp_json_reader *r, dp_kind kind, dp_span bytes, size_t offset, dp_id *id);

/* ---- json_read_forms.c ---- */

/* A DICT that has been read to its end: turned into what it stands for, if it is a form or an estimator. */
dp_rc dp_json_settle(dp_json_reader *r, dp_id id);
dp_rc dp_json_base64(dp_json_reader *r, dp_span s, uint64_t offset, dp_span *out);

/* ---- json_read_arrays.c ---- */

/* The node becomes what `told` says, which stood under $array, $scalar or $dtype. */
dp_rc dp_json_to_array(dp_json_reader *r, dp_id id, dp_id told);
dp_rc dp_json_to_scalar(dp_json_reader *r, dp_id id, dp_id told);
dp_rc dp_json_to_dtype(dp_json_reader *r, dp_id id, dp_id told);

#endif
