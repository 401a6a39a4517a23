/* Small drawings that stand in a line of a table. Their numbers stand beside them, so they are hidden from readers aloud. */
#ifndef DP_PAGE_CHARTS_H
#define DP_PAGE_CHARTS_H

#include "page/html.h"

/* A bar from 0 to v, of `most` (the largest, not negative); both_ways: negative values go to the left of the middle. */
void dp_chart_bar(dp_html *h, double v, double most, bool both_ways);
/* Bars side by side; tall: as a figure of its own. what: said aloud. */
void dp_chart_histogram(dp_html *h, const uint64_t *count, size_t n, bool tall, const char *what);

#endif
