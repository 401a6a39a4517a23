/* Calls that are allowed and have no part in a model's answers; and a call that only names something. */
#include "value/recipe.h"

#include "base/text.h"
#include "pickle/names.h"

/* What stands for the object in what is written: the class that Python would show. */
static const char *public_name(const char *canonical)
{
    static const char *const names[][2] = {
        {"builtins.getattr", "types.MethodType"},
        {"numpy.random._pickle.__bit_generator_ctor", "numpy.random.BitGenerator"},
        {"numpy.random._pickle.__generator_ctor", "numpy.random.Generator"},
        {"numpy.random._pickle.__randomstate_ctor", "numpy.random.RandomState"},
        {"numpy.random.bit_generator.__pyx_unpickle_SeedSequence", "numpy.random.SeedSequence"},
        {"re._compile", "re.Pattern"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(canonical, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return canonical;
}

dp_rc dp_recipe_opaque(dp_heap *heap, dp_id id)
{
    dp_obj *o = dp_at(heap, id);
    const char *name = public_name(dp_canonical(heap, id));
    o->kind = DP_K_OPAQUE;
    o->u.name = name;
    return DP_OK;
}

/* numpy before 1.20 names a ufunc by a call: (module, name). The pair is a name like any other, and judged as one. */
dp_rc dp_recipe_ufunc(dp_heap *heap, dp_id id)
{
    dp_span module;
    dp_span name;
    const dp_id *args;
    size_t n;
    dp_ctx *ctx = dp_heap_ctx(heap);
    DP_TRY(dp_call_plain(heap, id, 2, 2, &args, &n));
    if (!dp_text_of(heap, args[0], &module) || !dp_text_of(heap, args[1], &name)) {
        return dp_call_refuse(heap, id, "expected a module and a name");
    }
    const dp_name *row = dp_name_find(module, name);
    dp_obj *o = dp_at(heap, id);
    bool function = row != NULL && row->role == DP_R_DATA && row->reason[0] == '\0'; /* classes stand behind GLOBAL */
    if (!function) {
        size_t most = dp_ctx_limits(ctx)->name;
        const char *text = dp_take_printf(ctx, "%s.%s", dp_escape(ctx, module, most), dp_escape(ctx, name, most));
        const char *reason = row == NULL ? "" : row->reason[0] != '\0' ? row->reason : "is no ufunc";
        dp_name_use use = {.name = text, .canonical = "", .offset = o->offset, .verdict = row == NULL ? DP_UNKNOWN : DP_DANGEROUS,
                           .reach = DP_CALLED, .place = dp_ctx_where(ctx), .reason = reason};
        dp_note_name(ctx, &use);
        return dp_fail(ctx, DP_UNSAFE, o->offset, "would look up %s, which is no ufunc in the table of names", text);
    }
    dp_global *global = dp_take(ctx, 1, sizeof *global);
    if (global == NULL) {
        return dp_failed(ctx);
    }
    *global = (dp_global){module, name, row};
    o->kind = DP_K_GLOBAL;
    o->u.global = global;
    return DP_OK;
}
