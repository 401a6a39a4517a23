/* The functions that import what a text names, by their dotted names. */
#ifndef DP_PYTHON_IMPORTERS_H
#define DP_PYTHON_IMPORTERS_H

#include "base/span.h"

typedef enum dp_importer_how { DP_IMPORTS_CALL, DP_IMPORTS_TOP, DP_IMPORTS_INDEX } dp_importer_how;

typedef struct dp_importer {
    const char *dotted;
    dp_importer_how how;
} dp_importer;

const dp_importer *dp_importers(size_t *n);
/* The row with this dotted name, or NULL. */
const dp_importer *dp_importer_find(dp_span dotted);
/* Is `dotted` a row's name, or what a row's name goes on from behind a dot? */
bool dp_leads_to_importer(dp_span dotted);

#endif
