/* The dictionaries of the standard library and of scikit-learn. Pairs come by SETITEM(S), or as an argument: another
 * dictionary, or (Python 2's OrderedDict) a list of [key, value]. */
#include "value/recipe.h"

/* A new DICT node of the pairs in a list; 0: the error is set. */
static dp_id dict_of_list(dp_heap *heap, dp_id id, dp_id list)
{
    dp_id dict = dp_obj_new(heap, DP_K_DICT, dp_at(heap, id)->offset);
    const dp_obj *items = dp_at(heap, list);
    for (uint32_t i = 0; dict != 0 && i < items->len; i++) {
        const dp_obj *pair = dp_at(heap, items->u.item[i]);
        if ((pair->kind != DP_K_LIST && pair->kind != DP_K_TUPLE) || pair->len != 2) {
            dp_call_refuse(heap, id, "expected pairs of key and value, found %s",
                           dp_obj_describe(heap, items->u.item[i]));
            return 0;
        }
        if (dp_obj_set(heap, dict, pair->u.item[0], pair->u.item[1]) != DP_OK) {
            return 0;
        }
    }
    return dict;
}

/* The argument's pairs and those set later, as one dictionary. */
static dp_rc make_dict(dp_heap *heap, dp_id id, dp_id from)
{
    dp_id pairs = dp_at(heap, id)->u.made->pairs;
    if (from == 0) {
        dp_share_members(heap, id, DP_K_DICT, pairs);
        return DP_OK;
    }
    dp_id dict = from;
    if (dp_kind_of(heap, from) == DP_K_LIST || dp_kind_of(heap, from) == DP_K_TUPLE) {
        dict = dict_of_list(heap, id, from);
        if (dict == 0) {
            return dp_failed(dp_heap_ctx(heap));
        }
    } else if (dp_kind_of(heap, from) != DP_K_DICT) {
        return dp_call_refuse(heap, id, "expected pairs, found %s", dp_obj_describe(heap, from));
    }
    if (pairs == 0 || dp_at(heap, pairs)->len == 0) {
        dp_share_members(heap, id, DP_K_DICT, dict);
        return DP_OK;
    }
    dp_id both = dp_obj_new(heap, DP_K_DICT, dp_at(heap, id)->offset);
    const dp_id parts[] = {dict, pairs};
    for (size_t k = 0; k < 2; k++) {
        const dp_obj *part = dp_at(heap, parts[k]);
        for (uint32_t i = 0; i < part->len; i++) {
            DP_TRY(dp_obj_set(heap, both, part->u.item[2 * i], part->u.item[2 * i + 1]));
        }
    }
    dp_share_members(heap, id, DP_K_DICT, both);
    return DP_OK;
}

static dp_rc check_made(dp_heap *heap, dp_id id, size_t most, const dp_id **args, size_t *n)
{
    const dp_made *made = dp_at(heap, id)->u.made;
    if (made->items != 0) {
        return dp_call_refuse(heap, id, "is given items without keys");
    }
    /* An object made by NEWOBJ is empty whatever its arguments are. */
    return dp_call_args(heap, id, 0, dp_was_called(made) ? most : 0, args, n);
}

/* A Bunch is one whose keys are attributes too; the state that newer versions write repeats them. */
dp_rc dp_recipe_dict(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(check_made(heap, id, 1, &args, &n));
    return make_dict(heap, id, n == 1 ? args[0] : 0);
}

/* The factory is a name, which is data, or None. */
dp_rc dp_recipe_defaultdict(dp_heap *heap, dp_id id)
{
    const dp_id *args;
    size_t n;
    DP_TRY(check_made(heap, id, 2, &args, &n));
    if (n != 0 && dp_kind_of(heap, args[0]) != DP_K_GLOBAL && dp_kind_of(heap, args[0]) != DP_K_NONE) {
        return dp_call_refuse(heap, id, "expected a type, found %s", dp_obj_describe(heap, args[0]));
    }
    return make_dict(heap, id, n == 2 ? args[1] : 0);
}
