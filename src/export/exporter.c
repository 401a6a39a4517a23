#include "export/exporter.h"

#define EXPORTER(name) extern const dp_exporter dp_exporter_##name;
#include "export/exporters.def"
#undef EXPORTER

static const dp_exporter *const exporters[] = {
#define EXPORTER(name) &dp_exporter_##name,
#include "export/exporters.def"
#undef EXPORTER
};

const char *const dp_target_words[DP_TARGETS] = {"auto", "ml5", "ml1", "plain"};

bool dp_target_named(const char *word, dp_target *target)
{
    for (size_t i = 0; i < DP_TARGETS; i++) {
        if (strcmp(word, dp_target_words[i]) == 0) {
            *target = (dp_target)i;
            return true;
        }
    }
    return false;
}

const dp_exporter *const *dp_exporters(size_t *n)
{
    *n = sizeof exporters / sizeof exporters[0];
    return exporters;
}

const dp_exporter *dp_exporter_find(const char *name)
{
    for (size_t i = 0; i < sizeof exporters / sizeof exporters[0]; i++) {
        if (strcmp(exporters[i]->name, name) == 0) {
            return exporters[i];
        }
    }
    return NULL;
}

dp_rc dp_refuse_unread(dp_ctx *ctx, dp_span bytes)
{
    for (size_t i = 0; i < sizeof exporters / sizeof exporters[0]; i++) {
        const char *what = exporters[i]->unread != NULL ? exporters[i]->unread(ctx, bytes) : NULL;
        if (what != NULL) {
            return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "%s", what);
        }
    }
    return DP_OK;
}
