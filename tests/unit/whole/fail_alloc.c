#include "fail_alloc.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

static size_t left;
static bool armed, met;

void fail_alloc_after(size_t n)
{
    left = n;
    armed = n != 0;
    met = false;
}

bool fail_alloc_met(void)
{
    return met;
}

static bool fails(void)
{
    if (!armed) {
        return false;
    }
    left -= left != 0;
    met = met || left == 0;
    return left == 0;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
    return fails() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}
