/* numpy dtypes: from the string of an array interface ("<f8"), and from the call numpy.dtype(string, align, copy) with
 * its state tuple
 *
 *     (3, byte order, None, names or None, {name: (dtype, offset)} or None, itemsize, alignment, flags)
 *
 * (version 4 adds the unit of a datetime). The call alone does not know the byte order: the same dtype node is memoised
 * before its BUILD and met again everywhere, so it is decoded when an array asks for it, never earlier.
 *
 * The set is closed: what is not in array.h is refused, not guessed. What numpy can hold and no model computes with is
 * kept as raw bytes: long doubles, fields that are records or arrays themselves. A record with objects in it is pickled
 * as objects are, a tuple each. */
#include "value/recipe.h"

#include "base/ckd.h"
#include "base/text.h"

enum { MOST_ITEM = 1 << 20, MOST_FIELDS = 256, STATE = 8, DEEPEST = 8, MOST_READ = 4096 };

/* Types in types that are still to be read: shared ones count each time. */
struct reading {
    dp_heap *heap;
    unsigned depth, left;
};

/* Digits to a number of at most MOST_ITEM; nothing else may stand in s. */
static bool read_size(dp_span s, uint32_t *out)
{
    uint32_t v = 0;
    if (s.n == 0 || s.n > 7) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
        v = v * 10 + (uint32_t)(s.p[i] - '0');
    }
    *out = v;
    return v <= MOST_ITEM;
}

static bool size_fits(char kind, uint32_t size)
{
    switch (kind) {
    case 'b': return size == 1;
    case 'i':
    case 'u': return size == 1 || size == 2 || size == 4 || size == 8;
    case 'f': return size == 2 || size == 4 || size == 8 || size == 12 || size == 16;
    case 'c': return size == 8 || size == 16 || size == 24 || size == 32;
    case 'O': return size == 4 || size == 8;
    case 'M':
    case 'm': return size == 8;
    default: return kind == 'S' || kind == 'V' || (kind == 'U' && size <= MOST_ITEM / 4);
    }
}

/* Do items of this type have a byte order? */
static bool has_order(const dp_dtype *t)
{
    return t->itemsize > 1 && strchr("SVO", t->kind) == NULL;
}

/* "f8" and its like, with an order sign or none. V is taken here; who calls asks for its fields. */
static bool read_text(dp_span text, dp_dtype *out)
{
    dp_span s = text;
    char order = '=';
    if (s.n != 0 && strchr("<>|=", s.p[0]) != NULL && s.p[0] != '\0') {
        order = (char)s.p[0];
        s = dp_span_cut(s, 1, s.n);
    }
    if (s.n == 0) {
        return false;
    }
    char kind = (char)s.p[0];
    uint32_t size = 8;
    bool bare_object = kind == 'O' && s.n == 1;
    if (!bare_object && (!read_size(dp_span_cut(s, 1, s.n), &size) || !size_fits(kind, size))) {
        return false;
    }
    *out = (dp_dtype){.kind = kind, .itemsize = size};
    if (kind == 'U') {
        out->itemsize = size * 4;
    }
    if (kind == 'O') {
        out->itemsize = 8;
    }
    if ((kind == 'f' && size > 8) || (kind == 'c' && size > 16)) {
        out->kind = 'V'; /* as wide, and laid out, as the machine pleased */
    }
    out->swapped = order == '>' && has_order(out);
    return true;
}

bool dp_dtype_parse(dp_span text, dp_dtype *out)
{
    return read_text(text, out) && out->kind != 'V';
}

static dp_rc read_call(dp_heap *heap, dp_id id, dp_dtype *out)
{
    const dp_id *args;
    size_t n;
    dp_span text;
    DP_TRY(dp_call_args(heap, id, 1, 3, &args, &n));
    for (size_t i = 1; i < n; i++) {
        dp_kind kind = dp_kind_of(heap, args[i]);
        if (kind != DP_K_BOOL && kind != DP_K_INT) {
            return dp_call_refuse(heap, id, "expected bools after the type");
        }
    }
    if (strcmp(dp_canonical(heap, args[0]), "numpy.record") == 0 && dp_kind_of(heap, args[0]) == DP_K_GLOBAL) {
        *out = (dp_dtype){.kind = 'V'}; /* of a recarray: its state tells the size */
        return DP_OK;
    }
    if (!dp_text_of(heap, args[0], &text)) {
        return dp_call_refuse(heap, id, "expected text, found %s", dp_obj_describe(heap, args[0]));
    }
    if (!read_text(text, out)) {
        return dp_call_refuse(heap, id, "'%s' is no type that models hold",
                              dp_escape(dp_heap_ctx(heap), text, 40));
    }
    return DP_OK;
}

/* The state's byte order wins over the call's. */
static dp_rc read_order(dp_heap *heap, dp_id id, dp_id order, dp_dtype *out)
{
    dp_span s;
    if (!dp_text_of(heap, order, &s) || s.n != 1 || strchr("<>|=", s.p[0]) == NULL || s.p[0] == '\0') {
        return dp_call_refuse(heap, id, "expected a byte order of one character");
    }
    if (has_order(out) && s.p[0] == '|') {
        return dp_call_refuse(heap, id, "has items of %u bytes in no byte order", out->itemsize);
    }
    out->swapped = has_order(out) && s.p[0] == '>';
    return DP_OK;
}

static dp_rc read_dtype(struct reading *r, dp_id id, dp_dtype *out);

static dp_rc read_inner(struct reading *r, dp_id id, dp_id inner, dp_dtype *out)
{
    if (r->depth == DEEPEST || r->left == 0) {
        return dp_call_refuse(r->heap, id, "has more types inside types than models hold");
    }
    r->depth++;
    r->left--;
    dp_rc rc = read_dtype(r, inner, out);
    r->depth--;
    return rc;
}

/* One (dtype, offset) or (dtype, offset, title) of the fields dictionary. */
static dp_rc read_field(struct reading *r, dp_id id, dp_id pair, uint32_t itemsize, dp_dtype_field *field)
{
    dp_heap *heap = r->heap;
    const dp_obj *o = dp_at(heap, pair);
    if (o->kind != DP_K_TUPLE || o->len < 2 || o->len > 3 || dp_kind_of(heap, o->u.item[1]) != DP_K_INT) {
        return dp_call_refuse(heap, id, "expected (type, offset) for a field");
    }
    DP_TRY(read_inner(r, id, o->u.item[0], &field->type));
    int64_t offset = dp_at(heap, o->u.item[1])->u.i;
    if (offset < 0 || offset > (int64_t)itemsize || field->type.itemsize > itemsize - (uint32_t)offset) {
        return dp_call_refuse(heap, id, "a field of %u bytes at %lld does not fit into %u", field->type.itemsize,
                              (long long)offset, itemsize);
    }
    field->offset = (uint32_t)offset;
    if (field->type.n_fields != 0) {
        field->type = (dp_dtype){.kind = 'V', .itemsize = field->type.itemsize};
    }
    return DP_OK;
}

static dp_id field_value(const dp_heap *heap, const dp_obj *dict, dp_span name)
{
    dp_id found = 0;
    for (uint32_t i = 0; i < dict->len; i++) {
        dp_span key;
        if (dp_text_of(heap, dict->u.item[2 * i], &key) && dp_span_equal(key, name)) {
            found = dict->u.item[2 * i + 1];
        }
    }
    return found;
}

static bool repeats(const dp_dtype_field *fields, size_t n, dp_span name)
{
    for (size_t i = 0; i < n; i++) {
        if (dp_span_equal(fields[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* A record with objects anywhere in it is one to numpy's pickles. */
static void objects_win(dp_dtype *out)
{
    for (uint32_t i = 0; i < out->n_fields; i++) {
        if (out->fields[i].type.kind == 'O') {
            *out = (dp_dtype){.kind = 'O', .itemsize = 8};
        }
    }
}

static dp_rc read_fields(struct reading *r, dp_id id, dp_id names, dp_id dict, dp_dtype *out)
{
    dp_heap *heap = r->heap;
    const dp_obj *list = dp_at(heap, names);
    const dp_obj *map = dp_at(heap, dict);
    if (list->kind != DP_K_TUPLE || map->kind != DP_K_DICT || list->len == 0 || list->len > MOST_FIELDS
        || map->len < list->len) {
        return dp_call_refuse(heap, id, "expected up to %d field names and as many fields", MOST_FIELDS);
    }
    dp_dtype_field *fields = dp_take(dp_heap_ctx(heap), list->len, sizeof *fields);
    if (fields == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    uint32_t titles = 0; /* each is a key of its own */
    for (uint32_t i = 0; i < list->len; i++) {
        dp_span name;
        if (!dp_text_of(heap, list->u.item[i], &name) || repeats(fields, i, name)) {
            return dp_call_refuse(heap, id, "expected different names of fields");
        }
        dp_id value = field_value(heap, map, name);
        DP_TRY(read_field(r, id, value, out->itemsize, &fields[i]));
        fields[i].name = name;
        titles += dp_at(heap, value)->len == 3;
    }
    if (map->len != list->len + titles) {
        return dp_call_refuse(heap, id, "has %u fields and %u names", map->len, list->len);
    }
    out->fields = fields;
    out->n_fields = list->len;
    objects_win(out);
    return DP_OK;
}

/* (dtype, shape): items that are arrays. */
static dp_rc read_subarray(struct reading *r, dp_id id, dp_id pair, dp_dtype *out)
{
    dp_dtype base;
    uint64_t dim[DP_MAX_DIMS];
    uint64_t count;
    size_t ndim;
    size_t size;
    const dp_obj *o = dp_at(r->heap, pair);
    if (o->kind != DP_K_TUPLE || o->len != 2 || out->kind != 'V') {
        return dp_call_refuse(r->heap, id, "expected (type, shape) for items that are arrays");
    }
    DP_TRY(read_inner(r, id, o->u.item[0], &base));
    DP_TRY(dp_shape_read(r->heap, o->u.item[1], &ndim, dim, &count));
    if (!dp_mul(count, base.itemsize, &size) || size != out->itemsize) {
        return dp_call_refuse(r->heap, id, "its items are arrays that are not %u bytes long", out->itemsize);
    }
    if (base.kind == 'O') {
        *out = base;
    }
    return DP_OK;
}

/* -1, or what the call said already; a record's call says nothing. */
static bool size_agrees(const dp_heap *heap, dp_id size, dp_dtype *type)
{
    const dp_obj *o = dp_at(heap, size);
    bool told = o->kind == DP_K_INT && o->u.i > 0 && o->u.i <= MOST_ITEM;
    if (type->kind == 'V' && type->itemsize == 0 && told) {
        type->itemsize = (uint32_t)o->u.i;
    }
    return o->kind == DP_K_INT && (o->u.i == -1 || o->u.i == (int64_t)type->itemsize);
}

/* numpy's are Y M W D h m s ms us ns ps fs as; text that is none could have anything in it. */
static bool is_unit(dp_span text)
{
    size_t i = 0;
    while (i < text.n && ((text.p[i] >= 'a' && text.p[i] <= 'z') || (text.p[i] >= 'A' && text.p[i] <= 'Z'))) {
        i++;
    }
    return i == text.n && text.n < sizeof((dp_dtype *)NULL)->unit;
}

/* Of dates and spans of time: (metadata, (unit, how many, 1, 1)). */
static void read_unit(dp_heap *heap, dp_id metadata, dp_dtype *out)
{
    const dp_obj *pair = dp_at(heap, metadata);
    const dp_obj *unit = dp_at(heap, pair->kind == DP_K_TUPLE && pair->len == 2 ? pair->u.item[1] : 0);
    if (unit->kind != DP_K_TUPLE || unit->len < 2 || (out->kind != 'M' && out->kind != 'm')) {
        return;
    }
    const dp_obj *many = dp_at(heap, unit->u.item[1]);
    dp_span text;
    if (dp_bytes_now(heap, unit->u.item[0], &text) && is_unit(text) && many->kind == DP_K_INT && many->u.i == 1) {
        memcpy(out->unit, text.p, text.n);
    }
}

static dp_rc read_state(struct reading *r, dp_id id, dp_id state, dp_dtype *out)
{
    dp_heap *heap = r->heap;
    const dp_obj *o = dp_at(heap, state);
    const dp_id *item = o->u.item;
    if (o->kind != DP_K_TUPLE || o->len < STATE || o->len > STATE + 1) {
        return dp_call_refuse(heap, id, "expected a state of 8 or 9 items");
    }
    const dp_obj *version = dp_at(heap, item[0]);
    if (version->kind != DP_K_INT || version->u.i != (o->len == STATE ? 3 : 4)) {
        return dp_call_refuse(heap, id, "expected state of version 3 or 4");
    }
    DP_TRY(read_order(heap, id, item[1], out));
    if (!size_agrees(heap, item[5], out)) {
        const dp_obj *found = dp_at(heap, item[5]);
        return dp_call_refuse(heap, id, "expected items of %u bytes, found %lld", out->itemsize,
                              found->kind == DP_K_INT ? (long long)found->u.i : 0LL);
    }
    if (o->len > STATE) {
        read_unit(heap, item[STATE], out);
    }
    if (dp_kind_of(heap, item[2]) != DP_K_NONE) {
        return read_subarray(r, id, item[2], out);
    }
    bool plain = dp_kind_of(heap, item[3]) == DP_K_NONE && dp_kind_of(heap, item[4]) == DP_K_NONE;
    if (plain) {
        return DP_OK;
    }
    return out->kind == 'V' ? read_fields(r, id, item[3], item[4], out)
                            : dp_call_refuse(heap, id, "has fields in a type that takes none");
}

static dp_rc read_dtype(struct reading *r, dp_id id, dp_dtype *out)
{
    dp_heap *heap = r->heap;
    const dp_obj *o = dp_at(heap, id);
    if (o->kind == DP_K_DTYPE) {
        *out = *(const dp_dtype *)o->u.value;
        return DP_OK;
    }
    if (dp_is_call(heap, id, "numpy._core._internal._convert_to_stringdtype_kwargs")) {
        *out = (dp_dtype){.kind = 'O', .itemsize = 8}; /* texts of any length, pickled one by one */
        return DP_OK;
    }
    if (!dp_is_call(heap, id, "numpy.dtype") || !dp_was_called(o->u.made)) {
        return dp_fail(dp_heap_ctx(heap), DP_CORRUPT, o->offset, "expected a numpy dtype, found %s",
                       dp_obj_describe(heap, id));
    }
    const dp_made *made = o->u.made;
    if (made->items != 0 || made->pairs != 0) {
        return dp_call_refuse(heap, id, "is given items, which it does not take");
    }
    DP_TRY(read_call(heap, id, out));
    return made->state != 0 ? read_state(r, id, made->state, out) : DP_OK;
}

dp_rc dp_dtype_read(dp_heap *heap, dp_id id, dp_dtype *out)
{
    struct reading r = {.heap = heap, .left = MOST_READ};
    return read_dtype(&r, id, out);
}

/* numpy.dtype(code, align, copy): how the two flags are written tells numpy's version. */
static uint16_t flags_form(const dp_heap *heap, const dp_made *made)
{
    const dp_obj *args = dp_at(heap, made->args);
    dp_kind kind = args->kind == DP_K_TUPLE && args->len == 3 ? dp_kind_of(heap, args->u.item[1]) : DP_K_NONE;
    return kind == DP_K_BOOL ? DP_DTYPE_BOOLS : kind == DP_K_INT ? DP_DTYPE_INTS : 0;
}

dp_rc dp_recipe_dtype(dp_heap *heap, dp_id id)
{
    dp_dtype *type = dp_take(dp_heap_ctx(heap), 1, sizeof *type);
    if (type == NULL) {
        return dp_failed(dp_heap_ctx(heap));
    }
    DP_TRY(dp_dtype_read(heap, id, type));
    dp_obj *o = dp_at(heap, id);
    o->aux = o->kind == DP_K_MADE ? flags_form(heap, o->u.made) : o->aux;
    o->kind = DP_K_DTYPE;
    o->u.value = type;
    return DP_OK;
}

static void add_simple(dp_text *t, const dp_dtype *type)
{
    char order = has_order(type) ? (type->swapped ? '>' : '<') : '|';
    dp_text_addf(t, "%c%c%u", order, type->kind, type->kind == 'U' ? type->itemsize / 4 : type->itemsize);
}

const char *dp_dtype_text(dp_ctx *ctx, const dp_dtype *type)
{
    if (type->kind == 'O') {
        return "object";
    }
    dp_text t = dp_text_new(ctx);
    if (type->n_fields == 0) {
        add_simple(&t, type);
        return dp_text_str(&t);
    }
    dp_text_adds(&t, "[");
    for (uint32_t i = 0; i < type->n_fields; i++) {
        dp_text_addf(&t, "%s('%s', '", i != 0 ? ", " : "", dp_escape(ctx, type->fields[i].name, 64));
        add_simple(&t, &type->fields[i].type);
        dp_text_adds(&t, "')");
    }
    dp_text_adds(&t, "]");
    return dp_text_str(&t);
}
