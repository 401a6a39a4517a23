/* base/system.h, as this build has it: system_linux.c or system_posix.c. */
#include "base/system.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

Test(system, random_bytes_differ)
{
    unsigned char a[64] = {0}, b[64] = {0};
    cr_assert(dp_random(a, sizeof a, true) && dp_random(b, sizeof b, false));
    cr_assert(memcmp(a, b, sizeof a) != 0);
}

Test(system, sealed_copy_holds_the_bytes_and_cannot_be_written)
{
    FILE *file = tmpfile();
    cr_assert(file != NULL && fwrite("0123456789", 1, 10, file) == 10 && fflush(file) == 0);
    char *p = dp_sealed_copy(fileno(file), 9);
    if (DEPICKLE_PORTABLE) {
        cr_assert_null(p, "no memory is sealed there");
        cr_skip_test("only Linux seals memory");
    }
    cr_assert(p != NULL && memcmp(p, "012345678", 9) == 0);
    cr_assert_eq(mprotect(p, 9, PROT_READ | PROT_WRITE), -1);
    cr_assert_eq(munmap(p, 9), 0);
    cr_assert_null(dp_sealed_copy(fileno(file), 11), "a file that is shorter");
    fclose(file);
}

Test(system, sealed_copy_stays_below_the_limit_of_files)
{
    FILE *file = tmpfile();
    cr_assert(file != NULL && fwrite("0123456789", 1, 10, file) == 10 && fflush(file) == 0);
    struct rlimit before, few;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
    few = before;
    few.rlim_cur = 5;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &few), 0);
    cr_assert_null(dp_sealed_copy(fileno(file), 10));
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0); /* a test that is measured writes at its end */
    fclose(file);
}

Test(system, memory_grows_with_its_bytes)
{
    char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(p != MAP_FAILED);
    p[8191] = 7;
    p = dp_pages_grow(p, 8192, 1 << 20);
    cr_assert(p != MAP_FAILED && p[8191] == 7);
    cr_assert_eq(munmap(p, 1 << 20), 0);
}

Test(system, descriptors_end_with_an_exec)
{
    int ends[2], pair[2];
    cr_assert(dp_pipe(ends, 4096) && dp_socket_pair(pair));
    cr_assert((fcntl(ends[0], F_GETFD) & FD_CLOEXEC) != 0 && (fcntl(ends[1], F_GETFD) & FD_CLOEXEC) != 0);
    cr_assert((fcntl(pair[0], F_GETFD) & FD_CLOEXEC) != 0 && (fcntl(pair[1], F_GETFD) & FD_CLOEXEC) != 0);
}

Test(system, closes_from)
{
    int keep = dup(STDOUT_FILENO), gone = fcntl(keep, F_DUPFD, keep + 20);
    cr_assert(gone > keep);
    fflush(NULL);
    int room = fcntl(gone, F_GETFD);
    cr_assert(room >= 0);
    dp_close_from(gone);
    cr_assert(fcntl(keep, F_GETFD) >= 0 && fcntl(gone, F_GETFD) < 0 && errno == EBADF);
}

static volatile sig_atomic_t came;

static void note(int number)
{
    came = number;
}

Test(system, polls_with_a_mask)
{
    struct timespec none = {0, 0};
    sigset_t blocked, open;
    int ends[2];
    cr_assert(dp_pipe(ends, 4096));
    struct pollfd fds[2] = {{-1, POLLIN, 0}, {ends[0], POLLIN, 0}};
    sigemptyset(&open);
    cr_assert_eq(dp_poll_masked(fds, 2, &none, &open), 0);
    cr_assert_eq(write(ends[1], "x", 1), 1);
    cr_assert_eq(dp_poll_masked(fds, 2, NULL, &open), 1);
    cr_assert(fds[0].revents == 0 && (fds[1].revents & POLLIN) != 0);
    /* A signal that waits comes in the call, and only there. */
    signal(SIGUSR1, note);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    raise(SIGUSR1);
    cr_assert_eq(came, 0);
    fds[1].fd = -1;
    cr_assert(dp_poll_masked(fds, 2, NULL, &open) < 0 && errno == EINTR && came == SIGUSR1);
}

Test(system, renames_without_replacing)
{
    char folder[] = "/tmp/test_system.XXXXXX";
    cr_assert(mkdtemp(folder) != NULL);
    int at = open(folder, O_RDONLY | O_DIRECTORY);
    close(openat(at, "a", O_CREAT | O_WRONLY, 0600));
    close(openat(at, "b", O_CREAT | O_WRONLY, 0600));
    bool replaced = dp_rename_new(at, "a", "b");
    int why = errno;
    bool renamed = dp_rename_new(at, "a", "c");
    bool can = renamed || (errno != ENOSYS && errno != EINVAL);
    unlinkat(at, "a", 0);
    unlinkat(at, "b", 0);
    unlinkat(at, "c", 0);
    rmdir(folder);
    cr_assert(!replaced && (why == EEXIST || why == ENOSYS || why == EINVAL));
    cr_assert_eq(can, renamed);
}

Test(system, has_processors)
{
    cr_assert(dp_processors() >= 1 && dp_processors() <= 1 << 16);
}
