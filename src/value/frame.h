/* Tables: pandas' DataFrame, Series and Index, and plain lists, arrays and dicts of columns. No class is imported: the
 * passive objects tell where their blocks of values lie. */
#ifndef DP_VALUE_FRAME_H
#define DP_VALUE_FRAME_H

#include "value/column.h"

typedef struct dp_frame_column {
    dp_span name;          /* UTF-8; a label that is a number is its text */
    const dp_store *store;
    uint64_t first, step;  /* cell of row r: element first + r * step of the store */
} dp_frame_column;

typedef struct dp_frame {
    const char *kind;      /* "pandas.DataFrame", "pandas.Series", "pandas.Index", "list", "dict", "numpy.ndarray" … */
    uint64_t rows;
    size_t n;
    dp_frame_column *column;
    size_t n_index;        /* 0: rows are numbered from 0, and nothing else is told of them; more: a MultiIndex */
    dp_frame_column *index;
} dp_frame;

/* Of pandas' own classes, which are a table whatever they hold? */
bool dp_is_frame(const dp_heap *heap, dp_id id);

/* The table that a node is. *out NULL and DP_OK: it is none (a list of lists of models, say). A table of pandas that
 * cannot be read is DP_UNSUPPORTED (periods, a MultiIndex of columns …) or DP_CORRUPT. In the arena. */
dp_rc dp_frame_read(dp_heap *heap, dp_id id, const dp_frame **out);

/* A cell; DP_UNSUPPORTED with column and row where it cannot be told. */
dp_rc dp_frame_cell(dp_heap *heap, const dp_frame_column *column, uint64_t row, dp_cell *out);

/* Can each cell be told, those of the index too? DP_UNSUPPORTED as above, of the first that cannot. Numbers need no look. */
dp_rc dp_frame_tells(dp_heap *heap, const dp_frame *frame);

#endif
