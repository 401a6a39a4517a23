/* The pickle machine: opcodes to passive objects. It imports nothing and calls nothing; no path leads from a name in
 * the input to a function of ours except the table of names. */
#ifndef DP_PICKLE_MACHINE_H
#define DP_PICKLE_MACHINE_H

#include "pickle/names.h"
#include "pickle/object.h"

/* What a format hangs into the machine. joblib's raw arrays stand right behind the BUILD of their wrapper. */
typedef struct dp_hooks {
    /* After each BUILD on `made`: `rest` is what follows the BUILD opcode, `at` its offset in the decoded bytes.
     * Eats *eaten bytes of rest (0: none of mine). NULL: no hook. */
    dp_rc (*after_build)(void *self, dp_heap *heap, dp_id made, dp_span rest, uint64_t at, size_t *eaten);
    void *self;
    const dp_allow *allow;
} dp_hooks;

/* Facts that tell who wrote the pickle. */
typedef struct dp_pickle_facts {
    uint8_t protocol;   /* the highest that PROTO or an opcode tells */
    bool python2;       /* Python 2 forms were met: copy_reg, STRING opcodes holding text … */
    size_t opcodes;
    size_t n_pickles;
    size_t end;         /* bytes up to and with STOP, also behind a fault that CPython does not see; 0: not reached */
} dp_pickle_facts;

/* Runs one pickle at the start of `in`, up to and with its STOP. base: offset of in in the decoded bytes. On success
 * *root is the object and *used the bytes eaten. Every name is noted in the record with its reach; an unsafe name does
 * not stop the machine (the caller asks the record at the end: all names are wanted). Nor does a fault that CPython's
 * unpickler would not see; any other does. DP_CORRUPT or DP_LIMIT, and *used is the offset of the first faulty opcode.
 * The memo is the pickle's own. */
dp_rc dp_pickle_run(dp_heap *heap, dp_span in, uint64_t base, const dp_hooks *hooks, dp_pickle_facts *facts,
                    dp_id *root, size_t *used);

/* After a fault: reads on opcode by opcode from the start of `in` without a stack, and notes every name that stands
 * there (GLOBAL, INST, STACK_GLOBAL after two texts, EXT*), as DP_AFTER_FAULT. Resynchronises byte by byte. */
void dp_pickle_salvage(dp_heap *heap, dp_span in, uint64_t base, const dp_hooks *hooks);

/* Does this look like the start of a pickle? Bits of certainty, 0 = no. */
int dp_pickle_bid(dp_span head);

#endif
