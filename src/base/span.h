/* A view of bytes that somebody else owns. */
#ifndef DP_BASE_SPAN_H
#define DP_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct dp_span {
    const uint8_t *p;
    size_t n;
} dp_span;

#define DP_LIT(literal) ((dp_span){(const uint8_t *)("" literal), sizeof(literal) - 1})

static inline dp_span dp_span_of(const char *text)
{
    return (dp_span){(const uint8_t *)text, strlen(text)};
}

/* Bytes [from, from + n) of s, cut to what s holds. */
static inline dp_span dp_span_cut(dp_span s, size_t from, size_t n)
{
    if (from > s.n) {
        from = s.n;
    }
    if (n > s.n - from) {
        n = s.n - from;
    }
    return (dp_span){from != 0 ? s.p + from : s.p, n}; /* p may be NULL where n is 0 */
}

static inline bool dp_span_equal(dp_span a, dp_span b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Byte by byte, the shorter first where it begins the other: below, at, or above 0. */
static inline int dp_span_order(dp_span a, dp_span b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n != 0 ? memcmp(a.p, b.p, n) : 0;
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

/* The same for qsort and bsearch, of two dp_span. */
static inline int dp_by_span(const void *a, const void *b)
{
    return dp_span_order(*(const dp_span *)a, *(const dp_span *)b);
}

static inline bool dp_span_is(dp_span a, const char *text)
{
    return dp_span_equal(a, dp_span_of(text));
}

static inline bool dp_begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Little-endian loads; the caller has checked that the bytes are there. */
static inline uint16_t dp_load16(const uint8_t *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint32_t dp_load32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t dp_load64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline double dp_loadf64(const uint8_t *p)
{
    double v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline float dp_loadf32(const uint8_t *p)
{
    float v;
    memcpy(&v, p, sizeof v);
    return v;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "depickle is written for little-endian hosts"
#endif

#endif
