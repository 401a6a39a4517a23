#include "cli/told.h"

#include <cJSON.h>

bool dp_tell_tree(dp_wire *wire, cJSON *tree)
{
    char *printed = cJSON_PrintUnformatted(tree);
    bool good = printed != NULL;
    dp_wire_json(wire, good ? printed : "{}");
    cJSON_free(printed);
    cJSON_Delete(tree);
    return good;
}
