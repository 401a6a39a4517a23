/* Columns of categories as boosters learn them: rows hold the categories themselves, trees the numbers of these in their own
 * list. What is in no list, is missing. */
#ifndef DP_CONVERTERS_CODED_COLUMNS_H
#define DP_CONVERTERS_CODED_COLUMNS_H

#include "converters/common/categories.h"

typedef struct dp_coded_columns {
    uint64_t n;                     /* features */
    const dp_categories **category; /* [n], NULL: a column of numbers; NULL: all are */
    dp_span *name;                  /* [n]; NULL: not told */
} dp_coded_columns;

/* Room for n features, all of them numbers yet. Sticky by s. */
void dp_coded_columns_begin(dp_state *s, uint64_t n, dp_coded_columns *out);
/* The features with numbers in place of categories: [N, n] float64. */
dp_val dp_coded_columns_rows(dp_graph *g, const dp_coded_columns *c, dp_ports *ports);
/* What a family of such columns takes. */
void dp_coded_columns_take(const dp_coded_columns *c, const uint64_t *column, uint64_t n, dp_uses *uses);

#endif
