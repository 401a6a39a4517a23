/* The eras of parameters: from what a file says to what today's scikit-learn calls it. Rows in model/era.def. */
#ifndef DP_MODEL_ERA_H
#define DP_MODEL_ERA_H

#include <stdbool.h>

/* The older name of a parameter of this class, or NULL. */
const char *dp_era_older(const char *canonical, const char *parameter);
/* The value as it is spelled today (both in the JSON grammar); the value itself where nothing changed. */
const char *dp_era_spelled(const char *canonical, const char *parameter, const char *value);
/* Was this attribute once a parameter of the class, and is no longer? */
bool dp_era_dropped(const char *canonical, const char *parameter);

#endif
