/* Lets the n-th allocation of this program's own objects fail. The program is linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc; what shared libraries allocate inside themselves is not counted. */
#ifndef DP_TEST_FAIL_ALLOC_H
#define DP_TEST_FAIL_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

/* From now on the n-th allocation (1: the next) returns NULL; those after it succeed again. */
void fail_alloc_arm(size_t n);
/* As arm, but all later ones fail too. */
void fail_alloc_arm_from(size_t n);
/* Ends it. true: an allocation did fail. */
bool fail_alloc_disarm(void);

#endif
