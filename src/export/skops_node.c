/* A node for each kind of object that is not an estimator, nor a dict, nor an array. */
#include "export/skops_writer.h"

#include "base/num.h"
#include "base/text.h"
#include "export/json_value.h"

#include <math.h>
#include <stdio.h>

enum { LITERAL_MAX = 48 };

/* ---- JSON in JSON ---- */

void dp_skops_json(dp_skops *s, dp_span literal)
{
    dp_skops_head(s, 0, "builtins", "str", "JsonNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_string(&s->j, literal);
    dp_json_key(&s->j, DP_LIT("is_json"));
    dp_json_raw(&s->j, "true");
    dp_json_close(&s->j, '}');
}

/* A lone surrogate, as pickles may hold, which UTF-8 does not have: three bytes. */
static bool is_surrogate(dp_span text, size_t i)
{
    return text.n - i >= 3 && text.p[i] == 0xed && text.p[i + 1] >= 0xa0;
}

dp_span dp_skops_quoted(dp_skops *s, dp_span text)
{
    dp_text t = dp_text_new(s->ctx);
    size_t from = 0;
    dp_text_adds(&t, "\"");
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        bool escaped = c < 0x20 || c == '"' || c == '\\' || is_surrogate(text, i);
        if (!escaped) {
            continue;
        }
        dp_text_add(&t, dp_span_cut(text, from, i - from));
        unsigned code = c;
        if (c == 0xed) {
            code = 0xd000U | (text.p[i + 1] & 0x3fU) << 6 | (text.p[i + 2] & 0x3fU);
            i += 2;
        }
        dp_text_addf(&t, "\\u%04x", code);
        from = i + 1;
    }
    dp_text_add(&t, dp_span_cut(text, from, text.n - from));
    dp_text_adds(&t, "\"");
    s->j.failed = s->j.failed || t.failed;
    return (dp_span){(const uint8_t *)dp_text_str(&t), t.n};
}

static void put_text(dp_skops *s, const dp_obj *o)
{
    dp_span text = {o->u.bytes, o->len};
    if (o->kind == DP_K_BYTES && !dp_utf8_valid(text)) {
        text = dp_latin1_to_utf8(s->ctx, text); /* a Python 2 str of no known encoding */
    }
    dp_skops_json(s, dp_skops_quoted(s, text));
}

static void put_int(dp_skops *s, int64_t v)
{
    char text[LITERAL_MAX];
    snprintf(text, sizeof text, "%lld", (long long)v);
    dp_skops_json(s, dp_span_of(text));
}

/* As Python's json has it: three words that JSON does not know. */
static void put_float(dp_skops *s, double v)
{
    char text[LITERAL_MAX];
    if (isfinite(v)) {
        dp_skops_json(s, (dp_span){(const uint8_t *)text, dp_num_print(text, v)});
    } else {
        dp_skops_json(s, isnan(v) ? DP_LIT("NaN") : v > 0 ? DP_LIT("Infinity") : DP_LIT("-Infinity"));
    }
}

/* ---- names ---- */

/* Of a library whose names are all in the table: what is not there today is gone. */
static bool is_of_table(const char *canonical)
{
    static const char *const libraries[] = {"builtins.", "numpy.", "scipy.", "sklearn."};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        if (strncmp(canonical, libraries[i], strlen(libraries[i])) == 0) {
            return true;
        }
    }
    return false;
}

static const dp_home *find_home(dp_skops *s, const dp_global *global, const char *canonical)
{
    dp_text own = dp_text_new(s->ctx);
    dp_text_add(&own, global->module);
    dp_text_adds(&own, ".");
    dp_text_add(&own, global->name);
    const dp_home *home = dp_home_of(dp_text_str(&own));
    return home != NULL ? home : dp_home_of(canonical);
}

bool dp_skops_home(dp_skops *s, dp_id global, dp_home *out)
{
    const dp_obj *o = dp_at(s->heap, global);
    if (o->kind != DP_K_GLOBAL) {
        dp_skops_refuse(s, global, "is made by a call that skops has no form for");
        return false;
    }
    const char *canonical = dp_obj_class(s->heap, global);
    const dp_home *home = find_home(s, o->u.global, canonical);
    if (home == NULL && is_of_table(canonical)) {
        dp_skops_refuse(s, global, "%s is not in today's libraries", canonical);
        return false;
    }
    *out = home != NULL ? *home : (dp_home){
        .canonical = canonical,
        .module = dp_take_text(s->ctx, o->u.global->module),
        .name = dp_take_text(s->ctx, o->u.global->name),
        .kind = dp_json_is_type(canonical) ? DP_HOME_TYPE : DP_HOME_FUNCTION,
    };
    s->j.failed = s->j.failed || out->module == NULL || out->name == NULL;
    return !s->j.failed;
}

void dp_skops_type(dp_skops *s, const char *module, const char *name)
{
    dp_skops_head(s, 0, module, name, "TypeNode");
    dp_json_close(&s->j, '}');
}

static void put_global(dp_skops *s, dp_id id)
{
    dp_home home;
    if (dp_skops_home(s, id, &home)) {
        dp_skops_head(s, 0, home.module, home.name, home.kind == DP_HOME_FUNCTION ? "FunctionNode" : "TypeNode");
        dp_json_close(&s->j, '}');
    }
}

/* ---- items ---- */

static void open_items(dp_skops *s, dp_id id, const char *name, const char *loader, dp_skops_node *node)
{
    const dp_obj *o = dp_at(s->heap, id);
    dp_skops_child *child = dp_skops_children(s, o->len);
    for (uint32_t i = 0; child != NULL && i < o->len; i++) {
        child[i].id = o->u.item[i];
    }
    dp_skops_head(s, node->id, "builtins", name, loader);
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    dp_skops_hold(node, child, child != NULL ? o->len : 0, "]}");
}

void dp_skops_open_list(dp_skops *s, dp_id id, dp_skops_node *node)
{
    open_items(s, id, "list", "ListNode", node);
}

static void open_list(dp_skops *s, dp_id id, dp_skops_node *node)
{
    const dp_made *origin = dp_obj_origin(s->heap, id);
    if (origin != NULL && strcmp(dp_obj_class(s->heap, origin->callee), "builtins.list") != 0) {
        dp_skops_refuse(s, id, "%s: skops does not keep what is in it", dp_obj_class(s->heap, origin->callee));
    } else {
        dp_skops_open_list(s, id, node);
    }
}

/* A class that is called with a tuple: of one list. */
static void open_frozenset(dp_skops *s, dp_id id, dp_skops_node *node)
{
    dp_skops_child *child = dp_skops_children(s, 1);
    if (child == NULL) {
        return;
    }
    dp_skops_head(s, node->id, "builtins", "frozenset", "ConstructorFromReduceNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_skops_head(s, 0, "builtins", "tuple", "TupleNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '[');
    child[0] = (dp_skops_child){.id = id, .form = DP_SKOPS_LIST};
    dp_skops_hold(node, child, 1, "]}}");
}

static void put_slice(dp_skops *s, dp_id id, dp_skops_node *node)
{
    static const char *const parts[] = {"start", "stop", "step"};
    const dp_obj *o = dp_at(s->heap, id);
    dp_skops_head(s, node->id, "builtins", "slice", "SliceNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '{');
    for (size_t i = 0; i < 3; i++) {
        const dp_obj *part = dp_at(s->heap, o->u.item[i]);
        dp_json_key(&s->j, dp_span_of(parts[i]));
        if (part->kind == DP_K_INT) {
            dp_json_int(&s->j, part->u.i);
        } else if (part->kind == DP_K_NONE) {
            dp_json_raw(&s->j, "null");
        } else {
            dp_skops_refuse(s, id, "skops holds slices of whole numbers only");
        }
    }
    node->closing = "}}";
}

static void put_bytes(dp_skops *s, dp_id id)
{
    bool fixed = dp_kind_of(s->heap, id) == DP_K_BYTES;
    dp_skops_head(s, id, "builtins", fixed ? "bytes" : "bytearray", fixed ? "BytesNode" : "BytearrayNode");
    dp_skops_attach(s, DP_SKOPS_BYTES, id);
    dp_json_close(&s->j, '}');
}

static void put_sparse(dp_skops *s, dp_id id)
{
    dp_home home;
    const dp_made *origin = dp_obj_origin(s->heap, id);
    if (origin != NULL && dp_skops_home(s, origin->callee, &home)) {
        dp_skops_head(s, id, home.module, home.name, "SparseMatrixNode");
        dp_json_key(&s->j, DP_LIT("type"));
        dp_json_string(&s->j, DP_LIT("scipy"));
        dp_skops_attach(s, DP_SKOPS_MATRIX, id);
        dp_json_close(&s->j, '}');
    }
}

/* ---- all ---- */

static void open_object(dp_skops *s, const dp_skops_child *value, dp_skops_node *node)
{
    dp_id id = value->id;
    const dp_obj *o = dp_at(s->heap, id);
    switch ((dp_kind)o->kind) {
    case DP_K_NONE: dp_skops_json(s, DP_LIT("null")); break;
    case DP_K_BOOL: dp_skops_json(s, o->u.i != 0 ? DP_LIT("true") : DP_LIT("false")); break;
    case DP_K_INT: put_int(s, o->u.i); break;
    case DP_K_LONG: dp_skops_json(s, dp_span_of(dp_json_long(&s->j, o))); break;
    case DP_K_FLOAT: put_float(s, o->u.f); break;
    case DP_K_TEXT: put_text(s, o); break;
    case DP_K_BYTES:
        if ((o->flags & DP_F_PY2STR) != 0) {
            put_text(s, o);
        } else {
            put_bytes(s, id);
        }
        break;
    case DP_K_BYTEARRAY: put_bytes(s, id); break;
    case DP_K_LIST: open_list(s, id, node); break;
    case DP_K_TUPLE: open_items(s, id, "tuple", "TupleNode", node); break;
    case DP_K_SET: open_items(s, id, "set", "SetNode", node); break;
    case DP_K_FROZENSET: open_frozenset(s, id, node); break;
    case DP_K_DICT: dp_skops_open_dict(s, id, false, node); break;
    case DP_K_GLOBAL: put_global(s, id); break;
    case DP_K_MADE: dp_skops_open_made(s, value, node); break;
    case DP_K_ARRAY: dp_skops_open_array(s, value, node); break;
    case DP_K_SCALAR: dp_skops_scalar(s, id); break;
    case DP_K_DTYPE: dp_skops_dtype(s, id); break;
    case DP_K_SPARSE: put_sparse(s, id); break;
    case DP_K_COMPLEX: dp_skops_refuse(s, id, "skops holds no complex numbers"); break;
    case DP_K_SLICE: put_slice(s, id, node); break;
    case DP_K_OPAQUE: dp_skops_open_opaque(s, id, node); break;
    }
}

static void put_empty(dp_skops *s)
{
    dp_skops_head(s, 0, "builtins", "dict", "DictNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_open(&s->j, '{');
    dp_json_close(&s->j, '}');
    dp_json_key(&s->j, DP_LIT("key_types"));
    dp_skops_head(s, 0, "builtins", "list", "ListNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_raw(&s->j, "[]");
    dp_json_close(&s->j, '}');
    dp_json_close(&s->j, '}');
}

static void put_no_args(dp_skops *s)
{
    dp_skops_head(s, 0, "builtins", "tuple", "TupleNode");
    dp_json_key(&s->j, DP_LIT("content"));
    dp_json_raw(&s->j, "[]");
    dp_json_close(&s->j, '}');
}

void dp_skops_open(dp_skops *s, const dp_skops_child *value, dp_skops_node *node)
{
    switch (value->form) {
    case DP_SKOPS_ANY: open_object(s, value, node); break;
    case DP_SKOPS_GRAMMAR: dp_skops_grammar(s, value->text); break;
    case DP_SKOPS_DICT: dp_skops_open_dict(s, value->id, true, node); break;
    case DP_SKOPS_LIST: open_items(s, value->id, "list", "ListNode", node); break;
    case DP_SKOPS_CHECKS: dp_skops_open_checks(s, value->id, node); break;
    case DP_SKOPS_EMPTY: put_empty(s); break;
    case DP_SKOPS_NO_ARGS: put_no_args(s); break;
    case DP_SKOPS_SEED: dp_skops_open_seed(s, value->id, node); break;
    case DP_SKOPS_STATE: dp_skops_open_state(s, value->id, node); break;
    case DP_SKOPS_TREE: dp_skops_open_tree(s, value, node); break;
    case DP_SKOPS_NODES: case DP_SKOPS_SHARES:
    case DP_SKOPS_ROWS: case DP_SKOPS_DATA: case DP_SKOPS_MASK: dp_skops_open_array(s, value, node); break;
    }
}
