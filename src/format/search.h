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

/* Notes in ctx what was noted in scratch. */
void dp_search_take_over(dp_ctx *ctx, const dp_ctx *scratch);

#endif
