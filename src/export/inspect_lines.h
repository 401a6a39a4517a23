/* The lines of inspect: an indented tree of names and values. For export/ only. */
#ifndef DP_EXPORT_INSPECT_LINES_H
#define DP_EXPORT_INSPECT_LINES_H

#include "base/text.h"

enum { DP_INSPECT_WIDTH = 110 };

void dp_inspect_indent(dp_text *t, unsigned level);
/* "name: value"; nothing where the value is empty. A list is broken behind a comma. */
void dp_inspect_line(dp_text *t, unsigned level, const char *name, const char *value);

#endif
