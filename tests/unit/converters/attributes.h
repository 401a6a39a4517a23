/* Attributes of a model in few words, for tests of what families refuse:
 *
 *   "coef_=2x3 classes_=i3 loss:hinge n#4 coefs_=[2x3,3] _centerer.K_fit_rows_=4"
 *
 * =SHAPE: an array of 1.0, 2.0 …, =mN: of -1.0, -2.0 …, =nN: of NaN;
 * =iN: of 0, 1 … int64, =sN: of 0, the same; =[…,…]: a list of arrays; :text; #number. A name with a dot is an
 * attribute of the object before the dot. Later ones stand for earlier ones of the same name. */
#ifndef DP_TEST_ATTRIBUTES_H
#define DP_TEST_ATTRIBUTES_H

#include "objects.h"

#include <math.h>
#include <stdlib.h>

static inline dp_id attribute_array(dp_heap *h, const char **at)
{
    char form = **at < '0' || **at > '9' ? **at : 'f';
    bool ints = form == 'i' || form == 's';
    uint64_t dim[3] = {0};
    size_t rank = 0;
    uint64_t n = 1;
    char *end = (char *)(uintptr_t)(*at + (form != 'f'));
    do {
        dim[rank] = strtoull(end + (rank != 0), &end, 10);
        n *= dim[rank++];
    } while (*end == 'x' && rank < 3);
    *at = end;
    double *v = dp_take(dp_heap_ctx(h), n, sizeof *v);
    int64_t *i = dp_take(dp_heap_ctx(h), n, sizeof *i);
    for (uint64_t k = 0; k < n; k++) {
        v[k] = form == 'n' ? (double)NAN : form == 'm' ? -(double)k - 1.0 : (double)k + 1.0;
        i[k] = form == 's' ? 0 : (int64_t)k;
    }
    return make_array(h, ints ? 'i' : 'f', 8, rank, dim, ints ? (const void *)i : v);
}

static inline dp_id attribute_value(dp_heap *h, const char **at)
{
    char kind = *(*at)++;
    if (kind == ':') {
        size_t n = strcspn(*at, " ");
        dp_id id = make_text(h, dp_take_text(dp_heap_ctx(h), (dp_span){(const uint8_t *)*at, n}));
        *at += n;
        return id;
    }
    if (kind == '#') {
        char *end;
        double v = strtod(*at, &end);
        bool whole = isfinite(v) && memchr(*at, '.', (size_t)(end - *at)) == NULL;
        *at = end;
        return whole ? make_int(h, (int64_t)v) : make_f64(h, v);
    }
    if (**at != '[') {
        return attribute_array(h, at);
    }
    dp_id list = dp_obj_new(h, DP_K_LIST, 0);
    while (**at != ']') {
        (*at)++; /* [ or , */
        if (**at != ']') {
            dp_id item = attribute_array(h, at);
            cr_assert_eq(dp_obj_push(h, list, item), DP_OK);
        }
    }
    (*at)++;
    return list;
}

/* Adds them to the dict. */
static inline void add_attributes(dp_heap *h, dp_id dict, const char *words)
{
    while (*words != '\0') {
        words += strspn(words, " ");
        size_t n = strcspn(words, "=:#");
        const char *dot = memchr(words, '.', n);
        size_t outer = dot != NULL ? (size_t)(dot - words) : 0;
        const char *key = dp_take_text(dp_heap_ctx(h), (dp_span){(const uint8_t *)words, outer != 0 ? outer : n});
        const char *inner = outer != 0 ? dp_take_text(dp_heap_ctx(h), (dp_span){(const uint8_t *)dot + 1, n - outer - 1}) : NULL;
        words += n;
        dp_id value = attribute_value(h, &words);
        if (inner != NULL) {
            dp_state s = dp_state_top(h, dict, "");
            dp_id object = dp_get(&s, key);
            if (object == 0) {
                object = dp_obj_new(h, DP_K_DICT, 0);
                set(h, dict, key, object);
            }
            set(h, object, inner, value);
        } else {
            set(h, dict, key, value);
        }
        words += strspn(words, " ");
    }
}

#endif
