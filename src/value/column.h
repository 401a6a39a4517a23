/* One column of a table, or the labels of one axis: values of one type, cell by cell, wherever pandas keeps them. */
#ifndef DP_VALUE_COLUMN_H
#define DP_VALUE_COLUMN_H

#include "value/array.h"

typedef enum dp_cell_kind {
    DP_CELL_NONE,   /* missing: None, NaN, NaT, NA, a masked element */
    DP_CELL_BOOL,   /* i */
    DP_CELL_INT,    /* i */
    DP_CELL_UINT,   /* i holds the bits of a uint64_t */
    DP_CELL_FLOAT,  /* f: never NaN, may be infinite; f32 where it is a float32 that was widened */
    DP_CELL_TEXT,   /* text; dates and spans of time as ISO 8601 */
    DP_CELL_OBJECT  /* obj: a list, a dict … inside a cell */
} dp_cell_kind;

typedef struct dp_cell {
    dp_cell_kind kind;
    bool f32;
    int64_t i;
    double f;
    dp_span text; /* UTF-8, in the input or the arena */
    dp_id obj;
} dp_cell;

/* Where the cells lie. */
typedef enum dp_store_form { DP_STORE_ARRAY, DP_STORE_ITEMS, DP_STORE_RANGE, DP_STORE_CODES, DP_STORE_ARROW } dp_store_form;

typedef struct dp_store {
    dp_store_form form;
    const char *dtype;           /* as pandas says it: "int64", "category", "datetime64[ns, Europe/Paris]" */
    uint64_t count;
    const dp_array *values;      /* ARRAY; CODES: positions in categories, -1 is missing */
    const dp_array *missing;     /* bool array of count elements, true: missing; or NULL */
    const dp_id *item;           /* ITEMS */
    int64_t start, step;         /* RANGE */
    const struct dp_store *categories;
    dp_span valid, offsets, bytes; /* ARROW: Arrow's three buffers of texts; valid.p NULL: none is missing */
    uint64_t skip;               /* ARROW: elements before the first */
    bool wide;                   /* ARROW: offsets of 64 bits */
    char unit[4];                /* dates and spans of time */
    bool zoned;                  /* dates: UTC, in a time zone that dtype names */
} dp_store;

/* The values of a node: an array, a list or tuple, an Index, or one of pandas' extension arrays. DP_UNSUPPORTED, with a
 * sentence that says what it is, for other things; DP_CORRUPT where it contradicts itself. In the arena. */
dp_rc dp_store_read(dp_heap *heap, dp_id id, const dp_store **out);

/* The same where it is one list of values; NULL: it is something else, or cannot be read, which is no fault. */
const dp_store *dp_store_of(dp_heap *heap, dp_id id);

/* Cell number i < count; OBJECTs keep their id. NULL, or why it cannot be told (a sentence's end: "holds a …"). */
const char *dp_store_cell(dp_heap *heap, const dp_store *store, uint64_t i, dp_cell *out);

/* A scalar node as a cell. NULL, or why not. */
const char *dp_cell_of(dp_heap *heap, dp_id id, dp_cell *out);

/* What a cell is called where only a text can stand: a column's name. p NULL for OBJECTs and where memory is out. */
dp_span dp_cell_name(dp_ctx *ctx, const dp_cell *cell);

#endif
