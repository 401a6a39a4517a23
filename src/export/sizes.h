/* What takes the room in a file: the bytes of arrays, texts and numbers that its estimators and their attributes hold. */
#ifndef DP_EXPORT_SIZES_H
#define DP_EXPORT_SIZES_H

#include "export/description.h"
#include "export/walk.h"

/* Fills the sizes of the description. What several hold is counted once, for the first of them; root: what stands around the
 * estimators is counted as well. */
void dp_measure(dp_walk *walk, dp_id root, dp_description *what);

#endif
