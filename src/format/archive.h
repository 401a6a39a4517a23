/* Archives: never loaded, but the pickles among their members are searched for names. */
#ifndef DP_FORMAT_ARCHIVE_H
#define DP_FORMAT_ARCHIVE_H

#include "pickle/machine.h"

/* One that is being searched. */
typedef struct dp_archive {
    dp_heap *heap;
    dp_ctx *ctx;
    dp_span bytes;
    uint64_t base;      /* of bytes in the file; in what was unpacked, of the member */
    const dp_allow *allow;
    unsigned depth;     /* of archives in archives */
    size_t *left;       /* members that may still be read, of all of them */
} dp_archive;

/* Looks into every member of a zip or tar archive that is a pickle, a .npy file with objects, one of these compressed, or an
 * archive itself. Names are noted only if one is known for harm: PyTorch's archives name functions of their own, and are
 * reported as not examined. */
void dp_archive_search(dp_ctx *ctx, dp_span bytes, const dp_allow *allow);

/* For the kinds of archives: does a member that begins like this deserve dp_archive_member? Its offset is `at`. */
bool dp_archive_worth_reading(dp_span head);
void dp_archive_member(const dp_archive *of, dp_span data, uint64_t at);

#endif
