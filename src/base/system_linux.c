#if !DEPICKLE_PORTABLE

#include "base/system.h"

#include <errno.h>
#include <linux/magic.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

bool dp_random(void *out, size_t n, bool wait)
{
    return getrandom(out, n, wait ? 0 : GRND_NONBLOCK) == (ssize_t)n;
}

/* A limit on the size of files holds for these too, and exceeding it is a signal. */
static bool may_write(size_t n)
{
    struct rlimit most;
    return getrlimit(RLIMIT_FSIZE, &most) == 0 && n <= most.rlim_cur;
}

static bool copy_and_seal(int to, int from, size_t n)
{
    off_t at = 0;
    while ((size_t)at < n) {
        ssize_t got = sendfile(to, from, &at, n - (size_t)at);
        if (got <= 0 && !(got < 0 && errno == EINTR)) {
            return false;
        }
    }
    return fcntl(to, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
}

/* Written by the kernel, page by page: cheaper than pages of our own, which it would first clear. */
void *dp_sealed_copy(int fd, size_t n)
{
    int memory = may_write(n) ? memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING) : -1;
    if (memory < 0) {
        return NULL;
    }
    void *p = copy_and_seal(memory, fd, n) ? mmap(NULL, n, PROT_READ, MAP_SHARED, memory, 0) : MAP_FAILED;
    close(memory);
    return p == MAP_FAILED ? NULL : p;
}

/* Of others the kernel need not know who writes: from another machine, or through another inode. */
static bool is_local(int fd)
{
    static const long local[] = {EXT4_SUPER_MAGIC, XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, TMPFS_MAGIC};
    struct statfs found;
    bool known = false;
    bool told = fstatfs(fd, &found) == 0;
    for (size_t i = 0; told && !known && i < sizeof local / sizeof *local; i++) {
        known = found.f_type == local[i];
    }
    return known;
}

/* A lease for reading; the kernel grants none while anybody has the file open, or mapped, for writing. The signal that tells of one
 * who wants to is one that is ignored where nobody asks for it. */
bool dp_hold_still(int fd)
{
    return is_local(fd) && fcntl(fd, F_SETSIG, SIGURG) == 0 && fcntl(fd, F_SETLEASE, F_RDLCK) == 0;
}

void *dp_pages_grow(void *p, size_t n, size_t bigger)
{
    return mremap(p, n, bigger, MREMAP_MAYMOVE);
}

void dp_end_with_parent(int signal_number)
{
    prctl(PR_SET_PDEATHSIG, signal_number);
}

bool dp_pipe(int ends[2], int room)
{
    bool made = pipe2(ends, O_CLOEXEC) == 0;
    if (made) {
        fcntl(ends[1], F_SETPIPE_SZ, room);
    }
    return made;
}

bool dp_socket_pair(int ends[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
}

/* Kernels before 5.9, some containers and older C libraries have no close_range. */
void dp_close_from(int first)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) {
        return;
    }
#endif
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = first; fd < (most > 0 && most < 1 << 20 ? (int)most : 1 << 20); fd++) {
        close(fd);
    }
}

int dp_poll_masked(struct pollfd *fds, size_t n, const struct timespec *timeout, const sigset_t *mask)
{
    return ppoll(fds, (nfds_t)n, timeout, mask);
}

/* Another way to a name than /proc needs a privilege, or Linux 6.10. */
int dp_open_nameless(int folder, mode_t mode)
{
    return access("/proc/self/fd", X_OK) == 0 ? openat(folder, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, mode) : -1;
}

bool dp_link_nameless(int fd, int folder, const char *name)
{
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW) == 0;
}

bool dp_rename_new(int folder, const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
    return renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0;
#else /* musl before 1.2.6 */
    enum { RENAME_NOREPLACE = 1 };
    return syscall(SYS_renameat2, folder, from, folder, to, RENAME_NOREPLACE) == 0;
#endif
}

void dp_write_soon(int fd)
{
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

unsigned dp_processors(void)
{
    cpu_set_t ours;
    return sched_getaffinity(0, sizeof ours, &ours) == 0 ? (unsigned)CPU_COUNT(&ours) : 1;
}

#else
typedef int dp_system_linux_is_for_linux;
#endif
