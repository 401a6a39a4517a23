#include "model/homes.h"

#include "base/rows.h"

static const dp_home homes[] = {
#define HOME(canonical, module, name, kind) {canonical, module, name, DP_HOME_##kind},
#include "model/homes.def"
#undef HOME
};

const dp_home *dp_home_of(const char *canonical)
{
    return dp_row_named(canonical, homes, sizeof homes / sizeof *homes, sizeof *homes);
}
