/* Objects of a class that pickles of protocols 0 and 1 make by way of copyreg. The machine has brought the common forms
 * (object, dict, list beneath the class) into the form of NEWOBJ already; what is left is
 *
 *     copyreg._reconstructor(class, tuple, (…))        a named tuple
 *     copyreg._reconstructor(class, float, 1.5)        a class that is a number or a text
 *
 * and becomes the same: callee is the class, the arguments are what it is made of. */
#include "value/recipe.h"

#include "pickle/opcodes.h"

dp_rc dp_recipe_reconstructor(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(dp_call_args(heap, id, 3, 3, &args, &n));
    const dp_obj *class = dp_at(heap, args[0]);
    const char *base = dp_kind_of(heap, args[1]) == DP_K_GLOBAL ? dp_canonical(heap, args[1]) : "";
    bool known = (strncmp(base, "builtins.", 9) == 0 && strcmp(base, "builtins.object") != 0)
                 || strcmp(base, "datetime.tzinfo") == 0; /* of time zones */
    if (class->kind != DP_K_GLOBAL || class->u.global->row == NULL || !known) {
        return dp_call_refuse(heap, id, "expected a class and what it is made of, found %s and %s",
                              dp_obj_describe(heap, args[0]), dp_obj_describe(heap, args[1]));
    }
    dp_id made_of = args[2];
    if (dp_kind_of(heap, made_of) != DP_K_TUPLE) {
        made_of = dp_obj_new(heap, DP_K_TUPLE, dp_at(heap, id)->offset);
        DP_TRY(made_of != 0 ? dp_obj_push(heap, made_of, args[2]) : dp_failed(dp_heap_ctx(heap)));
    }
    dp_made *made = dp_at(heap, id)->u.made;
    made->callee = args[0];
    made->args = made_of;
    made->opcode = DP_OPC_NEWOBJ;
    return DP_OK;
}

/* copyreg.__newobj__ and its like are rewritten by the machine; one that is still here had nothing to make. */
dp_rc dp_recipe_refuse(dp_heap *heap, dp_id id)
{
    return dp_call_refuse(heap, id, "expected a class");
}
