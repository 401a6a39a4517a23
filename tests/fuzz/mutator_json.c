/* How libFuzzer alters JSON: values and members, so that what comes is JSON still.
 *
 * FUZZ_PAIR: the text stands behind two bytes of length and as many bytes. */
#include "mutator.h"

#ifndef FUZZ_PAIR
#define FUZZ_PAIR 0
#endif

enum { MOST_VALUES = 8192, MOST_DEPTH = 64, MOST_MADE = 512 };

struct value {
    size_t at, n;
    bool is_key;
};

struct json {
    struct altered *in;
    size_t n_values;
    struct value value[MOST_VALUES];
};

static size_t string_length(const uint8_t *p, size_t n)
{
    size_t i = 1;
    while (i < n && p[i] != '"') {
        i += p[i] == '\\' ? 2 : 1;
    }
    return i < n ? i + 1 : n;
}

static size_t scalar_length(const uint8_t *p, size_t n)
{
    if (p[0] == '"') {
        return string_length(p, n);
    }
    size_t i = 0;
    while (i < n && memchr(",:[]{} \t\r\n\"", p[i], 11) == NULL) {
        i++;
    }
    return i;
}

/* Every value from its first byte to its last, containers too. */
static void find_values(struct json *j)
{
    struct value *open[MOST_DEPTH];
    size_t depth = 0;
    const uint8_t *p = j->in->p;
    const size_t size = j->in->n;
    j->n_values = 0;
    for (size_t at = FUZZ_PAIR && size >= 2 ? 2U + dp_load16(p) : 0, n; at < size && j->n_values < MOST_VALUES; at += n) {
        struct value *last = &j->value[j->n_values];
        n = 1;
        if (p[at] == '[' || p[at] == '{') {
            if (depth == MOST_DEPTH) {
                return;
            }
            *last = (struct value){at, 1, false};
            open[depth++] = last;
            j->n_values++;
        } else if ((p[at] == ']' || p[at] == '}') && depth != 0) {
            depth--;
            open[depth]->n = at + 1 - open[depth]->at;
        } else if (p[at] == ':' && j->n_values != 0) {
            last[-1].is_key = true;
        } else if ((n = scalar_length(p + at, size - at)) != 0) {
            *last = (struct value){at, n, false};
            j->n_values++;
        } else {
            n = 1;
        }
    }
}

static const struct value *pick(struct json *j)
{
    return &j->value[any(j->in, j->n_values)];
}

static const char *odd_value(struct json *j)
{
    static const char *const odd[] = {"0", "1", "-1", "2", "3", "100", "0.5", "-0.0", "1e300", "1e-320", "1e999", "2147483648",
                                      "18446744073709551616", "null", "true", "false", "[]", "{}", "\"\"", "\"NaN\"", "\"auto\"", "[1]", "{\"a\":1}"};
    return odd[any(j->in, sizeof odd / sizeof *odd)];
}

/* One value instead of another: an odd one, another of the text, or words that the fuzzer knows. */
static void replace(struct json *j)
{
    char made[MOST_MADE + 2];
    const struct value *v = pick(j);
    const struct value *other = pick(j);
    if (any(j->in, 3) == 0 && !v->is_key) {
        const char *odd = odd_value(j);
        splice(j->in, v->at, v->n, odd, strlen(odd));
    } else if (any(j->in, 2) == 0 && other->n <= MOST_MADE) {
        memcpy(made, j->in->p + other->at, other->n);
        splice(j->in, v->at, v->n, made, other->n);
    } else if (v->n >= 2 && v->n < MOST_MADE / 2) {
        memcpy(made, j->in->p + v->at, v->n);
        size_t n = LLVMFuzzerMutate((uint8_t *)made + 1, v->n - 2, MOST_MADE); /* between quotes, or brackets */
        made[n + 1] = (char)j->in->p[v->at + v->n - 1];
        splice(j->in, v->at, v->n, made, n + 2);
    }
}

/* A value goes, with its key where it has one, and with a comma. */
static void take_out(struct json *j)
{
    size_t i = any(j->in, j->n_values);
    size_t first = i > 0 && j->value[i - 1].is_key ? i - 1 : i;
    size_t at = j->value[first].at;
    size_t end = j->value[i].at + j->value[i].n;
    if (j->value[i].is_key) {
        return;
    }
    if (end < j->in->n && j->in->p[end] == ',') {
        end++;
    } else if (at > 0 && j->in->p[at - 1] == ',') {
        at--;
    }
    splice(j->in, at, end - at, "", 0);
}

/* A member or an element once more. */
static void twice(struct json *j)
{
    uint8_t made[MOST_MADE];
    size_t i = any(j->in, j->n_values);
    size_t at = i > 0 && j->value[i - 1].is_key ? j->value[i - 1].at : j->value[i].at;
    size_t n = j->value[i].at + j->value[i].n - at;
    if (!j->value[i].is_key && n < sizeof made) {
        memcpy(made, j->in->p + at, n);
        made[n] = ',';
        splice(j->in, at, 0, made, n + 1);
    }
}

/* A value becomes the only element of an array. */
static void wrap(struct json *j)
{
    const struct value *v = pick(j);
    if (!v->is_key && splice(j->in, v->at + v->n, 0, "]", 1)) {
        splice(j->in, v->at, 0, "[", 1);
    }
}

static struct json found;

size_t find_parts(struct altered *in)
{
    found.in = in;
    find_values(&found);
    return found.n_values;
}

void alter_parts(struct altered *in)
{
    static void (*const ways[])(struct json *j) = {replace, replace, replace, take_out, twice, wrap};
    ways[any(in, sizeof ways / sizeof *ways)](&found);
}
