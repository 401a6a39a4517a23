/* Preloaded, it lets one call fail: FAULT=write:3 the third write() of the program and its child together (of getrandom: of
 * the program alone), with the error that such a call knows. FAULT=short and FAULT=interrupted hamper every read and write
 * instead: one to seven bytes at once; every second one interrupted. FAULT_NAMED: besides, no file can be without a name, as
 * on NFS. When the call has failed, the file named in FAULT_LOG
 * is made at the program's end. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static struct state {
    unsigned long calls, nth, fired;
} *state; /* shared with the child */
static char call[32];
static pid_t program;
static bool named;
static bool child;        /* that the program made: it must not ask for its id */

static void become_child(void)
{
    child = true;
}

static struct { uintptr_t first, last; } libseccomp;

static int find_libseccomp(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    for (unsigned i = 0; strstr(info->dlpi_name, "libseccomp") != NULL && i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0) {
            libseccomp.first = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            libseccomp.last = libseccomp.first + info->dlpi_phdr[i].p_memsz;
        }
    }
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *fault = getenv("FAULT");
    struct state *fresh = mmap(NULL, sizeof *fresh, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fault == NULL || fresh == MAP_FAILED) {
        return;
    }
    const char *colon = strchr(fault, ':');
    snprintf(call, sizeof call, "%.*s", (int)(colon != NULL ? colon - fault : (long)strlen(fault)), fault);
    fresh->nth = colon != NULL ? strtoul(colon + 1, NULL, 10) : 0;
    program = getpid();
    named = getenv("FAULT_NAMED") != NULL;
    pthread_atfork(NULL, NULL, become_child);
    dl_iterate_phdr(find_libseccomp, NULL);
    unsetenv("FAULT"); /* for the program alone */
    state = fresh;
}

__attribute__((destructor)) static void end(void)
{
    const char *log = getenv("FAULT_LOG");
    if (state != NULL && state->fired != 0 && getpid() == program && log != NULL) {
        state->nth = 0;
        fclose(fopen(log, "w"));
    }
}

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* Is it this call's turn? */
static bool fails(const char *name, int error)
{
    bool others = strcmp(name, "getrandom") == 0 && child; /* a library's in the child, at any place in the count */
    if (state == NULL || others || strcmp(call, name) != 0 || __atomic_add_fetch(&state->calls, 1, __ATOMIC_SEQ_CST) != state->nth) {
        return false;
    }
    state->fired = 1;
    errno = error;
    return true;
}

/* How many of n bytes this time; 0: interrupted. */
static size_t hampered(size_t n)
{
    bool interrupted = state != NULL && strcmp(call, "interrupted") == 0;
    if (state == NULL || (!interrupted && strcmp(call, "short") != 0)) {
        return n;
    }
    unsigned long count = __atomic_add_fetch(&state->calls, 1, __ATOMIC_SEQ_CST);
    state->fired = 1;
    if (interrupted && count % 2 == 1) {
        errno = EINTR;
        return 0;
    }
    return interrupted || n < 2 ? n : 1 + count % (n < 7 ? n : 7);
}

/* WRAP(type, name, error, (parameters), (arguments)): the call, or its failure, which is `failure`. */
#define WRAP(type, name, error, failure, parameters, arguments) \
    type name parameters \
    { \
        static type (*real) parameters; \
        if (real == NULL) { \
            void *found = next(#name); \
            memcpy(&real, &found, sizeof real); \
        } \
        return fails(#name, error) ? failure : real arguments; \
    }

WRAP(int, fsync, EIO, -1, (int fd), (fd))
WRAP(int, fchmod, EPERM, -1, (int fd, mode_t mode), (fd, mode))
WRAP(int, mkdir, ENOSPC, -1, (const char *path, mode_t mode), (path, mode))
WRAP(int, pipe2, EMFILE, -1, (int fds[2], int flags), (fds, flags))
WRAP(int, renameat2, EIO, -1, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
WRAP(int, renameat, EIO, -1, (int a, const char *from, int b, const char *to), (a, from, b, to))
WRAP(int, linkat, EIO, -1, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
WRAP(pid_t, fork, EAGAIN, -1, (void), ())
WRAP(ssize_t, getrandom, ENOSYS, -1, (void *p, size_t n, unsigned flags), (p, n, flags))
WRAP(void *, mmap, ENOMEM, MAP_FAILED, (void *p, size_t n, int prot, int flags, int fd, off_t at), (p, n, prot, flags, fd, at))

#define WRAP_OPEN(name, parameters, arguments) \
    int name parameters \
    { \
        static int (*real)(int, const char *, int, ...); \
        if (real == NULL) { \
            void *found = next("openat"); \
            memcpy(&real, &found, sizeof real); \
        } \
        va_list more; \
        va_start(more, flags); \
        bool nameless = (flags & O_TMPFILE) == O_TMPFILE; \
        mode_t mode = nameless || (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        if (nameless && named) { \
            errno = EOPNOTSUPP; \
            return -1; \
        } \
        return fails("open", EMFILE) ? -1 : real arguments; \
    }

WRAP_OPEN(open, (const char *path, int flags, ...), (AT_FDCWD, path, flags, mode))
WRAP_OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

#define WRAP_BYTES(name, type, error) \
    ssize_t name(int fd, type p, size_t n) \
    { \
        static ssize_t (*real)(int, type, size_t); \
        if (real == NULL) { \
            void *found = next(#name); \
            memcpy(&real, &found, sizeof real); \
        } \
        if (fails(#name, error)) { \
            return -1; \
        } \
        size_t now = hampered(n); \
        return now == 0 && n != 0 ? -1 : real(fd, p, now); \
    }

WRAP_BYTES(read, void *, EIO)
WRAP_BYTES(write, const void *, ENOSPC)

/* What _FORTIFY_SOURCE makes of open() and read(). */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open(path, flags, 0); /* with a mode it is no __open_2 again */
}

int __openat_2(int folder, const char *path, int flags);
int __openat_2(int folder, const char *path, int flags)
{
    return openat(folder, path, flags, 0);
}

ssize_t __read_chk(int fd, void *p, size_t n, size_t room);
ssize_t __read_chk(int fd, void *p, size_t n, size_t room)
{
    return n <= room ? read(fd, p, n) : -1;
}

/* libseccomp 2.5 runs in circles where memory is out, until the limit on processor time ends it: its allocations pass. */
static bool allocation_fails(const void *caller)
{
    bool theirs = (uintptr_t)caller >= libseccomp.first && (uintptr_t)caller < libseccomp.last;
    return !theirs && fails("malloc", ENOMEM);
}

/* The C library's own allocator, under the names that it has for this purpose. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
    return allocation_fails(__builtin_return_address(0)) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return allocation_fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return allocation_fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, n);
}
