#include "model/document.h"

#include "base/num.h"

#include <inttypes.h>

enum { DEEPEST = 64 };

struct reader {
    dp_state *s;
    const uint8_t *p, *end;
    dp_doc *open[DEEPEST];  /* containers around the place */
    dp_doc *last[DEEPEST];  /* their newest members */
    uint64_t left[DEEPEST]; /* members to come; UNCOUNTED: up to the bracket */
    int depth;
    dp_doc *root;
};
#define UNCOUNTED UINT64_MAX

static void bad(struct reader *r, const char *what)
{
    dp_corrupt(r->s, "the model's own text: expected JSON or UBJSON, found %s", what);
}

/* ---- building ---- */

static dp_doc *add(struct reader *r, dp_doc_kind kind, dp_span key)
{
    dp_doc *doc = dp_state_take(r->s, 1, sizeof *doc);
    if (doc == NULL) {
        return NULL;
    }
    doc->kind = (uint8_t)kind;
    doc->key = key;
    if (r->depth == 0) {
        r->root = doc;
        return doc;
    }
    dp_doc *parent = r->open[r->depth - 1];
    if (parent->n == UINT32_MAX) {
        bad(r, "more members than can be counted");
        return NULL;
    }
    parent->n++;
    if (r->last[r->depth - 1] != NULL) {
        r->last[r->depth - 1]->next = doc;
    } else {
        parent->first = doc;
    }
    r->last[r->depth - 1] = doc;
    return doc;
}

static void open_container(struct reader *r, dp_doc_kind kind, dp_span key, uint64_t members)
{
    dp_doc *doc = add(r, kind, key);
    if (doc == NULL || r->depth == DEEPEST) {
        bad(r, "brackets too deep");
        return;
    }
    r->open[r->depth] = doc;
    r->last[r->depth] = NULL;
    r->left[r->depth++] = members;
}

/* ---- UBJSON ---- */

static size_t left_in(const struct reader *r)
{
    return (size_t)(r->end - r->p);
}

static size_t width_of(char type)
{
    switch (type) {
    case 'i': case 'U': case 'C': return 1;
    case 'I': return 2;
    case 'l': case 'd': return 4;
    case 'L': case 'D': return 8;
    default: return 0;
    }
}

static double value_at(const uint8_t *p, char type)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < width_of(type); i++) {
        bits = bits << 8 | p[i];
    }
    uint32_t half = (uint32_t)bits;
    float f;
    double d;
    switch (type) {
    case 'i': return (double)(int8_t)bits;
    case 'I': return (double)(int16_t)bits;
    case 'l': return (double)(int32_t)half;
    case 'L': return (double)(int64_t)bits;
    case 'd': memcpy(&f, &half, sizeof f); return (double)f;
    case 'D': memcpy(&d, &bits, sizeof d); return d;
    default: return (double)bits;
    }
}

static bool take_value(struct reader *r, char type, double *out)
{
    size_t n = width_of(type);
    if (n == 0 || left_in(r) < n) {
        bad(r, "a number cut short, or of no known type");
        return false;
    }
    *out = value_at(r->p, type);
    r->p += n;
    return true;
}

/* A count or length: a type of integers and the number. */
static bool take_count(struct reader *r, uint64_t *out)
{
    double v = -1;
    char type = left_in(r) != 0 ? (char)*r->p++ : '\0';
    if (type == 'd' || type == 'D' || !take_value(r, type, &v) || !(v >= 0 && v <= 0x1p53)) {
        bad(r, "a length that is none");
        return false;
    }
    *out = (uint64_t)v;
    return true;
}

static bool take_text(struct reader *r, dp_span *out)
{
    uint64_t n;
    if (!take_count(r, &n)) {
        return false;
    }
    if (n > left_in(r)) {
        bad(r, "text longer than the rest");
        return false;
    }
    *out = (dp_span){r->p, (size_t)n};
    r->p += n;
    return true;
}

static void take_typed(struct reader *r, char type, dp_span key, uint64_t n)
{
    size_t width = width_of(type);
    if (width == 0 || n > left_in(r) / width || n > UINT32_MAX) {
        bad(r, "an array longer than the rest");
        return;
    }
    dp_doc *doc = add(r, DP_DOC_NUMBERS, key);
    if (doc != NULL) {
        doc->type = type;
        doc->n = (uint32_t)n;
        doc->text = (dp_span){r->p, (size_t)n * width};
        r->p += doc->text.n;
    }
}

static void take_container(struct reader *r, char bracket, dp_span key)
{
    uint64_t n = UNCOUNTED;
    char type = '\0';
    if (left_in(r) > 2 && *r->p == '$') {
        type = (char)r->p[1];
        r->p += 2;
    }
    if (left_in(r) != 0 && *r->p == '#') {
        r->p++;
        if (!take_count(r, &n)) {
            return;
        }
    }
    if (type != '\0' && (n == UNCOUNTED || bracket == '{')) {
        bad(r, "one type for members that are not counted");
    } else if (type != '\0') {
        take_typed(r, type, key, n);
    } else if (n != UNCOUNTED && n > left_in(r)) {
        bad(r, "more members than bytes");
    } else {
        open_container(r, bracket == '{' ? DP_DOC_MAP : DP_DOC_LIST, key, n);
    }
}

/* One value, of which the type has been read. */
static void take_ubj(struct reader *r, char type, dp_span key)
{
    dp_doc *doc;
    dp_span text;
    double v;
    switch (type) {
    case '{': case '[':
        take_container(r, type, key);
        return;
    case 'S':
        doc = take_text(r, &text) ? add(r, DP_DOC_TEXT, key) : NULL;
        if (doc != NULL) {
            doc->text = text;
        }
        return;
    case 'T': case 'F': case 'Z':
        doc = add(r, type == 'Z' ? DP_DOC_NULL : DP_DOC_BOOL, key);
        if (doc != NULL) {
            doc->number = type == 'T';
        }
        return;
    default:
        doc = take_value(r, type, &v) ? add(r, DP_DOC_NUMBER, key) : NULL;
        if (doc != NULL) {
            doc->number = v;
        }
    }
}

/* Ends containers whose count is reached, or whose bracket stands here. */
static bool close_ubj(struct reader *r)
{
    int top = r->depth - 1;
    char bracket = r->open[top]->kind == DP_DOC_MAP ? '}' : ']';
    bool counted = r->left[top] != UNCOUNTED;
    if (counted ? r->left[top] != 0 : left_in(r) == 0 || (char)*r->p != bracket) {
        return false;
    }
    r->p += !counted;
    r->depth--;
    return true;
}

static void read_ubj(struct reader *r)
{
    const dp_span none = {NULL, 0};
    take_ubj(r, (char)*r->p++, none);
    while (!r->s->failed && r->depth != 0) {
        if (close_ubj(r)) {
            continue;
        }
        int top = r->depth - 1;
        dp_span key = none;
        r->left[top] -= r->left[top] != UNCOUNTED;
        if (r->open[top]->kind == DP_DOC_MAP && !take_text(r, &key)) {
            return;
        }
        if (left_in(r) == 0) {
            bad(r, "an end within brackets");
            return;
        }
        take_ubj(r, (char)*r->p++, key);
    }
}

/* ---- JSON ---- */

static char next_char(struct reader *r)
{
    while (r->p != r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r')) {
        r->p++;
    }
    return r->p != r->end ? (char)*r->p : '\0';
}

static bool take_quoted(struct reader *r, dp_span *out)
{
    if (next_char(r) != '"') {
        bad(r, "no text where one is due");
        return false;
    }
    const uint8_t *from = ++r->p;
    while (r->p < r->end && *r->p != '"') {
        r->p += *r->p == '\\' && r->end - r->p > 1 ? 2 : 1;
    }
    if (r->p >= r->end) {
        bad(r, "text without an end");
        return false;
    }
    *out = (dp_span){from, (size_t)(r->p++ - from)};
    return true;
}

static void take_word(struct reader *r, dp_span key)
{
    const uint8_t *from = r->p;
    while (r->p != r->end && strchr(",]}: \n\t\r", *r->p) == NULL) {
        r->p++;
    }
    dp_span word = {from, (size_t)(r->p - from)};
    bool yes = dp_span_is(word, "true");
    double v = yes;
    dp_doc_kind kind = yes || dp_span_is(word, "false") ? DP_DOC_BOOL : dp_span_is(word, "null") ? DP_DOC_NULL : DP_DOC_NUMBER;
    if (kind == DP_DOC_NUMBER && !dp_num_read(word, &v)) {
        bad(r, "a word that is no number");
        return;
    }
    dp_doc *doc = add(r, kind, key);
    if (doc != NULL) {
        doc->number = v;
    }
}

static void take_json(struct reader *r, dp_span key)
{
    dp_span text;
    char c = next_char(r);
    if (c == '{' || c == '[') {
        r->p++;
        open_container(r, c == '{' ? DP_DOC_MAP : DP_DOC_LIST, key, UNCOUNTED);
    } else if (c == '"') {
        dp_doc *doc = take_quoted(r, &text) ? add(r, DP_DOC_TEXT, key) : NULL;
        if (doc != NULL) {
            doc->text = text;
        }
    } else {
        take_word(r, key);
    }
}

static void read_json(struct reader *r)
{
    const dp_span none = {NULL, 0};
    take_json(r, none);
    while (!r->s->failed && r->depth != 0) {
        const dp_doc *top = r->open[r->depth - 1];
        bool map = top->kind == DP_DOC_MAP;
        char c = next_char(r);
        if (c == (map ? '}' : ']')) {
            r->p++;
            r->depth--;
            continue;
        }
        if (top->n != 0 && c != ',') {
            bad(r, "members that no comma divides");
            return;
        }
        r->p += top->n != 0;
        dp_span key = none;
        if (map && (!take_quoted(r, &key) || next_char(r) != ':')) {
            bad(r, "a key without a value");
            return;
        }
        r->p += map;
        take_json(r, key);
    }
}

const dp_doc *dp_doc_read(dp_state *s, dp_span bytes)
{
    struct reader r = {.s = s, .p = bytes.p, .end = bytes.n != 0 ? bytes.p + bytes.n : bytes.p};
    if (s->failed || bytes.n < 2 || bytes.p[0] != '{') {
        bad(&r, "other bytes");
        return NULL;
    }
    bool binary = memchr("iUIlL#$", bytes.p[1], 7) != NULL;
    (binary ? read_ubj : read_json)(&r);
    return s->failed ? NULL : r.root;
}

/* ---- asking ---- */

const dp_doc *dp_doc_get(const dp_doc *doc, const char *key)
{
    const dp_doc *member = doc != NULL && doc->kind == DP_DOC_MAP ? doc->first : NULL;
    while (member != NULL && !dp_span_is(member->key, key)) {
        member = member->next;
    }
    return member;
}

const dp_doc *dp_doc_need(dp_state *s, const dp_doc *doc, const char *key)
{
    const dp_doc *member = dp_doc_get(doc, key);
    if (!s->failed && member == NULL) {
        dp_corrupt(s, "the model's own text: expected a member %s, found none", key);
    }
    return member;
}

const double *dp_doc_numbers(dp_state *s, const dp_doc *doc, const char *what, uint64_t *n)
{
    *n = 0;
    if (s->failed || doc == NULL || (doc->kind != DP_DOC_LIST && doc->kind != DP_DOC_NUMBERS)) {
        dp_corrupt(s, "%s: expected a list of numbers", what);
        return NULL;
    }
    double *v = dp_state_take(s, doc->n != 0 ? doc->n : 1, sizeof *v);
    const dp_doc *member = doc->first;
    for (uint32_t i = 0; v != NULL && i < doc->n; i++) {
        if (doc->kind == DP_DOC_NUMBERS) {
            v[i] = value_at(doc->text.p + i * width_of(doc->type), doc->type);
            continue;
        }
        if (member->kind != DP_DOC_NUMBER && member->kind != DP_DOC_BOOL) {
            dp_corrupt(s, "%s: expected a list of numbers", what);
            return NULL;
        }
        v[i] = member->number;
        member = member->next;
    }
    *n = s->failed ? 0 : doc->n;
    return s->failed ? NULL : v;
}

double dp_doc_number(dp_state *s, const dp_doc *doc, const char *what)
{
    double v = 0;
    if (doc != NULL && (doc->kind == DP_DOC_NUMBER || doc->kind == DP_DOC_BOOL)) {
        return doc->number;
    }
    if (!s->failed && (doc == NULL || doc->kind != DP_DOC_TEXT || !dp_num_read(doc->text, &v))) {
        dp_corrupt(s, "%s: expected a number", what);
    }
    return v;
}
