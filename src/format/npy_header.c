/* {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
 *
 * descr is a dtype's text or, for records, a list of (name, text); a field without a name is padding. Keys come in any
 * order, each once. Python 2 writes 3L for 3. Strings have no escapes: no dtype needs one. */
#include "format/npy_header.h"

#include "base/ckd.h"
#include "value/value.h"

struct reader {
    dp_ctx *ctx;
    dp_span text;
    size_t at;
};

static void blanks(struct reader *r)
{
    while (r->at < r->text.n && (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\n')) {
        r->at++;
    }
}

static bool next_is(struct reader *r, char c)
{
    blanks(r);
    return r->at < r->text.n && r->text.p[r->at] == (uint8_t)c;
}

static bool eat(struct reader *r, char c)
{
    bool found = next_is(r, c);
    r->at += found;
    return found;
}

static bool word(struct reader *r, const char *w)
{
    blanks(r);
    size_t n = strlen(w);
    bool found = dp_span_is(dp_span_cut(r->text, r->at, n), w);
    r->at += found ? n : 0;
    return found;
}

static bool string(struct reader *r, dp_span *out)
{
    blanks(r);
    if (r->at >= r->text.n) {
        return false;
    }
    uint8_t quote = r->text.p[r->at];
    if (quote != '\'' && quote != '"') {
        return false;
    }
    size_t from = ++r->at;
    while (r->at < r->text.n && r->text.p[r->at] != quote) {
        if (r->text.p[r->at] == '\\' || r->text.p[r->at] == '\n') {
            return false;
        }
        r->at++;
    }
    if (r->at == r->text.n) {
        return false;
    }
    *out = dp_span_cut(r->text, from, r->at - from);
    r->at++;
    return true;
}

static bool number(struct reader *r, uint64_t *out)
{
    blanks(r);
    size_t from = r->at;
    size_t value = 0;
    while (r->at < r->text.n && r->text.p[r->at] >= '0' && r->text.p[r->at] <= '9') {
        if (!dp_mul(value, 10, &value) || !dp_add(value, (size_t)(r->text.p[r->at] - '0'), &value)) {
            return false;
        }
        r->at++;
    }
    bool some = r->at > from;
    if (some && r->at < r->text.n && r->text.p[r->at] == 'L') {
        r->at++;
    }
    *out = value;
    return some;
}

static bool shape(struct reader *r, dp_npy_header *out)
{
    if (!eat(r, '(')) {
        return false;
    }
    out->ndim = 0;
    while (!eat(r, ')')) {
        if (out->ndim == DP_MAX_DIMS || !number(r, &out->dim[out->ndim])) {
            return false;
        }
        out->ndim++;
        bool comma = eat(r, ',');
        if (!comma && (out->ndim == 1 || !next_is(r, ')'))) {
            return false;
        }
    }
    return true;
}

/* "|V4" under no name: bytes between the fields. */
static bool padding(dp_span text, uint64_t *n)
{
    struct reader r = {.text = text};
    return eat(&r, '|') && eat(&r, 'V') && number(&r, n) && r.at == text.n;
}

static bool field(struct reader *r, dp_dtype *record, dp_dtype_field **fields)
{
    dp_span name;
    dp_span text;
    uint64_t n;
    if (!eat(r, '(') || !string(r, &name) || !eat(r, ',') || !string(r, &text)) {
        return false;
    }
    eat(r, ',');
    if (!eat(r, ')')) {
        return false;
    }
    if (name.n == 0 && padding(text, &n)) {
        bool fits = n <= UINT32_MAX - record->itemsize;
        record->itemsize += fits ? (uint32_t)n : 0;
        return fits;
    }
    dp_dtype_field *place = dp_grow(r->ctx, fields, record->n_fields, sizeof *place);
    if (place == NULL) {
        return false;
    }
    *place = (dp_dtype_field){.name = name, .offset = record->itemsize};
    if (!dp_dtype_parse(text, &place->type) || place->type.itemsize > UINT32_MAX - record->itemsize) {
        return false;
    }
    record->itemsize += place->type.itemsize;
    record->n_fields++;
    return true;
}

static bool descr(struct reader *r, dp_dtype *out)
{
    dp_span text;
    if (string(r, &text)) {
        return dp_dtype_parse(text, out);
    }
    if (!eat(r, '[')) {
        return false;
    }
    dp_dtype_field *fields = NULL;
    *out = (dp_dtype){.kind = 'V'};
    while (!eat(r, ']')) {
        if (!field(r, out, &fields)) {
            return false;
        }
        if (!eat(r, ',') && !next_is(r, ']')) {
            return false;
        }
    }
    out->fields = fields;
    return out->n_fields != 0;
}

static bool value(struct reader *r, dp_span key, unsigned *seen, dp_npy_header *out)
{
    static const char *const keys[] = {"descr", "fortran_order", "shape"};
    unsigned bit = 0;
    for (unsigned i = 0; i < 3; i++) {
        bit |= dp_span_is(key, keys[i]) ? 1U << i : 0;
    }
    if (bit == 0 || (*seen & bit) != 0) {
        return false;
    }
    *seen |= bit;
    if (bit == 1) {
        return descr(r, &out->type);
    }
    if (bit == 4) {
        return shape(r, out);
    }
    out->fortran = word(r, "True");
    return out->fortran || word(r, "False");
}

bool dp_npy_header_read(dp_ctx *ctx, dp_span text, dp_npy_header *out)
{
    struct reader r = {ctx, text, 0};
    unsigned seen = 0;
    *out = (dp_npy_header){0};
    if (!eat(&r, '{')) {
        return false;
    }
    while (!eat(&r, '}')) {
        dp_span key;
        if (!string(&r, &key) || !eat(&r, ':') || !value(&r, key, &seen, out)) {
            return false;
        }
        if (!eat(&r, ',') && !next_is(&r, '}')) {
            return false;
        }
    }
    blanks(&r);
    return seen == 7 && r.at == text.n;
}
