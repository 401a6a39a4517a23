/* Objects that mean nothing to a model, and must still be what they were: random numbers' generators, dates. */
#include "export/skops_writer.h"

enum { SEED_PARTS = 5, BUILT_PARTS = 2 };

static bool is_call_to(const dp_skops *s, const dp_made *made, const char *canonical)
{
    return made != NULL && strcmp(dp_obj_class(s->heap, made->callee), canonical) == 0;
}

static bool is_made_by_its_class(const char *canonical)
{
    return dp_begins(canonical, "datetime.") || dp_begins(canonical, "decimal.") || dp_begins(canonical, "fractions.");
}

/* A node whose content is one value. */
static void open_with(dp_skops *s, dp_skops_node *node, const dp_home *home, const char *loader, dp_id content)
{
    dp_skops_child *child = dp_skops_children(s, 1);
    if (child == NULL) {
        return;
    }
    dp_skops_head(s, node->id, home->module, home->name, loader);
    child[0] = (dp_skops_child){.key = DP_LIT("content"), .id = content};
    dp_skops_hold(node, child, 1, "}");
}

static void open_by_class(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    dp_home home;
    if (dp_skops_home(s, made->callee, &home)) {
        open_with(s, node, &home, "ConstructorFromReduceNode", made->args);
    }
}

static void open_random_state(dp_skops *s, dp_id state, dp_skops_node *node)
{
    static const dp_home home = {.module = "numpy.random.mtrand", .name = "RandomState"};
    open_with(s, node, &home, "RandomStateNode", state);
}

/* ---- numpy.random.Generator ---- */

/* Its state, and what it was seeded with: NumPy before 2.0 does not keep the latter (*seed is 0). false: none of these. */
static bool find_state(const dp_skops *s, const dp_made *made, dp_id *state, dp_id *seed)
{
    const dp_obj *args = dp_at(s->heap, made->args);
    dp_id bits = args->kind == DP_K_TUPLE && args->len != 0 ? args->u.item[0] : 0;
    const dp_made *built = dp_obj_origin(s->heap, bits);
    *state = made->state;
    *seed = 0;
    if (is_call_to(s, built, "numpy.random._pickle.__bit_generator_ctor")) {
        const dp_obj *parts = dp_at(s->heap, built->state);
        if (parts->kind != DP_K_TUPLE || parts->len != BUILT_PARTS) {
            return false;
        }
        *state = parts->u.item[0];
        *seed = parts->u.item[1];
    }
    return dp_kind_of(s->heap, *state) == DP_K_DICT;
}

static void open_generator(dp_skops *s, dp_id id, const dp_made *made, dp_skops_node *node)
{
    dp_id state;
    dp_id seed;
    dp_skops_child *child = dp_skops_children(s, 2);
    if (child == NULL || !find_state(s, made, &state, &seed)) {
        dp_skops_refuse(s, id, "skops has no form for a generator of random numbers without its state");
        return;
    }
    dp_skops_head(s, node->id, "numpy.random._generator", "Generator", "RandomGeneratorNode");
    child[0] = (dp_skops_child){.outer = "content", .key = DP_LIT("bit_generator"), .id = state, .form = DP_SKOPS_DICT};
    child[1] = (dp_skops_child){.key = DP_LIT("seed_seq"), .closes = 1, .id = seed, .form = seed != 0 ? DP_SKOPS_SEED : DP_SKOPS_EMPTY};
    dp_skops_hold(node, child, 2, "}");
}

/* What SeedSequence's constructor takes, from what Cython keeps, by name: entropy, n_children_spawned, pool, pool_size,
 * spawn_key. */
void dp_skops_open_seed(dp_skops *s, dp_id id, dp_skops_node *node)
{
    static const struct { const char *name; unsigned at; } parts[] = {
        {"entropy", 0}, {"spawn_key", 4}, {"pool_size", 3}, {"n_children_spawned", 1},
    };
    enum { N_PARTS = sizeof parts / sizeof *parts };
    const dp_made *made = dp_obj_origin(s->heap, id);
    const dp_obj *state = made != NULL ? dp_at(s->heap, made->state) : NULL;
    dp_skops_child *child = dp_skops_children(s, N_PARTS);
    if (child == NULL || !is_call_to(s, made, "numpy.random.bit_generator.__pyx_unpickle_SeedSequence")
        || state->kind != DP_K_TUPLE || state->len != SEED_PARTS) {
        dp_skops_refuse(s, id, "skops has no form for %s", dp_obj_describe(s->heap, id));
        return;
    }
    for (size_t i = 0; i < N_PARTS; i++) {
        child[i] = (dp_skops_child){.key = dp_span_of(parts[i].name), .id = state->u.item[parts[i].at]};
    }
    dp_skops_open_members(s, child, N_PARTS, node);
}

void dp_skops_open_opaque(dp_skops *s, dp_id id, dp_skops_node *node)
{
    const dp_made *made = dp_obj_origin(s->heap, id);
    const char *canonical = made != NULL ? dp_obj_class(s->heap, made->callee) : "";
    if (is_call_to(s, made, "numpy.random._pickle.__randomstate_ctor") && made->state != 0) {
        open_random_state(s, made->state, node);
    } else if (is_call_to(s, made, "numpy.random._pickle.__generator_ctor")) {
        open_generator(s, id, made, node);
    } else if (is_made_by_its_class(canonical) && made->state == 0 && made->kwargs == 0) {
        open_by_class(s, made, node);
    } else {
        dp_skops_refuse(s, id, "skops has no form for %s", dp_obj_describe(s->heap, id));
    }
}
