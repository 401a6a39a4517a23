/* Lets the n-th allocation of our own code fail. Linked with --wrap: libraries keep the real allocator. */
#ifndef DP_TEST_FAIL_ALLOC_H
#define DP_TEST_FAIL_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* The n-th allocation from now on fails, and all later ones; 0: none does. */
void fail_alloc_after(size_t n);
/* Has one failed since? */
bool fail_alloc_met(void);

#endif
