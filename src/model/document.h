/* JSON and Universal Binary JSON, as other libraries keep their models: one tree of values, keys and texts where they lie.
 *
 * UBJSON: a byte of type, then the value big-endian: i U I l L integers of 1 1 2 4 8 bytes, d D floats, T F Z, C one byte,
 * S text with its length; [ … ] and { key value … }, keys without their S; `#` and a count, or `$` and one type for all and
 * `#` and a count, may follow a bracket, which then has no end. */
#ifndef DP_MODEL_DOCUMENT_H
#define DP_MODEL_DOCUMENT_H

#include "model/state.h"

typedef enum dp_doc_kind { DP_DOC_NULL, DP_DOC_BOOL, DP_DOC_NUMBER, DP_DOC_TEXT, DP_DOC_LIST, DP_DOC_MAP, DP_DOC_NUMBERS } dp_doc_kind;

typedef struct dp_doc {
    uint8_t kind;
    char type;           /* NUMBERS: of each */
    uint32_t n;          /* LIST, MAP: members; NUMBERS: numbers */
    dp_span key;         /* of a member of a MAP */
    dp_span text;        /* TEXT, escapes not undone; NUMBERS: their bytes */
    double number;       /* NUMBER, BOOL */
    struct dp_doc *first, *next;
} dp_doc;

/* NULL after a fault: DP_CORRUPT where the bytes are neither. */
const dp_doc *dp_doc_read(dp_state *s, dp_span bytes);
/* A member of a MAP, or NULL. doc may be NULL. */
const dp_doc *dp_doc_get(const dp_doc *doc, const char *key);
/* The same, which must be there. Sticky by s. */
const dp_doc *dp_doc_need(dp_state *s, const dp_doc *doc, const char *key);
/* All numbers of a list: *n of them, never NULL unless s failed. */
const double *dp_doc_numbers(dp_state *s, const dp_doc *doc, const char *what, uint64_t *n);
/* A number, or a text that is one. */
double dp_doc_number(dp_state *s, const dp_doc *doc, const char *what);

#endif
