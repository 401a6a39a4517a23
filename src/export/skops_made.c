/* Objects that a pickle makes by a class or a call: estimators, the helpers inside them, and what else skops has nodes for.
 * The name that skops shows its user is the one that is used: no call of the pickle is carried over, only a class. */
#include "export/skops_writer.h"

#include <stdio.h>

enum { PARTIAL_PARTS = 4, UNPICKLE_ARGS = 3 };

static bool is_filled(const dp_skops *s, dp_id id)
{
    const dp_obj *o = dp_at(s->heap, id);
    return id != 0 && (o->kind == DP_K_TUPLE || o->kind == DP_K_DICT || o->kind == DP_K_LIST) && o->len != 0;
}

/* Opens {"__class__" …; *child has room for n children. false: refused. */
static bool open_class(dp_skops *s, dp_id class, const char *loader, size_t n, dp_skops_child **child, dp_skops_node *node)
{
    dp_home home;
    *child = dp_skops_children(s, n);
    if (*child == NULL || !dp_skops_home(s, class, &home)) {
        return false;
    }
    dp_skops_head(s, node->id, home.module, home.name, loader);
    dp_skops_hold(node, *child, n, "}");
    return true;
}

static void open_content(dp_skops *s, dp_id class, const char *loader, dp_id content, dp_skops_node *node)
{
    dp_skops_child *child;
    if (open_class(s, class, loader, content != 0 ? 1 : 0, &child, node) && content != 0) {
        child[0] = (dp_skops_child){.key = DP_LIT("content"), .id = content};
    }
}

static void open_estimator(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    dp_skops_child *child;
    if (open_class(s, made->callee, "ObjectNode", 1, &child, node)) {
        child[0] = (dp_skops_child){.key = DP_LIT("content"), .id = node->id, .form = DP_SKOPS_STATE};
    }
}

/* Trees and losses: made of `args` and told `state`; 0: none. */
static void open_reduced(dp_skops *s, dp_id class, const char *loader, dp_id args, dp_id state, dp_skops_node *node)
{
    dp_skops_child *child;
    if (!open_class(s, class, loader, 2, &child, node)) {
        return;
    }
    child[0] = (dp_skops_child){.outer = "__reduce__", .key = DP_LIT("args"), .closes = 1, .id = args};
    child[1] = (dp_skops_child){.key = DP_LIT("content"), .id = state};
    if (dp_kind_of(s->heap, args) != DP_K_TUPLE) {
        child[0].form = DP_SKOPS_NO_ARGS;
    }
    if (!is_filled(s, state)) {
        child[1].form = DP_SKOPS_EMPTY;
    }
}

/* The first of what a Tree is made of; -1: it is none. */
static int64_t features_of(const dp_skops *s, const dp_made *made)
{
    const dp_obj *args = dp_at(s->heap, made->args);
    const dp_obj *n = args->kind == DP_K_TUPLE && args->len != 0 ? dp_at(s->heap, args->u.item[0]) : args;
    const dp_array *scalar = n->kind == DP_K_SCALAR ? n->u.value : NULL;
    if (scalar != NULL && strchr("iu", scalar->type.kind) != NULL) {
        return dp_array_i64(scalar, 0);
    }
    return n->kind == DP_K_INT ? n->u.i : -1;
}

static void open_tree(dp_skops *s, const dp_made *made, bool weighed, dp_skops_node *node)
{
    dp_skops_child *child;
    if (open_class(s, made->callee, "TreeNode", 2, &child, node)) {
        child[0] = (dp_skops_child){.outer = "__reduce__", .key = DP_LIT("args"), .closes = 1, .id = made->args};
        child[1] = (dp_skops_child){.key = DP_LIT("content"), .id = made->state, .form = DP_SKOPS_TREE, .weighed = weighed,
                                      .n_features = features_of(s, made)};
    }
}

static void open_partial(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    static const char *const parts[] = {"func", "args", "kwds", "namespace"};
    const dp_obj *state = dp_at(s->heap, made->state);
    dp_skops_child *child;
    if (state->kind != DP_K_TUPLE || state->len != PARTIAL_PARTS) {
        dp_skops_refuse(s, made->callee, "functools.partial: expected a function and its arguments");
        return;
    }
    if (!open_class(s, made->callee, "PartialNode", PARTIAL_PARTS, &child, node)) {
        return;
    }
    for (size_t i = 0; i < PARTIAL_PARTS; i++) {
        child[i] = (dp_skops_child){.key = dp_span_of(parts[i]), .id = state->u.item[i]};
    }
    bool checks = strcmp(dp_obj_class(s->heap, child[0].id), "sklearn.utils.check_array") == 0;
    child[2].form = checks && dp_kind_of(s->heap, child[2].id) == DP_K_DICT ? DP_SKOPS_CHECKS : DP_SKOPS_ANY;
    child[0].outer = "content";
    child[PARTIAL_PARTS - 1].closes = 1;
}

/* Cython's: (class, checksum, its state or None). */
static void open_unpickled_loss(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    const dp_obj *args = dp_at(s->heap, made->args);
    if (args->kind != DP_K_TUPLE || args->len != UNPICKLE_ARGS) {
        dp_skops_refuse(s, made->callee, "is made by a call that skops has no form for");
        return;
    }
    open_reduced(s, args->u.item[0], "LossNode", args->u.item[2], made->state, node);
}

static bool is_loss(const char *canonical)
{
    return dp_begins(canonical, "sklearn._loss._loss.Cy") || dp_begins(canonical, "sklearn.linear_model._sgd_fast.");
}

/* An empty object of the class that is the only argument, then its state: search trees and their distances. */
static bool makes_empty(const char *canonical)
{
    return strcmp(canonical, "sklearn.neighbors._kd_tree.newObj") == 0
           || strcmp(canonical, "sklearn.neighbors._ball_tree.newObj") == 0
           || strcmp(canonical, "sklearn.metrics._dist_metrics.newObj") == 0;
}

static void open_empty(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    const dp_obj *args = dp_at(s->heap, made->args);
    if (args->kind != DP_K_TUPLE || args->len != 1) {
        dp_skops_refuse(s, made->callee, "is made by a call that skops has no form for");
        return;
    }
    open_content(s, args->u.item[0], "ObjectNode", made->state, node);
}

/* A list of 1.5 to 1.7 that warned those who looked at it. */
static void open_wrapped_list(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    dp_id data = dp_obj_get(s->heap, made->state, "data");
    if (dp_kind_of(s->heap, data) == DP_K_LIST) {
        dp_skops_open_list(s, data, node);
    } else {
        dp_skops_refuse(s, node->id, "expected a list, found %s", dp_obj_describe(s->heap, data));
    }
}

/* A named tuple: a class that is called with its items. */
static void open_named_tuple(dp_skops *s, const dp_made *made, const dp_home *home, dp_skops_node *node)
{
    const dp_obj *args = dp_at(s->heap, made->args);
    dp_skops_child *child = dp_skops_children(s, args->len);
    for (uint32_t i = 0; child != NULL && i < args->len; i++) {
        child[i].id = args->u.item[i];
    }
    dp_skops_head(s, node->id, home->module, home->name, "TupleNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    dp_skops_hold(node, child, child != NULL ? args->len : 0, "]}");
}

/* Its attributes themselves; since 1.18 they are those of another object inside, which shares its canonical name. */
static bool is_spline_of_old(const dp_skops *s, const dp_made *made)
{
    const dp_obj *class = dp_at(s->heap, made->callee);
    return class->kind == DP_K_GLOBAL && dp_span_is(class->u.global->name, "BSpline") && dp_kind_of(s->heap, made->state) == DP_K_DICT;
}

static void open_plain(dp_skops *s, const dp_made *made, dp_skops_node *node)
{
    const dp_home *home = dp_home_of(dp_obj_class(s->heap, made->callee));
    bool bare = made->state == 0 && made->kwargs == 0 && made->items == 0 && made->pairs == 0;
    if (strcmp(dp_obj_class(s->heap, made->callee), "scipy.interpolate.BSpline") == 0 && is_spline_of_old(s, made)) {
        dp_skops_refuse(s, node->id, "scipy.interpolate.BSpline of before SciPy 1.18, which keeps it otherwise");
    } else if (home != NULL && home->kind == DP_HOME_TUPLE && bare && dp_kind_of(s->heap, made->args) == DP_K_TUPLE) {
        open_named_tuple(s, made, home, node);
    } else if (is_filled(s, made->args) || made->kwargs != 0 || made->items != 0 || made->pairs != 0) {
        dp_skops_refuse(s, node->id, "%s: skops does not keep what it was made of", dp_obj_class(s->heap, made->callee));
    } else {
        open_content(s, made->callee, "ObjectNode", made->state, node);
    }
}

void dp_skops_open_made(dp_skops *s, const dp_skops_child *value, dp_skops_node *node)
{
    dp_id id = value->id;
    const dp_made *made = dp_at(s->heap, id)->u.made;
    const char *canonical = dp_obj_class(s->heap, made->callee);
    if (strcmp(canonical, "sklearn.cluster.Birch") == 0) {
        dp_skops_refuse(s, id, "sklearn.cluster.Birch: skops does not hold it");
    } else if (dp_is_estimator(s->heap, id)) {
        open_estimator(s, made, node);
    } else if (strcmp(canonical, "sklearn.tree._tree.Tree") == 0) {
        open_tree(s, made, value->weighed, node);
    } else if (is_loss(canonical)) {
        open_reduced(s, made->callee, "LossNode", made->args, made->state, node);
    } else if (dp_begins(canonical, "sklearn._loss._loss.__pyx_unpickle_")) {
        open_unpickled_loss(s, made, node);
    } else if (makes_empty(canonical)) {
        open_empty(s, made, node);
    } else if (strcmp(canonical, "sklearn.compose._column_transformer._RemainderColsList") == 0) {
        open_wrapped_list(s, made, node);
    } else if (strcmp(canonical, "functools.partial") == 0) {
        open_partial(s, made, node);
    } else if (strcmp(canonical, "builtins.range") == 0) {
        open_content(s, made->callee, "ConstructorFromReduceNode", made->args, node);
    } else {
        open_plain(s, made, node);
    }
}
