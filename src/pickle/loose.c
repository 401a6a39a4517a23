/* numpy.memmap is the class of arrays that were mapped from files; joblib's Memory, and boosters, are made by pickles too. Each
 * stands in its place there: where the class of an array is told, or where an object is made. Anywhere else (an attribute, an
 * argument) a library may come to call it, with arguments from the file: IsotonicRegression calls its _build_f when it gets its
 * state, pandas' _new_Index makes what it is told. */
#include "pickle/loose.h"

bool dp_name_acts(const dp_name *row)
{
    return row != NULL && row->role != DP_R_DANGER && row->reason[0] != '\0';
}

void dp_vm_mark_class(struct dp_vm *vm, const dp_made *call)
{
    static const char *const functions[] = {"copyreg.__newobj__", "copyreg.__newobj_ex__", "copyreg._reconstructor",
                                            "dateutil.tz._tzfile._unpickle", "numpy._core.multiarray._reconstruct"};
    const dp_name *row = dp_row_of(dp_at(vm->heap, call->callee));
    for (size_t i = 0; row != NULL && i < sizeof functions / sizeof *functions; i++) {
        if (strcmp(row->canonical, functions[i]) == 0) {
            dp_at(vm->heap, call->args)->flags |= DP_F_CLASS_FIRST;
        }
    }
}

/* joblib's wrappers of arrays have the class as an attribute. */
static bool in_place(const struct dp_vm *vm, const dp_obj *o, size_t i)
{
    bool attribute = o->kind == DP_K_DICT && i % 2 == 1 && dp_obj_is(vm->heap, o->u.item[i - 1], "subclass");
    return attribute || (i == 0 && (o->flags & DP_F_CLASS_FIRST) != 0);
}

static bool holds_others(const dp_obj *o)
{
    return o->kind == DP_K_LIST || o->kind == DP_K_TUPLE || o->kind == DP_K_SET || o->kind == DP_K_FROZENSET
           || o->kind == DP_K_DICT;
}

void dp_vm_note_loose(struct dp_vm *vm, dp_id first)
{
    for (dp_id id = first; id <= dp_heap_last(vm->heap); id++) {
        const dp_obj *o = dp_at(vm->heap, id);
        size_t n = holds_others(o) ? o->len * (o->kind == DP_K_DICT ? (size_t)2 : 1) : 0;
        for (size_t i = 0; i < n; i++) {
            dp_obj *held = dp_at(vm->heap, o->u.item[i]);
            if (dp_name_acts(dp_row_of(held)) && !in_place(vm, o, i)) {
                held->flags |= DP_F_USED;
                dp_note_odd(vm->heap, dp_name_text(vm->heap, held->u.global), DP_DANGEROUS, DP_HELD, held->offset,
                            held->u.global->row->reason);
            }
        }
    }
}
