/* Pickles inside bytes values, as pickle.loads(b'…') runs them. */
#ifndef DP_FORMAT_NESTED_H
#define DP_FORMAT_NESTED_H

#include "pickle/machine.h"

/* Notes, as DP_NESTED, the names of every whole pickle that is the content of a bytes value. whole: the decoded file,
 * for offsets. Only called where the file is refused or a team's own class may unpickle its state: in any other file
 * bytes are inert, and coefficients whose bytes happen to spell a pickle must not raise an alarm. */
void dp_nested_search(dp_heap *heap, dp_span whole, const dp_allow *allow);

#endif
