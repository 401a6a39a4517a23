/* Objects of a class, where a pickle makes them by way of copyreg:
 *
 *     copyreg._reconstructor(class, object, None)      protocols 0 and 1
 *     copyreg._reconstructor(class, dict, {…})         a class that is a dict
 *     copyreg.__newobj__(class, arguments …)
 *
 * Both become what NEWOBJ would have made: callee is the class. */
#include "value/recipe.h"

#include "pickle/names.h"

static dp_rc check_class(dp_heap *heap, dp_id id, dp_id class)
{
    const dp_obj *o = dp_at(heap, class);
    if (o->kind != DP_K_GLOBAL || o->u.global->row == NULL) {
        return dp_call_refuse(heap, id, "expected a class, found %s", dp_obj_describe(heap, class));
    }
    return DP_OK;
}

static dp_rc empty_args(dp_heap *heap, dp_id id, dp_id *out)
{
    *out = dp_obj_new(heap, DP_K_TUPLE, dp_at(heap, id)->offset);
    return *out != 0 ? DP_OK : dp_failed(dp_heap_ctx(heap));
}

enum { OP_NEWOBJ = 0x81 };

static void become(dp_heap *heap, dp_id id, dp_id class, dp_id args)
{
    dp_made *made = dp_at(heap, id)->u.made;
    made->callee = class;
    made->args = args;
    made->opcode = OP_NEWOBJ;
}

dp_rc dp_recipe_reconstructor(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    dp_id none;
    DP_TRY(dp_call_args(heap, id, 3, 3, &args, &n));
    DP_TRY(check_class(heap, id, args[0]));
    DP_TRY(empty_args(heap, id, &none));
    dp_made *made = dp_at(heap, id)->u.made;
    const char *base = dp_kind_of(heap, args[1]) == DP_K_GLOBAL ? dp_canonical(heap, args[1]) : "";
    dp_kind state = dp_kind_of(heap, args[2]);
    bool is_object = strcmp(base, "builtins.object") == 0 && state == DP_K_NONE;
    bool is_dict = strcmp(base, "builtins.dict") == 0 && state == DP_K_DICT && made->pairs == 0;
    if (!is_object && !is_dict) {
        return dp_call_refuse(heap, id, "expected object and None, or dict and a dict, found %s and %s",
                              dp_obj_describe(heap, args[1]), dp_obj_describe(heap, args[2]));
    }
    if (is_dict) {
        made->pairs = args[2];
    }
    become(heap, id, args[0], none);
    return DP_OK;
}

dp_rc dp_recipe_newobj(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    dp_id rest;
    DP_TRY(dp_call_args(heap, id, 1, 16, &args, &n));
    DP_TRY(check_class(heap, id, args[0]));
    DP_TRY(empty_args(heap, id, &rest));
    for (size_t i = 1; i < n; i++) {
        DP_TRY(dp_obj_push(heap, rest, args[i]));
    }
    become(heap, id, args[0], rest);
    return DP_OK;
}
