/* A context for a test that does not care when it is freed: at the end of the test's process. */
#ifndef DP_TEST_CTX_H
#define DP_TEST_CTX_H

#include "base/ctx.h"

/* With the default limits. Never NULL. */
dp_ctx *test_ctx(void);

#endif
