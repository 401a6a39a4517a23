/* The sweep that turns passive calls into values, and what all recipes need to look at a call. */
#include "value/recipe.h"

#include "base/rows.h"
#include "pickle/distribution.h"
#include "pickle/opcodes.h"

#include <stdio.h>

struct recipe {
    const char *canonical;
    dp_recipe_fn *make;
};

static const struct recipe recipes[] = {
#define RECIPE(canonical, function) {canonical, dp_recipe_##function},
#include "value/recipes.def"
#undef RECIPE
};

static const char *const names[] = {
#define RECIPE(canonical, function) canonical,
#include "value/recipes.def"
#undef RECIPE
};

const char *const *dp_recipes(size_t *n)
{
    *n = sizeof names / sizeof *names;
    return names;
}

static dp_recipe_fn *find_recipe(const char *canonical)
{
    const struct recipe *row = dp_row_named(canonical, recipes, sizeof recipes / sizeof *recipes, sizeof *recipes);
    return row != NULL ? row->make : NULL;
}

/* Values that several classes become. */
static bool hides_its_class(dp_kind kind)
{
    return kind == DP_K_DICT || kind == DP_K_LIST || kind == DP_K_OPAQUE || kind == DP_K_SPARSE;
}

/* scipy's randint and its like hold a method of themselves: as a value it would contain itself. */
static bool is_fetched_method(const dp_heap *heap, dp_id id)
{
    return dp_is_call(heap, id, "builtins.getattr") && dp_distribution_method(heap, dp_at(heap, id)->u.made->args);
}

static dp_rc settle_one(dp_heap *heap, dp_id id)
{
    dp_obj *o = dp_at(heap, id);
    if (o->kind != DP_K_MADE || (o->flags & DP_F_SETTLED) != 0) {
        return DP_OK;
    }
    dp_recipe_fn *make = is_fetched_method(heap, id) ? dp_recipe_opaque : find_recipe(dp_canonical(heap, id));
    if (make == NULL) {
        return DP_OK;
    }
    const dp_made *made = o->u.made;
    o->flags |= DP_F_SETTLED;
    DP_TRY(make(heap, id));
    return hides_its_class((dp_kind)o->kind) ? dp_obj_keep_origin(heap, id, made) : DP_OK;
}

dp_rc dp_settle(dp_heap *heap, dp_id first, dp_id last)
{
    dp_id newest = dp_heap_last(heap);
    if (last > newest) {
        last = newest;
    }
    for (dp_id id = first; id != 0 && id <= last; id++) {
        DP_TRY(settle_one(heap, id));
    }
    dp_obj_order_origins(heap);
    return DP_OK;
}

bool dp_was_called(const dp_made *made)
{
    return made->opcode == DP_OPC_REDUCE || made->opcode == DP_OPC_INST || made->opcode == DP_OPC_OBJ;
}

dp_rc dp_call_refuse(dp_heap *heap, dp_id id, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    const char *name = dp_canonical(heap, id);
    return dp_fail(dp_heap_ctx(heap), DP_CORRUPT, dp_at(heap, id)->offset, "%s: %s", name, text);
}

dp_rc dp_call_args(dp_heap *heap, dp_id id, size_t least, size_t most, const dp_id **args, size_t *n)
{
    const dp_made *made = dp_at(heap, id)->u.made;
    const dp_obj *tuple = dp_at(heap, made->args);
    if (tuple->kind != DP_K_TUPLE || made->kwargs != 0) {
        return dp_call_refuse(heap, id, "expected plain arguments");
    }
    if (tuple->len < least || tuple->len > most) {
        return dp_call_refuse(heap, id, "expected %zu to %zu arguments, found %u", least, most, tuple->len);
    }
    *args = tuple->u.item;
    *n = tuple->len;
    return DP_OK;
}

dp_rc dp_call_plain(dp_heap *heap, dp_id id, size_t least, size_t most, const dp_id **args, size_t *n)
{
    const dp_made *made = dp_at(heap, id)->u.made;
    if (!dp_was_called(made)) {
        return dp_call_refuse(heap, id, "expected a call, found an object made of it");
    }
    if (made->state != 0 || made->items != 0 || made->pairs != 0) {
        return dp_call_refuse(heap, id, "is given state or items, which it does not take");
    }
    return dp_call_args(heap, id, least, most, args, n);
}

dp_id dp_argument_of(const dp_heap *heap, dp_id id, size_t k, size_t n)
{
    const dp_obj *o = dp_at(heap, id);
    const dp_obj *args = dp_at(heap, o->kind == DP_K_MADE ? o->u.made->args : 0);
    return args->kind == DP_K_TUPLE && k < args->len && (n == 0 || n == args->len) ? args->u.item[k] : 0;
}

bool dp_text_of(const dp_heap *heap, dp_id id, dp_span *out)
{
    const dp_obj *o = dp_at(heap, id);
    if (dp_is_text(o)) {
        *out = (dp_span){o->u.bytes, o->len};
    }
    return dp_is_text(o);
}

static bool makes_bytes(const dp_heap *heap, dp_id id)
{
    return dp_is_call(heap, id, "_codecs.encode") || dp_is_call(heap, id, "builtins.bytes")
           || dp_is_call(heap, id, "builtins.bytearray");
}

bool dp_bytes_now(dp_heap *heap, dp_id id, dp_span *out)
{
    if (makes_bytes(heap, id) && settle_one(heap, id) != DP_OK) {
        return false;
    }
    const dp_obj *o = dp_at(heap, id);
    if (o->kind == DP_K_TEXT) {
        return dp_latin1_bytes(heap, (dp_span){o->u.bytes, o->len}, out);
    }
    if (o->kind != DP_K_BYTES && o->kind != DP_K_BYTEARRAY) {
        return false;
    }
    *out = (dp_span){o->u.bytes, o->len};
    return true;
}

dp_rc dp_dtype_now(dp_heap *heap, dp_id id, dp_dtype *out)
{
    if (dp_is_call(heap, id, "numpy.dtype")) {
        DP_TRY(settle_one(heap, id));
    }
    return dp_dtype_read(heap, id, out);
}

dp_rc dp_array_now(dp_heap *heap, dp_id id, const dp_array **out)
{
    if (dp_is_call(heap, id, "numpy._core.multiarray._reconstruct")
        || dp_is_call(heap, id, "numpy._core.numeric._frombuffer")) {
        DP_TRY(settle_one(heap, id));
    }
    *out = dp_kind_of(heap, id) == DP_K_ARRAY ? dp_array_of(heap, id) : NULL;
    return DP_OK;
}

bool dp_int_now(dp_heap *heap, dp_id id, int64_t *out)
{
    if (dp_is_call(heap, id, "numpy._core.multiarray.scalar") && settle_one(heap, id) != DP_OK) {
        return false;
    }
    return dp_int_of(heap, id, out);
}

void dp_share_members(dp_heap *heap, dp_id id, dp_kind kind, dp_id from)
{
    dp_obj *o = dp_at(heap, id);
    const dp_obj *members = dp_at(heap, from);
    o->kind = (uint8_t)kind;
    o->len = from != 0 ? members->len : 0;
    o->u.item = from != 0 ? members->u.item : NULL;
}

bool dp_latin1_bytes(dp_heap *heap, dp_span text, dp_span *out)
{
    uint8_t *p = dp_take_raw(dp_heap_ctx(heap), text.n, 1);
    if (p == NULL) {
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        uint8_t b = text.p[i];
        if (b >= 0x80) {
            if ((b != 0xc2 && b != 0xc3) || i + 1 >= text.n) {
                return false; /* beyond U+00FF */
            }
            b = (uint8_t)((b & 3U) << 6 | (text.p[++i] & 0x3fU));
        }
        p[n++] = b;
    }
    *out = (dp_span){p, n};
    return true;
}
