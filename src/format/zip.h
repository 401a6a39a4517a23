/* Zip archives: never loaded, but the pickles among their members are searched for names. */
#ifndef DP_FORMAT_ZIP_H
#define DP_FORMAT_ZIP_H

#include "pickle/machine.h"

/* Looks into every member that is a pickle, a .npy file with objects, one of these compressed, or an archive itself. Names
 * are noted only if one is known for harm: PyTorch's archives name functions of their own, and are reported as not examined. */
void dp_zip_search(dp_ctx *ctx, dp_span bytes, const dp_allow *allow);

/* Does an archive end here, whatever stands before it? */
bool dp_zip_ends(dp_span bytes);

#endif
