/* Where output bytes go. A sink remembers its first fault: write without looking, ask once at the end.
 *
 * Bodies: memory (dp_memory_sink), a pipe of framed records (sandbox/), an atomic file (io/file_sink.h, parent only). */
#ifndef DP_IO_SINK_H
#define DP_IO_SINK_H

#include "base/ctx.h"

typedef struct dp_sink dp_sink;

struct dp_sink {
    dp_rc (*append)(dp_sink *self, dp_span bytes);
    uint64_t written;  /* bytes accepted so far */
    uint64_t limit;    /* more is DP_LIMIT; 0: none set yet */
    dp_rc rc;          /* sticky */
};

/* Does nothing once sink->rc is set. */
void dp_put(dp_sink *sink, dp_span bytes);
void dp_puts(dp_sink *sink, const char *text);

/* A sink into memory obtained with malloc, for the library's *_bytes calls and for tests. */
typedef struct dp_memory_sink {
    dp_sink base;
    uint8_t *p;
    size_t n, cap;
} dp_memory_sink;

void dp_memory_sink_init(dp_memory_sink *sink, uint64_t limit);
void dp_memory_sink_done(dp_memory_sink *sink);

/* A sink that only counts: the size of what would be written. */
typedef struct dp_count_sink { dp_sink base; } dp_count_sink;
void dp_count_sink_init(dp_count_sink *sink, uint64_t limit);

#endif
