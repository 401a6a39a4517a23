/* The grammar of docs/formats/json.md for values that hold no others. For proof/ only. */
#ifndef DP_PROOF_JSON_VALUES_H
#define DP_PROOF_JSON_VALUES_H

#include "proof/json_form.h"
#include "value/array.h"

/* Has this object no objects inside? */
bool dp_is_flat(dp_heap *heap, dp_id id);
/* The next value is this object, which is flat. *values is counted up. */
bool dp_flat_same(dp_text_at *t, dp_heap *heap, dp_id id, uint64_t *values);

/* {"$array": {"dtype": …, "shape": …, of any array, up to its data; and from behind its data on. */
bool dp_array_begins(dp_text_at *t, const dp_array *a);
bool dp_array_ends(dp_text_at *t, const dp_array *a);
/* Brackets between the items of nested lists, before item i (i == count: behind the last). */
bool dp_array_edges(dp_text_at *t, const dp_array *a, uint64_t i);
/* Item i of an array that holds no objects. */
bool dp_item_same(dp_text_at *t, const dp_array *a, uint64_t i);

#endif
