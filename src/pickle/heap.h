/* Inside of the heap: nodes in chunks, the nodes that everybody shares, and which uses of names were noted already.
 * For pickle/ only. */
#ifndef DP_PICKLE_HEAP_H
#define DP_PICKLE_HEAP_H

#include "base/hash.h"
#include "pickle/names.h"
#include "pickle/object.h"

enum {
    DP_CHUNK_BITS = 10,
    DP_CHUNK = 1 << DP_CHUNK_BITS, /* nodes in a chunk */
    DP_SMALL_INTS = 256,           /* 0 … 255 exist once each */
    DP_F_CLASS_FIRST = 16,         /* flag of a TUPLE: arguments, of which the first is a class to make an object of */
    DP_F_SEEN_INTO = 32,           /* flag: its members are marked as well */
    DP_F_HANDED_ON = 64,           /* flag: a call or a BUILD has copied what is in it */
    DP_F_USED = 128                /* flag of a GLOBAL that was called, built or changed */
};

struct dp_origin {
    dp_id id;
    const dp_made *made;
};

struct dp_heap {
    dp_ctx *ctx;
    dp_obj *nothing; /* what dp_at gives for an id that is none */
    dp_obj **chunk;
    size_t n_chunks;
    dp_id last;
    dp_id none, no, yes, empty_tuple; /* 0 until first used */
    dp_id small[DP_SMALL_INTS];
    struct dp_origin *origin; /* by ascending id */
    size_t n_origins;
    bool origins_mixed; /* not in order of ids: what a nested pickle made is settled before what holds it */
    size_t opcodes;       /* of all pickles of this heap: the limit is per input */
    uint32_t *noted;      /* per row of the table of names: bit reach * 5 + place */
    uint64_t *seen;       /* hashes of noted uses of names outside the table: open addressing, 0 is free */
    size_t n_seen, seen_cap;
    dp_hash_key seen_key; /* drawn when the set is made */
};

/* Appends n ids (pairs count as two) at once. */
dp_rc dp_obj_extend(dp_heap *heap, dp_id container, const dp_id *ids, size_t n);

/* Nodes that are always the same. 0 when memory is out. */
dp_id dp_heap_none(dp_heap *heap, uint64_t offset);
dp_id dp_heap_bool(dp_heap *heap, bool value, uint64_t offset);
dp_id dp_heap_int(dp_heap *heap, int64_t value, uint64_t offset);
dp_id dp_heap_empty_tuple(dp_heap *heap, uint64_t offset);

/* Notes a use of `global` once per reach and place, with the verdict that its role and the reach give together. */
void dp_note_use(dp_heap *heap, const dp_global *global, dp_reach reach, uint64_t offset, const dp_allow *allow);
/* Was this use noted before? Only known for names of the table; false otherwise. */
bool dp_use_noted(const dp_heap *heap, const dp_global *global, dp_reach reach);
/* Notes something that has no module and no name ("EXT1:240", "<computed>"). */
void dp_note_odd(dp_heap *heap, const char *name, dp_verdict verdict, dp_reach reach, uint64_t offset,
                 const char *reason);
/* "module.name", escaped for printing; in the arena. */
const char *dp_name_text(dp_heap *heap, const dp_global *global);
/* Is module.name among the names that the caller allowed? */
bool dp_name_allowed(const dp_allow *allow, dp_span module, dp_span name);

#endif
