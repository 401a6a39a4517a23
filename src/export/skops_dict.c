/* Dictionaries: {"content": {key: node …}, "key_types": a list of types}. JSON's keys are texts, so the types say what
 * each is made of again, by a call: int("1"). What such a call does not give back is refused. */
#include "export/skops_writer.h"

#include "base/hash.h"
#include "base/num.h"
#include "base/text.h"
#include "model/taken.h"

#include <math.h>
#include <stdio.h>

enum { KEY_MAX = 48, SHARES = 104, MOST_GAINED = 8 };

struct key {
    dp_span text;
    const char *module, *type;
};

static struct key number_key(dp_skops *s, const char *module, const char *type, double v)
{
    char text[KEY_MAX];
    size_t n = 0;
    if (isfinite(v)) {
        n = dp_num_print(text, v);
    } else {
        n = (size_t)snprintf(text, sizeof text, isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity");
    }
    const char *kept = dp_take_text(s->ctx, (dp_span){(const uint8_t *)text, n});
    return (struct key){{(const uint8_t *)kept, kept != NULL ? n : 0}, module, type};
}

static struct key int_key(dp_skops *s, const char *module, const char *type, int64_t v)
{
    return (struct key){dp_span_of(dp_take_printf(s->ctx, "%lld", (long long)v)), module, type};
}

/* NumPy's scalars: the types that make them again from a text. */
static bool scalar_key(dp_skops *s, const dp_array *a, struct key *out)
{
    unsigned bits = a->type.itemsize * 8;
    if (a->type.kind == 'i' || (a->type.kind == 'u' && bits < 64)) {
        *out = int_key(s, "numpy", dp_take_printf(s->ctx, "%s%u", a->type.kind == 'i' ? "int" : "uint", bits), dp_array_i64(a, 0));
    } else if (a->type.kind == 'f' && bits == 64) {
        *out = number_key(s, "numpy", "float64", dp_array_f64(a, 0));
    } else if (a->type.kind == 'U') {
        *out = (struct key){dp_array_text_at(s->ctx, a, 0), "numpy", "str_"};
    } else {
        return false;
    }
    return out->text.p != NULL;
}

static bool key_of(dp_skops *s, dp_id id, struct key *out)
{
    const dp_obj *o = dp_at(s->heap, id);
    if (dp_is_text(o)) {
        *out = (struct key){{o->u.bytes, o->len}, "builtins", "str"};
        return true;
    }
    if (o->kind == DP_K_INT) {
        *out = int_key(s, "builtins", "int", o->u.i);
        return true;
    }
    if (o->kind == DP_K_FLOAT) {
        *out = number_key(s, "builtins", "float", o->u.f);
        return true;
    }
    if (o->kind == DP_K_BOOL && o->u.i != 0) {
        *out = (struct key){DP_LIT("true"), "builtins", "bool"}; /* bool("false") is True: False has no such form */
        return true;
    }
    return o->kind == DP_K_SCALAR && scalar_key(s, o->u.value, out);
}

/* Do two keys have one text? Each is looked for in a table of those before: position + 1, 0 is free. */
static bool is_ambiguous(dp_skops *s, const struct key *key, uint32_t n)
{
    size_t room = 8;
    while (room < (size_t)n * 2) {
        room *= 2;
    }
    uint32_t *slot = dp_take(s->ctx, room, sizeof *slot);
    dp_hash_key secret = dp_hash_key_new();
    for (uint32_t i = 0; slot != NULL && i < n; i++) {
        size_t at = (size_t)dp_hash(&secret, key[i].text) & (room - 1);
        while (slot[at] != 0) {
            if (dp_span_equal(key[slot[at] - 1].text, key[i].text)) {
                return true;
            }
            at = (at + 1) & (room - 1);
        }
        slot[at] = i + 1;
    }
    s->j.failed = s->j.failed || slot == NULL;
    return false;
}

static void put_types(dp_skops *s, const struct key *key, size_t n)
{
    dp_json_key(&s->j, DP_LIT("key_types"));
    dp_skops_head(s, 0, "builtins", "list", "ListNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    for (size_t i = 0; i < n; i++) {
        dp_skops_type(s, key[i].module, key[i].type);
    }
    dp_json_close(&s->j, ']');
    dp_json_close(&s->j, '}');
}

/* The items that count, with their keys; their number, SIZE_MAX: refused. */
static size_t read_items(dp_skops *s, dp_id id, struct key *key, dp_skops_child *child)
{
    const dp_obj *o = dp_at(s->heap, id);
    const uint8_t *shadowed = dp_shadowed(s->heap, o);
    uint32_t n = 0;
    for (uint32_t i = 0; shadowed != NULL && i < o->len; i++) {
        if (shadowed[i] != 0) {
            continue;
        }
        if (!key_of(s, o->u.item[2 * (size_t)i], &key[n])) {
            dp_skops_refuse(s, id, "skops holds dicts with keys of text and numbers only, not %s",
                            dp_obj_describe(s->heap, o->u.item[2 * (size_t)i]));
            return SIZE_MAX;
        }
        child[n] = (dp_skops_child){.key = key[n].text, .id = o->u.item[2 * (size_t)i + 1]};
        n++;
    }
    if (shadowed != NULL && is_ambiguous(s, key, n)) {
        dp_skops_refuse(s, id, "skops cannot tell two keys of this dict apart");
        return SIZE_MAX;
    }
    s->j.failed = s->j.failed || shadowed == NULL;
    return s->j.failed ? SIZE_MAX : n;
}

/* was: a key of old, which is `today` now; NULL: none. */
static void open_renamed(dp_skops *s, dp_id id, const char *module, const char *name, const char *was, const char *today,
                         dp_skops_node *node)
{
    const dp_obj *o = dp_at(s->heap, id);
    dp_skops_child *child = dp_skops_children(s, o->len);
    struct key *key = dp_take(s->ctx, o->len, sizeof *key);
    if (child == NULL || key == NULL) {
        s->j.failed = true;
        return;
    }
    size_t n = read_items(s, id, key, child);
    if (n == SIZE_MAX) {
        return;
    }
    for (size_t i = 0; was != NULL && i < n; i++) {
        child[i].key = dp_span_is(child[i].key, was) ? dp_span_of(today) : child[i].key;
    }
    dp_skops_head(s, node->id, module, name, "DictNode");
    put_types(s, key, n);
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '{');
    dp_skops_hold(node, child, n, "}}");
}

static void open_plain(dp_skops *s, dp_id id, const char *module, const char *name, dp_skops_node *node)
{
    open_renamed(s, id, module, name, NULL, NULL, node);
}

/* Renamed in 1.6; histogram boosting of before looks at columns of categories with it. */
void dp_skops_open_checks(dp_skops *s, dp_id id, dp_skops_node *node)
{
    open_renamed(s, id, "builtins", "dict", "force_all_finite", "ensure_all_finite", node);
}

void dp_skops_open_members(dp_skops *s, const dp_skops_child *child, size_t n, dp_skops_node *node)
{
    dp_skops_head(s, 0, "builtins", "dict", "DictNode");
    dp_json_key(&s->j, DP_LIT("key_types"));
    dp_skops_head(s, 0, "builtins", "list", "ListNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    for (size_t i = 0; i < n; i++) {
        dp_skops_type(s, "builtins", "str");
    }
    dp_json_close(&s->j, ']');
    dp_json_close(&s->j, '}');
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '{');
    dp_skops_hold(node, child, n, "}}");
}

/* Made again by keyword arguments, so of texts only: skops says how. */
static void open_defaultdict(dp_skops *s, dp_id id, const dp_made *origin, dp_skops_node *node)
{
    const dp_obj *args = dp_at(s->heap, origin->args);
    const dp_obj *o = dp_at(s->heap, id);
    dp_skops_child *child = dp_skops_children(s, 2);
    for (uint32_t i = 0; i < o->len; i++) {
        if (dp_obj_bytes(s->heap, o->u.item[2 * (size_t)i]).p == NULL) {
            dp_skops_refuse(s, id, "skops holds a defaultdict with keys of text only");
        }
    }
    if (child == NULL || s->j.failed) {
        return;
    }
    dp_skops_head(s, node->id, "collections", "defaultdict", "DefaultDictNode");
    child[0] = (dp_skops_child){.outer = "content", .key = DP_LIT("main"), .id = id, .form = DP_SKOPS_DICT};
    child[1] = (dp_skops_child){.key = DP_LIT("default_factory"), .closes = 1};
    child[1].id = args->kind == DP_K_TUPLE && args->len != 0 ? args->u.item[0] : 0;
    dp_skops_hold(node, child, 2, "}");
}

void dp_skops_open_dict(dp_skops *s, dp_id id, bool plain, dp_skops_node *node)
{
    dp_home home = {.module = "builtins", .name = "dict"};
    const dp_made *origin = plain ? NULL : dp_obj_origin(s->heap, id);
    if (origin != NULL && !dp_skops_home(s, origin->callee, &home)) {
        return;
    }
    if (origin != NULL && strcmp(home.name, "defaultdict") == 0) {
        open_defaultdict(s, id, origin, node);
    } else {
        open_plain(s, id, home.module, home.name, node);
    }
}

/* ---- estimators ---- */

/* Up to 1.3 a classifier's tree counted the weights of each class; today it keeps their shares. */
static bool has_weighed_tree(dp_skops *s, dp_id estimator, const char *canonical)
{
    bool classifies = strcmp(canonical, "sklearn.tree.DecisionTreeClassifier") == 0
                      || strcmp(canonical, "sklearn.tree.ExtraTreeClassifier") == 0;
    dp_state state = dp_state_top(s->heap, estimator, "");
    return classifies && dp_state_era(&state) < SHARES;
}

static bool is_there(const dp_skops_child *child, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++) {
        if (dp_span_is(child[i].key, key)) {
            return true;
        }
    }
    return false;
}

/* What was fitted, and what today's class has besides; how many. */
static size_t add_fitted(dp_skops *s, dp_id estimator, const dp_settings *settings, dp_skops_child *child)
{
    size_t n = 0;
    bool weighed = has_weighed_tree(s, estimator, settings->canonical);
    for (size_t i = 0; i < settings->n_attributes; i++) {
        const dp_attribute *of = &settings->attribute[i];
        if (of->role == DP_ATTR_FITTED) {
            child[n++] = (dp_skops_child){.key = of->today, .id = of->value, .weighed = weighed};
        }
    }
    const dp_gained *gained;
    for (size_t i = 0; n != 0 && i < MOST_GAINED && (gained = dp_gained_at(settings->canonical, i)) != NULL; i++) {
        dp_id value = dp_gained_value(s->heap, estimator, gained);
        bool literal = gained->from[0] == '\0';
        if ((literal || value != 0) && !is_there(child, n, gained->attribute)) {
            child[n++] = (dp_skops_child){.key = dp_span_of(gained->attribute), .id = value, .text = gained->text,
                                          .form = literal ? DP_SKOPS_GRAMMAR : DP_SKOPS_ANY};
        }
    }
    return n;
}

/* What its __getstate__ would give: parameters and attributes as they are called today, and the version. */
void dp_skops_open_state(dp_skops *s, dp_id estimator, dp_skops_node *node)
{
    dp_settings settings;
    if (!dp_settings_read(s->heap, estimator, &settings)) {
        s->j.failed = true;
        return;
    }
    if (!dp_is_taken(s->heap, estimator, &settings)) {
        dp_skops_refuse(s, estimator, "%s of scikit-learn %s is not known to answer alike when it is loaded in today's",
                        settings.canonical, settings.version[0] != '\0' ? settings.version : "0.17 or older");
        return;
    }
    dp_skops_child *child = dp_skops_children(s, settings.n_settings + settings.n_attributes + MOST_GAINED + 1);
    size_t n = 0;
    if (child == NULL) {
        return;
    }
    for (size_t i = 0; i < settings.n_settings; i++) {
        const dp_setting *of = &settings.setting[i];
        child[n++] = (dp_skops_child){.key = of->name, .id = of->text == NULL ? of->value : 0, .text = of->text,
                                      .form = of->text != NULL ? DP_SKOPS_GRAMMAR : DP_SKOPS_ANY};
    }
    n += add_fitted(s, estimator, &settings, child + n);
    if (settings.version[0] != '\0') {
        dp_span literal = dp_skops_quoted(s, dp_span_of(settings.version));
        child[n++] = (dp_skops_child){.key = DP_LIT("_sklearn_version"), .text = (const char *)literal.p, .form = DP_SKOPS_GRAMMAR};
    }
    dp_skops_open_members(s, child, n, node);
}
