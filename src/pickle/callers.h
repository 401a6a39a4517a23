/* What calls what it is given: calls that stand for others. */
#ifndef DP_PICKLE_CALLERS_H
#define DP_PICKLE_CALLERS_H

#include "pickle/vm.h"

/* Notes whom this call calls besides its callee, now or when whoever holds its outcome calls that. */
void dp_vm_note_given(struct dp_vm *vm, const dp_made *call);
/* The same of the state for a partial: it replaces what the partial was made of. */
void dp_vm_note_partial(struct dp_vm *vm, dp_id state);

#endif
