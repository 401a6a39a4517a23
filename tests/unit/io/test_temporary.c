/* Of what killed writers left, only what is surely nobody's is deleted. */
#include "io/temporary.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder_name[64];
static int folder;

static void setup(void)
{
    snprintf(folder_name, sizeof folder_name, "/tmp/depickle-temporary-XXXXXX");
    cr_assert_not_null(mkdtemp(folder_name));
    folder = open(folder_name, O_RDONLY | O_DIRECTORY);
    cr_assert(folder >= 0);
}

static void teardown(void)
{
    char command[100];
    close(folder);
    snprintf(command, sizeof command, "rm -r %s", folder_name);
    cr_expect_eq(system(command), 0);
}

TestSuite(temporary, .init = setup, .fini = teardown);

/* The descriptor of a file that was written to so many seconds ago. */
static int make(const char *name, time_t age)
{
    struct timespec then[2] = {{time(NULL) - age, 0}, {time(NULL) - age, 0}};
    int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0444);
    cr_assert(fd >= 0, "%s", name);
    cr_assert_eq(futimens(fd, then), 0);
    return fd;
}

static bool is_there(const char *name)
{
    return faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

Test(temporary, knows_its_own_names)
{
    char a[DP_TEMPORARY_NAME], b[DP_TEMPORARY_NAME];
    static const char *const others[] = {"", ".depickle-.tmp", ".depickle-0123456789abcde.tmp", ".depickle-0123456789abcdeg.tmp",
                                         ".depickle-0123456789abcdef.tmp~", ".depickle-0123456789abcdef", "depickle-0123456789abcdef.tmp",
                                         ".depickle-allow", ".depickle-0123456789abcdef0.tmp"};
    cr_assert(dp_temporary_name(a) && dp_temporary_name(b));
    cr_assert_neq(strcmp(a, b), 0);
    cr_assert(dp_temporary_is(a) && dp_temporary_is(b), "%s", a);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_expect_not(dp_temporary_is(others[i]), "%s", others[i]);
    }
}

Test(temporary, clears_what_nobody_will_finish)
{
    close(make(".depickle-0000000000000001.tmp", 1000));
    close(make(".depickle-0000000000000002.tmp", 1000000));
    cr_assert_eq(dp_temporaries_clear(folder), 2);
    cr_assert_eq(dp_temporaries_clear(folder), 0);
    cr_assert_not(is_there(".depickle-0000000000000001.tmp"));
}

Test(temporary, leaves_what_may_be_somebodys)
{
    static const char young[] = ".depickle-0000000000000001.tmp", held[] = ".depickle-0000000000000002.tmp",
                      twice[] = ".depickle-0000000000000003.tmp", link_name[] = ".depickle-0000000000000004.tmp",
                      pipe_name[] = ".depickle-0000000000000005.tmp", other[] = "m.onnx.tmp",
                      within[] = ".depickle-0000000000000006.tmp", foreign[] = ".depickle-0000000000000007.tmp";
    close(make(young, 60));
    int fd = make(held, 1000);
    dp_temporary_hold(fd);
    close(make(twice, 1000));
    cr_assert_eq(linkat(folder, twice, folder, "m.onnx", 0), 0);
    cr_assert_eq(symlinkat("m.onnx", folder, link_name), 0);
    cr_assert_eq(mkfifoat(folder, pipe_name, 0600), 0);
    cr_assert_eq(mkdirat(folder, within, 0700), 0);
    close(make(other, 1000));
    close(make(foreign, 1000));
    bool root = geteuid() == 0 && fchownat(folder, foreign, 12345, 12345, 0) == 0;
    cr_assert_eq(dp_temporaries_clear(folder), root ? 0 : 1);
    cr_assert(is_there(young) && is_there(held) && is_there(twice) && is_there(link_name) && is_there(pipe_name) && is_there(within)
              && is_there(other));
    close(fd);
    cr_assert_eq(dp_temporaries_clear(folder), 1, "its writer is gone");
}
