/* What lies under the compression: the formats that end the stack of codecs. */
#ifndef DP_FORMAT_FORMAT_H
#define DP_FORMAT_FORMAT_H

#include "io/input.h"
#include "pickle/machine.h"
#include "pickle/object.h"

/* A file that was read: its objects, and what they tell of who wrote them. */
typedef struct dp_loaded {
    dp_heap *heap;
    dp_id root;            /* of the first pickle */
    dp_pickle_facts facts;
    const char *joblib;    /* "" | "< 0.10" | ">= 0.10" | ">= 1.2" | "1.2 to 1.4" | ">= 1.5" */
    const char *numpy;     /* "" | "1" | "2": from module names */
    bool whole;            /* all of it was read and its values are settled, whatever names it holds */
} dp_loaded;

enum { DP_FORMAT_HEAD = 4096 }; /* the first bytes that formats bid on; fewer will do, and tell less */

typedef struct dp_format {
    const char *name;   /* "pickle", "joblib", "npy"; also the kinds that are only recognised */
    int (*bid)(dp_span head);
    /* out->heap is there already and empty. Faults are noted with dp_fail; what lies behind one is searched for names.
     * `other` always fails: it says what kind of file this is instead. */
    dp_rc (*load)(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, dp_loaded *out);
} dp_format;

const dp_format *dp_formats(size_t *n);

/* format/NAME.c defines these two for its row. */
#define FORMAT(name)                          \
    int dp_format_##name##_bid(dp_span head); \
    dp_rc dp_format_##name##_load(dp_ctx *ctx, const dp_input *input, dp_span bytes, const dp_allow *allow, \
                                  dp_loaded *out);
#include "format/formats.def"
#undef FORMAT

/* Decompresses, finds the format, loads, settles. The whole road from bytes to values. DP_UNSAFE when the record holds
 * a name that is not safe (the names are all there), whatever else is wrong with the file; after a fault the rest is
 * read for names too. */
dp_rc dp_load(dp_ctx *ctx, const dp_input *input, const dp_allow *allow, dp_loaded *out);
/* A further file, whose objects join those of `file` in one heap. *root: its first pickle's. */
dp_rc dp_load_more(dp_ctx *ctx, const dp_input *input, const dp_allow *allow, const dp_loaded *file, dp_id *root);

/* What kind of file these bytes are, for messages and folder walks: a format's name, "" when nothing bids.
 * Looks at the head only, through no codec. */
const char *dp_sniff(dp_span head);

#endif
