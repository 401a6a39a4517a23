/* Words for nodes, in messages and reports. */
#include "pickle/heap.h"

static const char *global_text(dp_heap *heap, const dp_global *global)
{
    if (global->row != NULL && global->row->canonical[0] != '\0') {
        return global->row->canonical;
    }
    return dp_name_text(heap, global);
}

const char *dp_obj_class(dp_heap *heap, dp_id id)
{
    const dp_obj *o = dp_at(heap, id);
    if (o->kind == DP_K_MADE) {
        o = dp_at(heap, o->u.made->callee);
    }
    return o->kind == DP_K_GLOBAL ? global_text(heap, o->u.global) : "";
}

const char *dp_obj_describe(dp_heap *heap, dp_id id)
{
    static const char *const words[] = {
        [DP_K_NONE] = "None",         [DP_K_BOOL] = "bool",         [DP_K_INT] = "int",
        [DP_K_LONG] = "int",          [DP_K_FLOAT] = "float",       [DP_K_TEXT] = "str",
        [DP_K_BYTES] = "bytes",       [DP_K_BYTEARRAY] = "bytearray", [DP_K_LIST] = "list",
        [DP_K_TUPLE] = "tuple",       [DP_K_SET] = "set",           [DP_K_FROZENSET] = "frozenset",
        [DP_K_DICT] = "dict",         [DP_K_GLOBAL] = "a name",     [DP_K_MADE] = "an object",
        [DP_K_ARRAY] = "array",       [DP_K_SCALAR] = "numpy scalar", [DP_K_DTYPE] = "numpy dtype",
        [DP_K_SPARSE] = "sparse matrix", [DP_K_COMPLEX] = "complex", [DP_K_SLICE] = "slice",
        [DP_K_OPAQUE] = "an object",
    };
    const dp_obj *o = dp_at(heap, id);
    const char *name = dp_obj_class(heap, id);
    if (o->kind == DP_K_BYTES && (o->flags & DP_F_PY2STR) != 0) {
        return "str";
    }
    if (o->kind == DP_K_MADE && name[0] != '\0') {
        return dp_take_printf(dp_heap_ctx(heap), "%s object", name);
    }
    if (o->kind == DP_K_GLOBAL) {
        return name;
    }
    if (o->kind == DP_K_OPAQUE && o->u.name != NULL) {
        return o->u.name;
    }
    return words[o->kind];
}
