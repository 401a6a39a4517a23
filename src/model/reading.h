/* Models read on the way into one file's top model: each object once, however often it is referred to. For model/ only. */
#ifndef DP_MODEL_READING_H
#define DP_MODEL_READING_H

#include "model/model.h"

typedef struct dp_reading {
    const dp_loaded *file;
    dp_model **seen;   /* by object id; NULL: not met */
    uint8_t *busy;     /* by object id: being read now */
} dp_reading;

#endif
