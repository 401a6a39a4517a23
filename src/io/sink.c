#include "io/sink.h"

#include <stdlib.h>

void dp_put(dp_sink *sink, dp_span bytes)
{
    if (sink->rc != DP_OK || bytes.n == 0) {
        return;
    }
    if (sink->limit != 0 && (bytes.n > sink->limit || sink->written > sink->limit - bytes.n)) {
        sink->rc = DP_LIMIT;
        return;
    }
    sink->rc = sink->append(sink, bytes);
    sink->written += bytes.n;
}

void dp_puts(dp_sink *sink, const char *text)
{
    dp_put(sink, dp_span_of(text));
}

static dp_rc memory_append(dp_sink *base, dp_span bytes)
{
    dp_memory_sink *sink = (dp_memory_sink *)base;
    if (sink->cap - sink->n < bytes.n) {
        size_t cap = sink->cap < 4096 ? 4096 : sink->cap;
        while (cap - sink->n < bytes.n) {
            cap *= 2;
        }
        uint8_t *p = realloc(sink->p, cap);
        if (p == NULL) {
            return DP_ERROR;
        }
        sink->p = p;
        sink->cap = cap;
    }
    memcpy(sink->p + sink->n, bytes.p, bytes.n);
    sink->n += bytes.n;
    return DP_OK;
}

void dp_memory_sink_init(dp_memory_sink *sink, uint64_t limit)
{
    *sink = (dp_memory_sink){.base = {.append = memory_append, .limit = limit}};
}

void dp_memory_sink_done(dp_memory_sink *sink)
{
    free(sink->p);
    sink->p = NULL;
}

static dp_rc count_append(dp_sink *base, dp_span bytes)
{
    (void)base;
    (void)bytes;
    return DP_OK;
}

void dp_count_sink_init(dp_count_sink *sink, uint64_t limit)
{
    *sink = (dp_count_sink){.base = {.append = count_append, .limit = limit}};
}
