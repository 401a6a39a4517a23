/* The forms of docs/formats/json.md that are no arrays, and estimators. */
#include "base/digits.h"
#include "base/text.h"
#include "export/json_reader.h"
#include "model/settings.h"
#include "value/value.h"

enum { MOST_NAMES = 2000, SHOWN = 80, OP_REDUCE = 'R' };

static dp_obj *at(const dp_json_reader *r, dp_id id)
{
    return dp_at(r->heap, id);
}

static dp_rc bad(dp_json_reader *r, dp_id id, const char *what)
{
    return dp_json_bad(r, at(r, id)->offset, "%s", what);
}

static dp_rc need_kind(dp_json_reader *r, dp_id id, dp_kind kind, const char *what)
{
    return dp_kind_of(r->heap, id) == kind ? DP_OK : bad(r, id, what);
}

/* ---- names ---- */

/* The row of a canonical name: where it lies today, or, where that is no row of its own, any row that leads there. */
static const dp_name *row_of(dp_span name)
{
    size_t n;
    const dp_name *row = NULL;
    const dp_name *all = dp_names(&n);
    size_t dot = name.n;
    while (dot > 0 && name.p[dot - 1] != '.') {
        dot--;
    }
    if (dot > 1) {
        row = dp_name_find(dp_span_cut(name, 0, dot - 1), dp_span_cut(name, dot, name.n));
    }
    if (row != NULL && dp_span_is(name, row->canonical)) {
        return row;
    }
    for (size_t i = 0; i < n; i++) {
        if (dp_span_is(name, all[i].canonical)) {
            return &all[i];
        }
    }
    return NULL;
}

static dp_rc new_global(dp_json_reader *r, dp_id text, dp_id *out)
{
    dp_span name = dp_obj_bytes(r->heap, text);
    const dp_name *row = row_of(name);
    if (row == NULL || row->role == DP_R_DANGER) {
        return dp_fail(r->ctx, DP_UNSUPPORTED, at(r, text)->offset, "%s, which depickle does not know",
                       dp_escape(r->ctx, name, SHOWN));
    }
    dp_global *global = dp_take(r->ctx, 1, sizeof *global);
    *out = dp_obj_new(r->heap, DP_K_GLOBAL, at(r, text)->offset);
    if (global == NULL || *out == 0) {
        return dp_failed(r->ctx);
    }
    *global = (dp_global){dp_span_of(row->module), dp_span_of(row->name), row};
    at(r, *out)->u.global = global;
    return dp_obj_push(r->heap, r->global, *out);
}

/* One node for each name: forests have thousands of trees. */
static dp_rc global_of(dp_json_reader *r, dp_id text, dp_id *out)
{
    dp_span name = dp_obj_bytes(r->heap, text);
    if (r->global == 0 && (r->global = dp_obj_new(r->heap, DP_K_LIST, 0)) == 0) {
        return dp_failed(r->ctx);
    }
    const dp_obj *known = at(r, r->global);
    for (uint32_t i = 0; i < known->len; i++) {
        if (dp_span_is(name, at(r, known->u.item[i])->u.global->row->canonical)) {
            *out = known->u.item[i];
            return DP_OK;
        }
    }
    return known->len < MOST_NAMES ? new_global(r, text, out)
                                   : dp_fail(r->ctx, DP_LIMIT, at(r, text)->offset, "more than %d names", MOST_NAMES);
}

static dp_rc to_name(dp_json_reader *r, dp_id id, dp_id text)
{
    dp_id global;
    DP_TRY(need_kind(r, text, DP_K_TEXT, "expected a name"));
    DP_TRY(global_of(r, text, &global));
    at(r, id)->kind = DP_K_GLOBAL;
    at(r, id)->u.global = at(r, global)->u.global;
    return DP_OK;
}

/* ---- numbers and bytes ---- */

static dp_rc to_float(dp_json_reader *r, dp_id id, dp_id text)
{
    static const char *const words[] = {"nan", "inf", "-inf"};
    static const double values[] = {__builtin_nan(""), __builtin_inf(), -__builtin_inf()};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (dp_obj_is(r->heap, text, words[i])) {
            at(r, id)->kind = DP_K_FLOAT;
            at(r, id)->u.f = values[i];
            return DP_OK;
        }
    }
    return bad(r, text, "expected nan, inf or -inf");
}

/* Beyond 64 bits: little-endian in two's complement, with room for the sign. */
static dp_rc to_long(dp_json_reader *r, dp_id id, dp_span digits)
{
    bool below = digits.n != 0 && digits.p[0] == '-';
    size_t room = digits.n / 2 + 2;
    uint8_t *bytes = dp_take(r->ctx, room, 1);
    if (bytes == NULL) {
        return dp_failed(r->ctx);
    }
    for (size_t i = below; i < digits.n; i++) {
        unsigned carry = (unsigned)(digits.p[i] - '0');
        if (carry > 9) {
            return bad(r, id, "expected an integer");
        }
        for (size_t k = 0; k < room; k++) {
            carry += bytes[k] * 10U;
            bytes[k] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    unsigned carry = 1;
    for (size_t k = 0; below && k < room; k++) {
        carry += (uint8_t)~bytes[k];
        bytes[k] = (uint8_t)carry;
        carry >>= 8;
    }
    at(r, id)->kind = DP_K_LONG;
    at(r, id)->u.bytes = bytes;
    at(r, id)->len = (uint32_t)room;
    return DP_OK;
}

static dp_rc to_int(dp_json_reader *r, dp_id id, dp_id text)
{
    dp_span digits = dp_obj_bytes(r->heap, text);
    int64_t v;
    DP_TRY(need_kind(r, text, DP_K_TEXT, "expected the digits of an integer"));
    if (digits.n == 0 || digits.n > dp_ctx_limits(r->ctx)->long_bytes * 3) {
        return bad(r, text, "expected an integer");
    }
    if (!dp_json_int64(digits, &v)) {
        return to_long(r, id, digits);
    }
    at(r, id)->kind = DP_K_INT;
    at(r, id)->u.i = v;
    return DP_OK;
}

static dp_rc to_complex(dp_json_reader *r, dp_id id, dp_id list)
{
    double *v = dp_take(r->ctx, 2, sizeof *v);
    if (v == NULL) {
        return dp_failed(r->ctx);
    }
    DP_TRY(need_kind(r, list, DP_K_LIST, "expected two numbers"));
    const dp_obj *o = at(r, list);
    for (uint32_t i = 0; i < 2 && o->len == 2; i++) {
        DP_TRY(need_kind(r, o->u.item[i], DP_K_FLOAT, "expected a number"));
        v[i] = at(r, o->u.item[i])->u.f;
    }
    at(r, id)->kind = DP_K_COMPLEX;
    at(r, id)->u.value = v;
    return o->len == 2 ? DP_OK : bad(r, list, "expected two numbers");
}

dp_rc dp_json_base64(dp_json_reader *r, dp_span s, uint64_t offset, dp_span *out)
{
    size_t n = s.n;
    while (n > 0 && s.n - n < 2 && s.p[n - 1] == '=') {
        n--;
    }
    uint8_t *bytes = dp_take_raw(r->ctx, s.n / 4 * 3 + 1, 1);
    size_t len = 0;
    uint32_t bits = 0;
    if (bytes == NULL) {
        return dp_failed(r->ctx);
    }
    bool good = s.n % 4 == 0;
    for (size_t i = 0; good && i < n; i++) {
        int six = dp_base64_digit(s.p[i]);
        good = six >= 0;
        bits = bits << 6 | (uint32_t)(six & 63);
        if (i % 4 != 0) {
            bytes[len++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    *out = (dp_span){bytes, len};
    return good ? DP_OK : dp_json_bad(r, offset, "this is no base64");
}

static dp_rc as_bytes(dp_json_reader *r, dp_id id, dp_id text, dp_kind kind)
{
    dp_span bytes;
    DP_TRY(need_kind(r, text, DP_K_TEXT, "expected base64"));
    DP_TRY(dp_json_base64(r, dp_obj_bytes(r->heap, text), at(r, text)->offset, &bytes));
    at(r, id)->kind = (uint8_t)kind;
    at(r, id)->u.bytes = bytes.p;
    at(r, id)->len = (uint32_t)bytes.n;
    return DP_OK;
}

static dp_rc to_bytes(dp_json_reader *r, dp_id id, dp_id text)
{
    return as_bytes(r, id, text, DP_K_BYTES);
}

static dp_rc to_bytearray(dp_json_reader *r, dp_id id, dp_id text)
{
    return as_bytes(r, id, text, DP_K_BYTEARRAY);
}

static dp_rc to_opaque(dp_json_reader *r, dp_id id, dp_id text)
{
    DP_TRY(need_kind(r, text, DP_K_TEXT, "expected a name"));
    at(r, id)->kind = DP_K_OPAQUE;
    at(r, id)->u.name = dp_escape(r->ctx, dp_obj_bytes(r->heap, text), SHOWN * SHOWN);
    return DP_OK;
}

/* ---- containers ---- */

static dp_rc as_items(dp_json_reader *r, dp_id id, dp_id list, dp_kind kind)
{
    DP_TRY(need_kind(r, list, DP_K_LIST, "expected a list"));
    at(r, id)->kind = (uint8_t)kind;
    at(r, id)->u.item = at(r, list)->u.item;
    at(r, id)->len = at(r, list)->len;
    return DP_OK;
}

static dp_rc to_tuple(dp_json_reader *r, dp_id id, dp_id list)
{
    return as_items(r, id, list, DP_K_TUPLE);
}

static dp_rc to_set(dp_json_reader *r, dp_id id, dp_id list)
{
    return as_items(r, id, list, DP_K_SET);
}

static dp_rc to_frozenset(dp_json_reader *r, dp_id id, dp_id list)
{
    return as_items(r, id, list, DP_K_FROZENSET);
}

static dp_rc to_slice(dp_json_reader *r, dp_id id, dp_id list)
{
    DP_TRY(as_items(r, id, list, DP_K_SLICE));
    return at(r, id)->len == 3 ? DP_OK : bad(r, list, "expected start, stop and step");
}

static dp_rc to_dict(dp_json_reader *r, dp_id id, dp_id list)
{
    DP_TRY(need_kind(r, list, DP_K_LIST, "expected a list of pairs"));
    dp_id dict = dp_obj_new(r->heap, DP_K_DICT, at(r, id)->offset);
    if (dict == 0) {
        return dp_failed(r->ctx);
    }
    const dp_obj *o = at(r, list);
    for (uint32_t i = 0; i < o->len; i++) {
        const dp_obj *pair = at(r, o->u.item[i]);
        if (pair->kind != DP_K_LIST || pair->len != 2) {
            return bad(r, o->u.item[i], "expected a pair");
        }
        DP_TRY(dp_obj_set(r->heap, dict, pair->u.item[0], pair->u.item[1]));
    }
    at(r, id)->u.item = at(r, dict)->u.item;
    at(r, id)->len = at(r, dict)->len;
    return DP_OK;
}

/* ---- objects ---- */

static dp_rc make(dp_json_reader *r, dp_id id, dp_made made)
{
    dp_made *kept = dp_take(r->ctx, 1, sizeof *kept);
    if (kept == NULL || (made.args == 0 && (made.args = dp_obj_new(r->heap, DP_K_TUPLE, at(r, id)->offset)) == 0)) {
        return dp_failed(r->ctx);
    }
    *kept = made;
    at(r, id)->kind = DP_K_MADE;
    at(r, id)->len = 0;
    at(r, id)->u.made = kept;
    return DP_OK;
}

/* A member that may be missing; 0 then. */
static dp_rc part(dp_json_reader *r, dp_id dict, const char *key, dp_kind kind, dp_id *out)
{
    *out = dp_obj_get(r->heap, dict, key);
    return *out == 0 ? DP_OK : need_kind(r, *out, kind, "a part of an object that is of another kind");
}

static dp_rc to_object(dp_json_reader *r, dp_id id, dp_id told)
{
    dp_made made = {.opcode = OP_REDUCE};
    dp_id name;
    DP_TRY(need_kind(r, told, DP_K_DICT, "expected an object's parts"));
    DP_TRY(dp_json_need(r, told, "class", DP_K_TEXT, &name));
    DP_TRY(global_of(r, name, &made.callee));
    DP_TRY(part(r, told, "args", DP_K_TUPLE, &made.args));
    DP_TRY(part(r, told, "kwargs", DP_K_DICT, &made.kwargs));
    DP_TRY(part(r, told, "items", DP_K_LIST, &made.items));
    DP_TRY(part(r, told, "pairs", DP_K_DICT, &made.pairs));
    made.state = dp_obj_get(r->heap, told, "state");
    return make(r, id, made);
}

static dp_rc set_member(dp_json_reader *r, dp_id dict, const char *key, dp_id value)
{
    dp_id name;
    DP_TRY(dp_json_node(r, DP_K_TEXT, dp_span_of(key), 0, &name));
    return dp_obj_set(r->heap, dict, name, value);
}

/* scipy's own state of such a matrix, so that it is checked where those of pickles are. */
static dp_rc to_sparse(dp_json_reader *r, dp_id id, dp_id told)
{
    static const char *const parts[] = {"data", "indices", "indptr", "offsets"};
    dp_made made = {.opcode = OP_REDUCE};
    dp_id format;
    dp_id shape;
    dp_id name;
    DP_TRY(need_kind(r, told, DP_K_DICT, "expected a matrix"));
    DP_TRY(dp_json_need(r, told, "format", DP_K_TEXT, &format));
    DP_TRY(dp_json_need(r, told, "shape", DP_K_LIST, &shape));
    bool csr = dp_obj_is(r->heap, format, "csr");
    bool csc = dp_obj_is(r->heap, format, "csc");
    if (!csr && !csc && !dp_obj_is(r->heap, format, "dia")) {
        return bad(r, format, "expected csr, csc or dia");
    }
    const char *class = csr ? "scipy.sparse.csr_matrix" : csc ? "scipy.sparse.csc_matrix" : "scipy.sparse.dia_matrix";
    DP_TRY(dp_json_node(r, DP_K_TEXT, dp_span_of(class), 0, &name));
    DP_TRY(global_of(r, name, &made.callee));
    made.state = dp_obj_new(r->heap, DP_K_DICT, at(r, id)->offset);
    at(r, shape)->kind = DP_K_TUPLE;
    DP_TRY(set_member(r, made.state, "_shape", shape));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        dp_id value = dp_obj_get(r->heap, told, parts[i]);
        DP_TRY(value != 0 ? set_member(r, made.state, parts[i], value) : DP_OK);
    }
    DP_TRY(make(r, id, made));
    return dp_settle(r->heap, id, id);
}

/* ---- estimators ---- */

static dp_rc add_all(dp_json_reader *r, dp_id dict, dp_id from)
{
    const dp_obj *o = at(r, from);
    for (uint32_t i = 0; i < o->len; i++) {
        DP_TRY(dp_obj_set(r->heap, dict, o->u.item[2 * i], o->u.item[2 * i + 1]));
    }
    return DP_OK;
}

static bool is_estimator(const dp_json_reader *r, dp_id id)
{
    static const char *const marks[] = {"model_type", "class", "params", "fitted"};
    bool is = true;
    for (size_t i = 0; is && i < sizeof marks / sizeof *marks; i++) {
        is = dp_obj_get(r->heap, id, marks[i]) != 0;
    }
    return is;
}

/* Its attributes: what is said of parameters as they stood comes last, and counts. */
static dp_rc to_estimator(dp_json_reader *r, dp_id id)
{
    dp_made made = {.opcode = OP_REDUCE};
    dp_id name;
    dp_id params;
    dp_id fitted;
    dp_id found;
    DP_TRY(dp_json_need(r, id, "class", DP_K_TEXT, &name));
    DP_TRY(dp_json_need(r, id, "params", DP_K_DICT, &params));
    DP_TRY(dp_json_need(r, id, "fitted", DP_K_DICT, &fitted));
    DP_TRY(part(r, id, "params_found", DP_K_DICT, &found));
    DP_TRY(global_of(r, name, &made.callee));
    made.state = dp_obj_new(r->heap, DP_K_DICT, at(r, id)->offset);
    DP_TRY(made.state == 0 ? dp_failed(r->ctx) : DP_OK);
    DP_TRY(add_all(r, made.state, params));
    DP_TRY(add_all(r, made.state, fitted));
    DP_TRY(found != 0 ? add_all(r, made.state, found) : DP_OK);
    dp_id version = dp_obj_get(r->heap, id, "sklearn_version");
    if (dp_kind_of(r->heap, version) == DP_K_TEXT) {
        DP_TRY(set_member(r, made.state, "_sklearn_version", version));
    }
    r->format = dp_obj_get(r->heap, id, "format");
    r->source = dp_obj_get(r->heap, id, "source");
    return make(r, id, made);
}

/* ---- all ---- */

static const struct form {
    const char *word;
    dp_rc (*make)(dp_json_reader *r, dp_id id, dp_id inner);
} forms[] = {
    {"$array", dp_json_to_array}, {"$bytearray", to_bytearray}, {"$bytes", to_bytes}, {"$complex", to_complex},
    {"$dict", to_dict}, {"$dtype", dp_json_to_dtype}, {"$float", to_float}, {"$frozenset", to_frozenset},
    {"$function", to_name}, {"$int", to_int}, {"$object", to_object}, {"$opaque", to_opaque},
    {"$scalar", dp_json_to_scalar}, {"$set", to_set}, {"$slice", to_slice}, {"$sparse", to_sparse},
    {"$tuple", to_tuple}, {"$type", to_name},
};

static dp_rc to_form(dp_json_reader *r, dp_id id)
{
    dp_obj *o = at(r, id);
    for (size_t i = 0; o->len == 1 && i < sizeof forms / sizeof *forms; i++) {
        if (dp_obj_is(r->heap, o->u.item[0], forms[i].word)) {
            o->len = 0; /* what it becomes says how much is in it */
            return forms[i].make(r, id, o->u.item[1]);
        }
    }
    return bad(r, id, "a form that there is not");
}

static bool is_form(const dp_json_reader *r, const dp_obj *o)
{
    bool is = false;
    for (uint32_t i = 0; i < o->len && !is; i++) {
        dp_span key = dp_obj_bytes(r->heap, o->u.item[2 * i]);
        is = key.n != 0 && key.p[0] == '$';
    }
    return is;
}

static dp_rc check_keys(dp_json_reader *r, dp_id id)
{
    const dp_obj *o = at(r, id);
    dp_mark mark = dp_ctx_mark(r->ctx);
    const uint8_t *shadowed = dp_shadowed(r->heap, o);
    bool twice = shadowed != NULL && o->len != 0 && memchr(shadowed, 1, o->len) != NULL;
    dp_ctx_release(r->ctx, mark);
    return shadowed == NULL ? dp_failed(r->ctx) : twice ? bad(r, id, "a key that stands twice") : DP_OK;
}

dp_rc dp_json_settle(dp_json_reader *r, dp_id id)
{
    DP_TRY(check_keys(r, id));
    if (is_form(r, at(r, id))) {
        return to_form(r, id);
    }
    return is_estimator(r, id) ? to_estimator(r, id) : DP_OK;
}
