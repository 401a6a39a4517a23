/* Reads a JSON model file of ours with nothing believed. Objects and lists become nodes of the heap as they end, the inner ones
 * first, so what is inside of a form is known when the form is; a stack of what is open takes the place of recursion. */
#include "export/json_reader.h"

#include "base/digits.h"
#include "base/num.h"
#include "base/text.h"
#include "base/unicode.h"
#include "value/array.h"

#include <math.h>
#include <stdio.h>

enum { DIGITS_MAX = 400, SHOWN = 60, MOST_PARTS = 8 };

dp_rc dp_json_bad(dp_json_reader *r, uint64_t offset, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return dp_fail(r->ctx, DP_CORRUPT, offset, "JSON: %s", text);
}

/* ---- the text ---- */

char dp_json_peek(dp_json_reader *r)
{
    while (r->at < r->text.n && strchr(" \n\r\t", r->text.p[r->at]) != NULL && r->text.p[r->at] != '\0') {
        r->at++;
    }
    return r->at < r->text.n ? (char)r->text.p[r->at] : '\0';
}

/* Takes c if it comes next. */
static bool took(dp_json_reader *r, char c)
{
    bool is = dp_json_peek(r) == c && r->at < r->text.n;
    r->at += is;
    return is;
}

dp_rc dp_json_expect(dp_json_reader *r, char c)
{
    return took(r, c) ? DP_OK : dp_json_bad(r, r->at, "expected '%c'", c);
}

/* \uXXXX at this place of the text. */
static bool four_digits(const dp_json_reader *r, size_t at, uint32_t *out)
{
    *out = 0;
    bool good = at + 6 <= r->text.n && r->text.p[at] == '\\' && r->text.p[at + 1] == 'u';
    for (size_t i = at + 2; good && i < at + 6; i++) {
        int digit = dp_hex_digit(r->text.p[i]);
        good = digit >= 0;
        *out = *out << 4 | (uint32_t)(digit & 15);
    }
    return good;
}

/* At a backslash. *n: bytes put out, which are fewer than those taken. */
static bool unescape(dp_json_reader *r, uint8_t *out, size_t *n)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    uint8_t letter = r->at + 1 < r->text.n ? r->text.p[r->at + 1] : 0;
    const char *simple = letter != 0 ? strchr(from, letter) : NULL;
    uint32_t c;
    uint32_t low;
    if (simple != NULL) {
        *out = (uint8_t)to[simple - from];
        *n = 1;
        r->at += 2;
        return true;
    }
    if (!four_digits(r, r->at, &c)) {
        return false;
    }
    r->at += 6;
    if (c >= 0xd800 && c < 0xdc00 && four_digits(r, r->at, &low) && low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        r->at += 6;
    }
    *n = dp_utf8_put(c, out);
    return true;
}

/* With escapes in it: a copy, no longer than what stands there. */
static dp_rc read_escaped(dp_json_reader *r, size_t begin, size_t end, dp_span *out)
{
    uint8_t *text = dp_take_raw(r->ctx, end - begin, 1);
    size_t n = 0;
    if (text == NULL) {
        return dp_failed(r->ctx);
    }
    for (r->at = begin; r->at < end;) {
        size_t more = 1;
        if (r->text.p[r->at] != '\\') {
            text[n] = r->text.p[r->at++];
        } else if (!unescape(r, text + n, &more)) {
            return dp_json_bad(r, r->at, "a broken escape");
        }
        n += more;
    }
    *out = (dp_span){text, n};
    return DP_OK;
}

dp_rc dp_json_read_string(dp_json_reader *r, dp_span *out)
{
    DP_TRY(dp_json_expect(r, '"'));
    size_t begin = r->at;
    bool escaped = false;
    while (r->at < r->text.n && r->text.p[r->at] != '"') {
        if (r->text.p[r->at] < 0x20) {
            return dp_json_bad(r, r->at, "a control character in a string");
        }
        escaped = escaped || r->text.p[r->at] == '\\';
        r->at += r->text.p[r->at] == '\\' && r->at + 1 < r->text.n ? 2 : 1;
    }
    size_t end = r->at;
    if (end >= r->text.n) {
        return dp_json_bad(r, begin, "a string without an end");
    }
    *out = dp_span_cut(r->text, begin, end - begin);
    if (!dp_utf8_valid(*out)) {
        return dp_json_bad(r, begin, "a string that is not UTF-8");
    }
    if (escaped) {
        DP_TRY(read_escaped(r, begin, end, out));
    }
    r->at = end + 1;
    return DP_OK;
}

/* ---- numbers ---- */

dp_rc dp_json_read_number(dp_json_reader *r, dp_span *out, bool *real)
{
    dp_json_peek(r);
    size_t begin = r->at;
    while (r->at < r->text.n && r->at - begin < DIGITS_MAX
           && (dp_is_digit(r->text.p[r->at]) || memchr("+-.eE", r->text.p[r->at], 5) != NULL)) {
        r->at++;
    }
    *out = dp_span_cut(r->text, begin, r->at - begin);
    return dp_is_json_number(*out, real) ? DP_OK : dp_json_bad(r, begin, "expected a value");
}

bool dp_json_uint64(dp_span digits, uint64_t *out)
{
    uint64_t v = 0;
    bool good = digits.n != 0;
    for (size_t i = 0; good && i < digits.n; i++) {
        good = dp_is_digit(digits.p[i]) && !__builtin_mul_overflow(v, 10U, &v)
               && !__builtin_add_overflow(v, (uint64_t)(digits.p[i] - '0'), &v);
    }
    *out = v;
    return good;
}

bool dp_json_int64(dp_span digits, int64_t *out)
{
    uint64_t magnitude;
    bool below = digits.n != 0 && digits.p[0] == '-';
    if (!dp_json_uint64(dp_span_cut(digits, below, digits.n), &magnitude) || magnitude > (uint64_t)INT64_MAX + below) {
        return false;
    }
    *out = below ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

static dp_rc number(dp_json_reader *r, dp_id *id)
{
    dp_span s;
    bool real;
    int64_t i = 0;
    double f = 0;
    size_t begin = r->at;
    DP_TRY(dp_json_read_number(r, &s, &real));
    if (real ? !dp_num_read(s, &f) || !isfinite(f) : !dp_json_int64(s, &i)) {
        return dp_json_bad(r, begin, "a number that is none of Python's");
    }
    *id = dp_obj_new(r->heap, real ? DP_K_FLOAT : DP_K_INT, begin);
    if (*id == 0) {
        return dp_failed(r->ctx);
    }
    if (real) {
        dp_at(r->heap, *id)->u.f = f;
    } else {
        dp_at(r->heap, *id)->u.i = i;
    }
    return DP_OK;
}

/* ---- values ---- */

dp_rc dp_json_node(dp_json_reader *r, dp_kind kind, dp_span bytes, size_t offset, dp_id *id)
{
    if (bytes.n > UINT32_MAX) {
        return dp_fail(r->ctx, DP_LIMIT, offset, "JSON: a text of more than 4 GiB");
    }
    *id = dp_obj_new(r->heap, kind, offset);
    if (*id == 0) {
        return dp_failed(r->ctx);
    }
    dp_at(r->heap, *id)->u.bytes = bytes.p;
    dp_at(r->heap, *id)->len = (uint32_t)bytes.n;
    return DP_OK;
}

static dp_rc string(dp_json_reader *r, dp_id *id)
{
    dp_span s;
    size_t begin = r->at;
    DP_TRY(dp_json_read_string(r, &s));
    return dp_json_node(r, DP_K_TEXT, s, begin, id);
}

static dp_rc word(dp_json_reader *r, const char *text, dp_kind kind, dp_id *id)
{
    dp_span want = dp_span_of(text);
    if (!dp_span_equal(dp_span_cut(r->text, r->at, want.n), want)) {
        return dp_json_bad(r, r->at, "expected a value");
    }
    *id = dp_obj_new(r->heap, kind, r->at);
    if (*id == 0) {
        return dp_failed(r->ctx);
    }
    dp_at(r->heap, *id)->u.i = text[0] == 't';
    r->at += want.n;
    return DP_OK;
}

static dp_rc leaf(dp_json_reader *r, char c, dp_id *id)
{
    switch (c) {
    case '"': return string(r, id);
    case 'n': return word(r, "null", DP_K_NONE, id);
    case 't': return word(r, "true", DP_K_BOOL, id);
    case 'f': return word(r, "false", DP_K_BOOL, id);
    default: return number(r, id);
    }
}

/* The text of a whole value, as BYTES: what is in it is read when the type of the array is known. */
static dp_rc raw_value(dp_json_reader *r, dp_id *id)
{
    size_t depth = 0;
    dp_json_peek(r);
    size_t begin = r->at;
    for (; r->at < r->text.n; r->at++) {
        uint8_t c = r->text.p[r->at];
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
            break;
        }
        depth += c == '[' || c == '{';
        depth -= c == ']' || c == '}';
        while (c == '"' && ++r->at < r->text.n && r->text.p[r->at] != '"') {
            r->at += r->text.p[r->at] == '\\' && r->at + 1 < r->text.n;
        }
    }
    return dp_json_node(r, DP_K_BYTES, dp_span_cut(r->text, begin, r->at - begin), begin, id);
}

dp_rc dp_json_need(dp_json_reader *r, dp_id dict, const char *key, dp_kind kind, dp_id *out)
{
    *out = dp_obj_get(r->heap, dict, key);
    bool is = *out != 0 && dp_kind_of(r->heap, *out) == kind;
    const char *what = kind == DP_K_DICT ? "an object" : kind == DP_K_LIST ? "a list" : "a text";
    return is ? DP_OK : dp_json_bad(r, dp_at(r->heap, dict)->offset, "%s: expected %s", key, what);
}

/* ---- what is open ---- */

struct frame {
    dp_id id, key; /* key: of the member that is being read, of a DICT */
    bool form;     /* the members of {"$array": … */
};

struct walk {
    dp_json_reader *r;
    struct frame *frame;
    size_t n, most;
    dp_id root;
};

static dp_rc open_container(struct walk *w, dp_kind kind)
{
    dp_json_reader *r = w->r;
    struct frame *top = w->n != 0 ? &w->frame[w->n - 1] : NULL;
    if (w->n == w->most) {
        return dp_fail(r->ctx, DP_LIMIT, r->at, "JSON: values nested deeper than %zu", w->most);
    }
    dp_id id = dp_obj_new(r->heap, kind, r->at++);
    if (id == 0) {
        return dp_failed(r->ctx);
    }
    bool form = top != NULL && top->key != 0 && (dp_obj_is(r->heap, top->key, "$array") || dp_obj_is(r->heap, top->key, "$scalar"));
    w->frame[w->n++] = (struct frame){.id = id, .form = form};
    return DP_OK;
}

static dp_rc deliver(struct walk *w, dp_id id)
{
    if (w->n == 0) {
        w->root = id;
        return DP_OK;
    }
    struct frame *top = &w->frame[w->n - 1];
    if (top->key == 0) {
        return dp_obj_push(w->r->heap, top->id, id);
    }
    DP_TRY(dp_obj_set(w->r->heap, top->id, top->key, id));
    top->key = 0;
    return DP_OK;
}

/* Before a member: ends what ends here, else takes the comma, and the key of a DICT. *ended: it did end. */
static dp_rc go_on(struct walk *w, bool *ended)
{
    dp_json_reader *r = w->r;
    struct frame *top = &w->frame[w->n - 1];
    const dp_obj *o = dp_at(r->heap, top->id);
    bool dict = o->kind == DP_K_DICT;
    *ended = took(r, dict ? '}' : ']');
    if (*ended) {
        dp_id id = top->id;
        w->n--;
        DP_TRY(dict ? dp_json_settle(r, id) : DP_OK);
        return deliver(w, id);
    }
    if (o->len != 0) {
        DP_TRY(dp_json_expect(r, ','));
    }
    if (dict) {
        dp_json_peek(r);
        DP_TRY(string(r, &top->key));
        DP_TRY(dp_json_expect(r, ':'));
    }
    return DP_OK;
}

/* Numbers of an array are read by its type, which stands before them; objects are values like any other. */
static bool is_raw(const dp_json_reader *r, const struct frame *top)
{
    if (!top->form || dp_at(r->heap, top->id)->len > MOST_PARTS) { /* beyond, some stand twice */
        return false;
    }
    return dp_obj_is(r->heap, top->key, "mask")
           || (dp_obj_is(r->heap, top->key, "data") && !dp_obj_is(r->heap, dp_obj_get(r->heap, top->id, "dtype"), "object"));
}

static dp_rc value(struct walk *w)
{
    dp_json_reader *r = w->r;
    dp_id id;
    if (w->n != 0 && is_raw(r, &w->frame[w->n - 1])) {
        DP_TRY(raw_value(r, &id));
        return deliver(w, id);
    }
    char c = dp_json_peek(r);
    if (c == '{' || c == '[') {
        return open_container(w, c == '{' ? DP_K_DICT : DP_K_LIST);
    }
    DP_TRY(leaf(r, c, &id));
    return deliver(w, id);
}

static dp_rc read_all(dp_json_reader *r, dp_id *root)
{
    const dp_limits *limits = dp_ctx_limits(r->ctx);
    /* a value inside another is at most four levels of JSON: {"$array": {"data": [[ */
    struct walk w = {.r = r, .most = 4 * limits->depth + 12 * limits->estimators + DP_MAX_DIMS};
    w.frame = dp_take(r->ctx, w.most, sizeof *w.frame);
    if (w.frame == NULL) {
        return dp_failed(r->ctx);
    }
    DP_TRY(value(&w));
    while (w.n != 0) {
        bool ended;
        DP_TRY(go_on(&w, &ended));
        if (!ended) {
            DP_TRY(value(&w));
        }
    }
    *root = w.root;
    return dp_json_peek(r) == '\0' && r->at == r->text.n ? DP_OK : dp_json_bad(r, r->at, "more than one value");
}

/* ---- whole files ---- */

/* Our files begin with their format: what does not is no damaged one, but another's. */
static bool is_ours(dp_json_reader *r, bool *table)
{
    static const char *const begins[] = {"{", "\"format\"", ":", "{", "\"name\"", ":"};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        dp_span want = dp_span_of(begins[i]);
        dp_json_peek(r);
        if (!dp_span_equal(dp_span_cut(r->text, r->at, want.n), want)) {
            return false;
        }
        r->at += want.n;
    }
    dp_json_peek(r);
    *table = dp_span_equal(dp_span_cut(r->text, r->at, 16), DP_LIT("\"depickle-table\""));
    bool model = dp_span_equal(dp_span_cut(r->text, r->at, 16), DP_LIT("\"depickle-model\""));
    r->at = 0;
    return model || *table;
}

static const char *told(dp_json_reader *r, const char *key)
{
    dp_span text = dp_obj_bytes(r->heap, dp_obj_get(r->heap, r->source, key));
    return text.p != NULL ? dp_escape(r->ctx, text, SHOWN * SHOWN) : "";
}

dp_rc dp_json_read(dp_ctx *ctx, dp_span bytes, dp_json_file *out)
{
    bool table = false;
    dp_ctx_scale_arena(ctx, bytes.n);
    dp_json_reader r = {.ctx = ctx, .heap = dp_heap_new(ctx), .text = bytes};
    *out = (dp_json_file){.loaded = {.heap = r.heap, .joblib = "", .numpy = ""}, .source = "", .path = "", .container = "", .sha256 = ""};
    if (r.heap == NULL) {
        return dp_failed(ctx);
    }
    dp_note_format(ctx, "json");
    if (!is_ours(&r, &table) || table) {
        return dp_fail(ctx, DP_UNSUPPORTED, DP_NO_OFFSET, "JSON that is no model written by depickle%s", table ? ", but a table" : "");
    }
    DP_TRY(read_all(&r, &out->loaded.root));
    const dp_obj *version = dp_at(r.heap, dp_obj_get(r.heap, r.format, "version"));
    if (r.format == 0 || r.source == 0 || dp_kind_of(r.heap, out->loaded.root) != DP_K_MADE) {
        return dp_json_bad(&r, 0, "the outermost object is not that of a model");
    }
    if (version->kind != DP_K_INT || version->u.i != 1) {
        return dp_fail(ctx, DP_UNSUPPORTED, version->offset, "a model file of another version than 1, which this depickle reads");
    }
    out->source = told(&r, "file");
    out->path = told(&r, "path");
    out->container = told(&r, "container");
    out->sha256 = told(&r, "sha256");
    return DP_OK;
}
