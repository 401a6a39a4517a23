/* categories_ of an encoder: what a column can hold, and which of it a row has.
 *
 * Texts are found with a dictionary, numbers by comparison. ONNX has no missing text: None and NaN among the categories
 * are the empty string (where both are categories, NaN is "nan"). */
#ifndef DP_CONVERTERS_CATEGORIES_H
#define DP_CONVERTERS_CATEGORIES_H

#include "graph/ports.h"
#include "model/state.h"

typedef struct dp_categories {
    size_t n;
    bool text;
    const dp_span *key;    /* text: [n] */
    const double *number;  /* else [n]; NaN is a category like others */
    size_t missing;        /* the number of the category NaN (or None), n: none */
} dp_categories;

/* One column's categories: an array of numbers, or of objects that are all texts or all numbers, but for None and NaN. */
void dp_categories_read(dp_state *s, dp_id value, const char *what, dp_categories *out);
/* The same from a list of scalars, as pandas' categories are where they were made one. */
void dp_categories_of_items(dp_state *s, dp_id value, const char *what, dp_categories *out);
/* All columns': a list of arrays. *n: how many. */
dp_categories *dp_categories_list(dp_state *s, const char *key, size_t *n);

/* Where each category of feature i goes once infrequent ones are one, the last of all; NULL: each its own way. */
const double *dp_frequent_of(dp_state *s, size_t i, const dp_categories *c);

/* The number of the category of each row of a column, [N,1] int64; n where it is none of them. */
dp_val dp_category_index(dp_graph *g, dp_val column, const dp_categories *c);
/* Of each row its line of the table ([n + 1, width], the last for unknown ones): [N, width] float64. */
dp_val dp_category_rows(dp_graph *g, dp_val column, const dp_categories *c, const double *table, uint64_t width);
/* Says of each column what it is. */
void dp_categories_take(const dp_categories *c, size_t n_columns, const uint64_t *column, uint64_t n, dp_uses *uses);

#endif
