#if DEPICKLE_PORTABLE && !defined(__wasi__)

#include "base/system.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h> /* getentropy on macOS */
#include <sys/select.h>
#include <unistd.h>

bool dp_random(void *out, size_t n, bool wait)
{
    (void)wait;
    return getentropy(out, n) == 0;
}

void *dp_sealed_copy(int fd, size_t n)
{
    (void)fd;
    (void)n;
    return NULL;
}

bool dp_hold_still(int fd)
{
    (void)fd;
    return false;
}

void *dp_pages_grow(void *p, size_t n, size_t bigger)
{
    void *new = mmap(NULL, bigger, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (new != MAP_FAILED) {
        memcpy(new, p, n);
        munmap(p, n);
    }
    return new;
}

void dp_end_with_parent(int signal_number)
{
    (void)signal_number;
}

static bool close_on_exec(const int ends[2])
{
    return fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0;
}

bool dp_pipe(int ends[2], int room)
{
    (void)room;
    return pipe(ends) == 0 && close_on_exec(ends);
}

bool dp_socket_pair(int ends[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && close_on_exec(ends);
}

void dp_close_from(int first)
{
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = first; fd < (most > 0 && most < 1 << 20 ? (int)most : 1 << 20); fd++) {
        close(fd);
    }
}

/* By pselect, which like ppoll changes the mask and waits in one. */
int dp_poll_masked(struct pollfd *fds, size_t n, const struct timespec *timeout, const sigset_t *mask)
{
    fd_set ready;
    int most = -1;
    FD_ZERO(&ready);
    for (size_t i = 0; i < n; i++) {
        fds[i].revents = 0;
        if (fds[i].fd >= (int)FD_SETSIZE) {
            errno = EINVAL;
            return -1;
        }
        if (fds[i].fd >= 0) {
            FD_SET(fds[i].fd, &ready);
            most = fds[i].fd > most ? fds[i].fd : most;
        }
    }
    int heard = pselect(most + 1, &ready, NULL, NULL, timeout, mask);
    for (size_t i = 0; heard > 0 && i < n; i++) {
        if (fds[i].fd >= 0 && FD_ISSET(fds[i].fd, &ready)) {
            fds[i].revents = POLLIN;
        }
    }
    return heard;
}

int dp_open_nameless(int folder, mode_t mode)
{
    (void)folder;
    (void)mode;
    return -1;
}

bool dp_link_nameless(int fd, int folder, const char *name)
{
    (void)fd;
    (void)folder;
    (void)name;
    errno = ENOSYS;
    return false;
}

bool dp_rename_new(int folder, const char *from, const char *to)
{
    (void)folder, (void)from, (void)to;
    errno = ENOSYS;
    return false;
}

void dp_write_soon(int fd)
{
    (void)fd;
}

unsigned dp_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

#else
typedef int dp_system_posix_is_for_others;
#endif
