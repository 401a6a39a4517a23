/* Names in bytes that nobody loads: behind a fault, behind the end, in an archive's member. */
#ifndef DP_FORMAT_SEARCH_H
#define DP_FORMAT_SEARCH_H

#include "pickle/machine.h"

/* Notes the names in `bytes` as standing at `place`: runs every pickle that lies there back to back, and salvages what
 * is none. Errors are not wanted; the first of the file stands already. base: offset of bytes. */
void dp_search(dp_heap *heap, dp_span bytes, uint64_t base, const dp_allow *allow, dp_place place);

/* Runs `bytes`, which look like no pickle or like another kind of file, as pickle.load would:
 * one after the other, up to the first fault. In what is lines of text names are noted only if one is called, or known for
 * harm: every text that begins with "c" and has two lines would name something otherwise. */
void dp_search_doubtful(dp_ctx *ctx, dp_span bytes, uint64_t base, const dp_allow *allow);

/* For a search whose errors and memory are not to count: a heap in a context of its own, with ctx's limits and room for what is made
 * of n bytes. NULL: no memory; else for dp_ctx_free(dp_heap_ctx(heap)). */
dp_heap *dp_search_apart(const dp_ctx *ctx, size_t n, dp_place place);
/* Notes in ctx what was noted there. */
void dp_search_take_over(dp_ctx *ctx, const dp_heap *apart);

#endif
