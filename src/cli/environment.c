#include "cli/environment.h"

#include <stdlib.h>

const char *dp_environment(const char *name)
{
    return name != NULL ? getenv(name) : NULL;
}
