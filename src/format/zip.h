/* Zip archives: never loaded, but the pickles among their members are searched for names. */
#ifndef DP_FORMAT_ZIP_H
#define DP_FORMAT_ZIP_H

#include "pickle/machine.h"

/* Notes, as DP_NESTED, the names in every member that is a pickle, or a .npy file with objects. Errors are not wanted:
 * the file is refused already. */
void dp_zip_search(dp_heap *heap, dp_span bytes, const dp_allow *allow);

#endif
