#include "cli/told.h"

dp_rc dp_tell_tree(dp_ctx *ctx, dp_wire *wire, cJSON *tree)
{
    char *printed = cJSON_PrintUnformatted(tree);
    bool good = printed != NULL;
    dp_wire_json(wire, good ? printed : "{}");
    cJSON_free(printed);
    cJSON_Delete(tree);
    return good ? dp_failed(ctx) : dp_fail(ctx, DP_ERROR, DP_NO_OFFSET, "out of memory");
}
