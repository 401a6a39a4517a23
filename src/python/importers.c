#include "python/importers.h"

#include "python/loaders.h"

static const dp_importer importers[] = {
#define IMPORTER(dotted, how) {dotted, DP_IMPORTS_##how},
#include "python/importers.def"
#undef IMPORTER
};

enum { N_IMPORTERS = sizeof importers / sizeof importers[0] };

const dp_importer *dp_importers(size_t *n)
{
    *n = N_IMPORTERS;
    return importers;
}

const dp_importer *dp_importer_find(dp_span dotted)
{
    for (size_t i = 0; i < N_IMPORTERS; i++) {
        if (dp_span_is(dotted, importers[i].dotted)) {
            return &importers[i];
        }
    }
    return NULL;
}

bool dp_leads_to_importer(dp_span dotted)
{
    for (size_t i = 0; i < N_IMPORTERS; i++) {
        if (dp_dotted_leads(dotted, importers[i].dotted)) {
            return true;
        }
    }
    return false;
}
