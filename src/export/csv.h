/* CSV as RFC 4180 quotes it; lines end with a newline. */
#ifndef DP_EXPORT_CSV_H
#define DP_EXPORT_CSV_H

#include "io/sink.h"

/* One cell's text, quoted where it must be. */
void dp_csv_cell(dp_sink *sink, dp_span text);

#endif
