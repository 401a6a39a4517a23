/* Dataset.__del__ hands the attribute "handle", "_handle" since 4.0, to LightGBM's library, to be freed. A pickle that
 * lightgbm wrote has None there: a Dataset with a handle cannot be pickled. A number would be freed as an address. */
#include "pickle/dataset.h"

bool dp_is_dataset(const dp_heap *heap, dp_id id)
{
    return dp_is_call(heap, id, "lightgbm.basic.Dataset");
}

bool dp_dataset_state(const dp_heap *heap, dp_id state)
{
    const dp_obj *o = dp_at(heap, state);
    if (o->kind != DP_K_DICT) {
        return false;
    }
    for (size_t i = 0; i < o->len; i++) {
        dp_id id = o->u.item[2 * i];
        bool handle = dp_obj_is(heap, id, "handle") || dp_obj_is(heap, id, "_handle");
        if (!dp_is_text(dp_at(heap, id)) || (handle && dp_kind_of(heap, o->u.item[2 * i + 1]) != DP_K_NONE)) {
            return false;
        }
    }
    return true;
}
