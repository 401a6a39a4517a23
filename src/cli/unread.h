/* Files that depickle writes and does not read back. */
#ifndef DP_CLI_UNREAD_H
#define DP_CLI_UNREAD_H

#include "base/ctx.h"

/* DP_UNSUPPORTED, which says what it is and what tells more of it: a skops file, a C header of ours. */
dp_rc dp_refuse_unread(dp_ctx *ctx, dp_span bytes);

#endif
