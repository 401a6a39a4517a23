/* A family's table of attributes, carried out. For model/ only. */
#ifndef DP_MODEL_FIELDS_H
#define DP_MODEL_FIELDS_H

#include "model/family.h"

/* Fills ir (family->size bytes, zeroed) from the state. Sticky as all reading. */
void dp_fields_read(dp_state *s, const dp_field *fields, void *ir);

#endif
