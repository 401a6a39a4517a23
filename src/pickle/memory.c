/* What joblib writes of a Memory that keeps nothing, by version:
 *
 *     before 0.12   REDUCE Memory (None, mmap_mode, compress, verbose); so does sklearn.externals.joblib, up to 0.19
 *     0.12.0        REDUCE Memory (None, backend, mmap_mode, compress, verbose)
 *     since 0.12.1  BUILD a dict of attributes; location and store_backend are None
 *
 * With a path in the place of the first None its constructor makes that folder, and calls of cached functions read
 * pickles there. Only plain values in these forms can be seen through. */
#include "pickle/memory.h"

bool dp_is_memory(const dp_heap *heap, dp_id id)
{
    return dp_is_call(heap, id, "joblib.memory.Memory");
}

static bool is_text(const dp_heap *heap, dp_id id)
{
    return dp_is_text(dp_at(heap, id));
}

static bool is_none(const dp_heap *heap, dp_id id)
{
    return dp_kind_of(heap, id) == DP_K_NONE;
}

/* compress, verbose and depth. */
static bool is_number(const dp_heap *heap, dp_id id)
{
    return dp_kind_of(heap, id) == DP_K_BOOL || dp_kind_of(heap, id) == DP_K_INT;
}

static bool is_mode(const dp_heap *heap, dp_id id)
{
    return is_none(heap, id) || dp_obj_is(heap, id, "r") || dp_obj_is(heap, id, "r+") || dp_obj_is(heap, id, "w+")
           || dp_obj_is(heap, id, "c");
}

/* The newer constructor has a path in the place of 0.12.0's mmap_mode. */
bool dp_memory_call(const dp_heap *heap, dp_id args)
{
    const dp_obj *o = dp_at(heap, args);
    if (o->kind != DP_K_TUPLE || (o->len != 4 && o->len != 5)) {
        return false;
    }
    const dp_id *arg = o->u.item;
    bool older = o->len == 4 && is_mode(heap, arg[1]);
    bool newer = o->len == 5 && dp_obj_is(heap, arg[1], "local") && is_none(heap, arg[2]);
    return is_none(heap, arg[0]) && (older || newer) && is_number(heap, arg[o->len - 2])
           && is_number(heap, arg[o->len - 1]);
}

static bool is_size(const dp_heap *heap, dp_id id)
{
    return is_none(heap, id) || is_number(heap, id) || is_text(heap, id);
}

static bool is_no_option(const dp_heap *heap, dp_id id)
{
    return dp_kind_of(heap, id) == DP_K_DICT && dp_at(heap, id)->len == 0;
}

bool dp_memory_state(const dp_heap *heap, dp_id state)
{
    static const struct {
        const char *key;
        bool (*holds)(const dp_heap *heap, dp_id value);
    } attributes[] = {
        {"_name", is_text},    {"_verbose", is_number}, {"backend", is_text},  {"backend_options", is_no_option},
        {"bytes_limit", is_size}, {"compress", is_number}, {"depth", is_number}, {"location", is_none},
        {"mmap_mode", is_mode}, {"store_backend", is_none}, {"timestamp", is_none},
    };
    const dp_obj *o = dp_at(heap, state);
    bool good = o->kind == DP_K_DICT;
    for (size_t i = 0; good && i < o->len; i++) {
        const dp_id *pair = o->u.item + 2 * i;
        size_t k = 0;
        while (k < sizeof attributes / sizeof *attributes && !dp_obj_is(heap, pair[0], attributes[k].key)) {
            k++;
        }
        good = k < sizeof attributes / sizeof *attributes && attributes[k].holds(heap, pair[1]);
    }
    return good;
}
