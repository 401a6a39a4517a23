/* Names that are needed, and whose calls open files: where they stand loose, something may call them. */
#ifndef DP_PICKLE_LOOSE_H
#define DP_PICKLE_LOOSE_H

#include "pickle/vm.h"

/* Is it a name that is allowed, and that does something beyond making an object when it is called? */
bool dp_name_acts(const dp_name *row);
/* Marks the arguments of a call whose first is a class to make an object of, and not to call. */
void dp_vm_mark_class(struct dp_vm *vm, const dp_made *call);
/* Notes such names as dangerous that stand anywhere else in nodes from `first` on. */
void dp_vm_note_loose(struct dp_vm *vm, dp_id first);

#endif
