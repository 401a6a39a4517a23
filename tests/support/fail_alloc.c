#include "support/fail_alloc.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);

static size_t left; /* 0: not armed, or over */
static bool for_good;
static bool fired;

static bool fails(void)
{
    if (fired && for_good) {
        return true;
    }
    if (left == 0 || --left != 0) {
        return false;
    }
    fired = true;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
    return fails() ? NULL : __real_realloc(p, size);
}

void fail_alloc_arm(size_t n)
{
    left = n;
    for_good = false;
    fired = false;
}

void fail_alloc_arm_from(size_t n)
{
    fail_alloc_arm(n);
    for_good = true;
}

bool fail_alloc_disarm(void)
{
    bool did = fired;
    left = 0;
    fired = for_good = false;
    return did;
}
