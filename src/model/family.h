/* What a family file states: which attributes it reads (fields), what they cannot say (resolve), and what the fitted
 * estimator computes (emit). docs/add-an-estimator.md shows one whole. */
#ifndef DP_MODEL_FAMILY_H
#define DP_MODEL_FAMILY_H

#include "model/state.h"

#include <stddef.h>

/* graph/ lies above model/: families are handed these and pass them on. */
typedef struct dp_graph dp_graph;
typedef struct dp_ports dp_ports;
typedef uint32_t dp_val;

typedef enum dp_field_kind {
    DP_FIELD_NUMS = 1, /* dp_nums of rank ndim */
    DP_FIELD_INT,      /* int64_t */
    DP_FIELD_F64,      /* double */
    DP_FIELD_BOOL,     /* bool */
    DP_FIELD_TEXT,     /* const char * */
    DP_FIELD_LABELS,   /* dp_labels */
    DP_FIELD_ID        /* dp_id, for resolve to look at */
} dp_field_kind;

/* One attribute. A field without `optional` must be there. `was`: older names, newest first, divided by '|'. */
typedef struct dp_field {
    uint8_t kind;
    uint8_t ndim;
    bool optional;
    bool any;               /* NUMS: NaN and infinities too */
    size_t at;              /* offset in the family's struct */
    const char *key, *was;
    double otherwise;       /* INT, F64, BOOL when absent */
    const char *otherwise_text;
} dp_field;

/* offsetof that refuses to compile when the member's type is not `type`. */
#define DP_AT(T, m, type) (offsetof(T, m) + 0 * sizeof(char[_Generic(((T *)0)->m, type: 1)]))
#define DP_NUMS(T, m, rank, ...) {.kind = DP_FIELD_NUMS, .ndim = (rank), .at = DP_AT(T, m, dp_nums), __VA_ARGS__}
#define DP_INT(T, m, ...) {.kind = DP_FIELD_INT, .at = DP_AT(T, m, int64_t), __VA_ARGS__}
#define DP_F64(T, m, ...) {.kind = DP_FIELD_F64, .at = DP_AT(T, m, double), __VA_ARGS__}
#define DP_BOOL(T, m, ...) {.kind = DP_FIELD_BOOL, .at = DP_AT(T, m, bool), __VA_ARGS__}
#define DP_TEXT(T, m, ...) {.kind = DP_FIELD_TEXT, .at = DP_AT(T, m, const char *), __VA_ARGS__}
#define DP_LABELS(T, m, ...) {.kind = DP_FIELD_LABELS, .at = DP_AT(T, m, dp_labels), __VA_ARGS__}
#define DP_ID(T, m, ...) {.kind = DP_FIELD_ID, .at = DP_AT(T, m, dp_id), __VA_ARGS__}

/* What a model makes of the columns of the whole input: numbers, texts or nothing; and how they are called. */
enum { DP_USE_NUMBER = 1, DP_USE_TEXT = 2 };
typedef struct dp_uses {
    dp_ctx *ctx;
    uint64_t n;          /* columns of the whole input */
    uint8_t *use;        /* [n] DP_USE_… */
    const dp_span **name; /* [n]; NULL where not told */
    bool by_name;        /* callers give columns, not one table of numbers */
} dp_uses;

typedef struct dp_family {
    const char *name;
    size_t size;             /* of its struct */
    const dp_field *fields;  /* ends with kind 0; NULL: none */
    /* Checks and fills derived members. May be NULL. variant: the catalog row's. */
    void (*resolve)(dp_state *s, void *ir, const char *variant);
    /* The computation: reads ports->x (or ports->in), answers with dp_answer. NULL: state only (JSON), no graph. */
    void (*emit)(dp_graph *g, const void *ir, dp_ports *ports);
    /* Features expected, outputs given; for checks of widths. May be NULL: n_features_in_ and its forerunners. */
    uint64_t (*width)(const void *ir);
    /* What it makes of its n features, which are these columns of the whole input. May be NULL: all are numbers. A family
     * that has it reads its input with dp_port_numbers, dp_port_column and dp_port_select. */
    void (*takes)(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses);
    /* inverse_transform of the rows y; f32: they are float32 in scikit-learn, and so is what it makes of them. May be NULL: there is
     * none that can be written. */
    dp_val (*invert)(dp_graph *g, const void *ir, dp_val y, bool f32);
    bool keeps_width; /* its transform makes one number of each: where its width is not told, that of the next step tells */
} dp_family;

static inline bool dp_is(const char *variant, const char *word)
{
    return strcmp(variant, word) == 0;
}

/* The place of a word among n; n: it is none of them. */
static inline size_t dp_word_index(const char *word, const char *const *words, size_t n)
{
    size_t i = 0;
    while (i < n && !dp_is(word, words[i])) {
        i++;
    }
    return i;
}

#endif
