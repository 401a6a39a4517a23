/* Systems without a filter of ours: the child is a process of its own, and that is all. */
#if DEPICKLE_PORTABLE

#include "sandbox/sandbox.h"

unsigned dp_walls_raise(const dp_child_limits *limits, int wire_fd, int hash_fd)
{
    (void)limits;
    (void)wire_fd;
    (void)hash_fd;
    return 0;
}

#else
typedef int dp_none_is_for_other_systems;
#endif
