/* In the place of depickle.wasm, for the page around it: a module that stops at trap.pkl and never comes to an end with loop.pkl. */
#include <stddef.h>

#define EXPORT(name) __attribute__((export_name(name)))

static char room[1 << 20];
static size_t used;

EXPORT("_initialize") void initialize(void);
EXPORT("malloc") void *give(size_t n);
EXPORT("depickle_new") void *new(const void *options);
EXPORT("depickle_open_bytes") int open_bytes(void *d, const char *name, const void *bytes, size_t n);
EXPORT("depickle_error") const char *error(const void *d);
EXPORT("depickle_report") const char *report(void *d);
EXPORT("depickle_inspect") const char *inspect(void *d);
EXPORT("depickle_models") size_t models(const void *d);

void initialize(void)
{
}

void *give(size_t n)
{
    used += (n + 15) & ~(size_t)15;
    return used <= sizeof room ? room + used - ((n + 15) & ~(size_t)15) : NULL;
}

void *new(const void *options)
{
    (void)options;
    return room;
}

int open_bytes(void *d, const char *name, const void *bytes, size_t n)
{
    (void)d;
    (void)bytes;
    (void)n;
    if (name[0] == 't') {
        __builtin_trap();
    }
    for (volatile int on = name[0] == 'l'; on != 0;) {
    }
    return 0;
}

const char *error(const void *d)
{
    (void)d;
    return "";
}

const char *report(void *d)
{
    (void)d;
    return "{\"verdict\":\"safe\",\"names\":[]}";
}

const char *inspect(void *d)
{
    (void)d;
    return "";
}

size_t models(const void *d)
{
    (void)d;
    return 0;
}
