/* The eras of attributes: from what a file says to what today's scikit-learn calls it. Rows in model/era.def. */
#ifndef DP_MODEL_ERA_H
#define DP_MODEL_ERA_H

#include <stdbool.h>

/* What an attribute of this class is called today; the name itself where nothing changed. */
const char *dp_era_name(const char *canonical, const char *name);
/* Was this once a parameter of the class, and is no longer one? */
bool dp_era_dropped(const char *canonical, const char *name);
/* A parameter's value as it is spelled today, both in the JSON grammar; NULL where nothing changed. */
const char *dp_era_spelled(const char *canonical, const char *parameter, const char *value);
/* What the class did before it had this parameter, in the JSON grammar; NULL: what today's default does.
 * value_of answers with the spelling of another parameter in the file, "" where there is none. */
const char *dp_era_filled(const char *canonical, const char *parameter,
                          const char *(*value_of)(void *self, const char *other), void *self);

#endif
