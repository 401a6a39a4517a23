/* What the libraries expect of a system that the machine does not have: no file can be opened, no environment read. Where it is
 * defined here, wasi-libc's own is not linked, nor what that would ask of the machine's host. And what the stack protector, bzip2 and minizip
 * call where something is wrong: the machine stops. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

uintptr_t __stack_chk_guard;
_Noreturn void __stack_chk_fail(void);
_Noreturn void bz_internal_error(int code);
_Noreturn void depickle_no_files(void *functions);
int open(const char *path, int flags, ...);

__attribute__((constructor, no_stack_protector)) static void choose(void)
{
    getentropy(&__stack_chk_guard, sizeof __stack_chk_guard);
}

void __stack_chk_fail(void)
{
    __builtin_trap();
}

void bz_internal_error(int code)
{
    (void)code;
    __builtin_trap();
}

/* minizip would open a file itself where it is not told how: it always is. */
void depickle_no_files(void *functions)
{
    (void)functions;
    __builtin_trap();
}

int open(const char *path, int flags, ...)
{
    (void)path;
    (void)flags;
    errno = ENOENT;
    return -1;
}

FILE *fopen(const char *path, const char *mode)
{
    (void)path;
    (void)mode;
    errno = ENOENT;
    return NULL;
}

char *getenv(const char *name)
{
    (void)name;
    return NULL;
}
