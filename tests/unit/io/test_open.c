/* Opening inputs: which files come along with an old joblib's. */
#include "io/open.h"

#include "base/limits.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    cr_assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0, "%s", path);
}

static size_t come_along(const char *folder, const char *name, size_t most, dp_rc want)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    dp_limits limits = dp_limits_default(0);
    limits.beside = most;
    dp_opened opened;
    cr_assert(eq(int, dp_open_input(path, &limits, &opened), want), "%s: %s", name, opened.error);
    size_t n = opened.input.n_beside;
    for (size_t i = 0; i < n; i++) {
        dp_span one = {(const uint8_t *)opened.input.beside[i].name, strlen(opened.input.beside[i].name)};
        cr_assert(dp_input_beside(&opened.input, one) == &opened.input.beside[i], "%s", opened.input.beside[i].name);
    }
    dp_opened_done(&opened);
    return n;
}

Test(open, side_files_of_an_old_joblib)
{
    char folder[] = "/tmp/depickle-open-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    static const char *const files[] = {"a.pkl_01.npy", "a.pkl_02.npy.z", "a.pkl_010.npy", "b.pkl_01.npy", "a.pkl_1.npy",
                                        "a.pkl_01.txt", "_01.npy"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        write_file(folder, files[i], "x");
    }
    write_file(folder, "a.pkl", "\x80\x02NDArrayWrapper");
    write_file(folder, "b.pkl", "ZF0x1");
    write_file(folder, "renamed.pkl", "\x80\x02NDArrayWrapper");
    write_file(folder, "packed.pkl", "ZF0x1");
    write_file(folder, "other.pkl", "\x80\x02N.");
    cr_expect(eq(sz, come_along(folder, "a.pkl", 100, DP_OK), 3), "those with its name");
    cr_expect(eq(sz, come_along(folder, "b.pkl", 100, DP_OK), 1), "a zfile may name some, too");
    cr_expect(eq(sz, come_along(folder, "renamed.pkl", 100, DP_OK), 4), "all where none has its name");
    cr_expect(eq(sz, come_along(folder, "other.pkl", 100, DP_OK), 0), "not for other files");
    come_along(folder, "a.pkl", 2, DP_LIMIT);
    cr_expect(eq(sz, come_along(folder, "packed.pkl", 2, DP_OK), 2), "a zfile that may need none is not refused");
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_expect(eq(int, system(command), 0));
}

/* A new file of 16 MiB, opened for a child; *path has room for the name. */
static dp_opened open_large(char *path, bool hashed)
{
    static const uint8_t head[] = "\x80\x02NDArrayWrapper";
    int fd = mkstemp(path);
    cr_assert(fd >= 0 && write(fd, head, sizeof head) == sizeof head && ftruncate(fd, 16 << 20) == 0);
    close(fd);
    dp_limits limits = dp_limits_default(0);
    dp_opened opened;
    cr_assert(eq(int, dp_open_for_child(path, hashed, &limits, &opened), DP_OK), "%s", opened.error);
    return opened;
}

Test(open, a_large_file_for_a_child_is_not_copied)
{
    char path[] = "/tmp/depickle-open-XXXXXX";
    dp_opened opened = open_large(path, false);
    cr_expect(opened.is_map);
    cr_expect(eq(sz, opened.input.main.n, 16 << 20));
    cr_expect(eq(int, opened.input.main.p[1], 2));
    cr_expect(dp_opened_unchanged(path, &opened));
    cr_expect(eq(int, truncate(path, 4096), 0));
    cr_expect(not(dp_opened_unchanged(path, &opened)));
    char hex[DP_SHA256_HEX];
    cr_expect(not(dp_opened_sha256(&opened, hex)), "what was cut off is not looked at");
    cr_expect(eq(str, hex, ""));
    dp_opened_done(&opened);
    unlink(path);
}

/* Where the file system can tell, which that of /tmp need not. */
Test(open, nobody_writes_to_what_is_hashed)
{
    char path[] = "/tmp/depickle-open-XXXXXX";
    dp_opened opened = open_large(path, true);
    if (opened.is_map) {
        cr_expect(eq(int, open(path, O_WRONLY | O_NONBLOCK), -1), "it waits");
        cr_expect(eq(int, errno, EWOULDBLOCK));
        cr_expect(opened.fd >= 0);
    }
    char hex[DP_SHA256_HEX];
    char of_bytes[DP_SHA256_HEX];
    cr_expect(dp_opened_sha256(&opened, hex));
    dp_sha256_hex(opened.input.main, of_bytes);
    cr_expect(eq(str, hex, of_bytes));
    cr_expect(dp_opened_unchanged(path, &opened));
    dp_opened_done(&opened);
    int fd = open(path, O_WRONLY | O_NONBLOCK);
    cr_expect(fd >= 0 && write(fd, "x", 1) == 1, "it need not any more");
    cr_expect(not(dp_opened_unchanged(path, &opened)));
    close(fd);
    unlink(path);
}

Test(open, what_somebody_may_write_to_is_copied_to_be_hashed)
{
    char path[] = "/tmp/depickle-open-XXXXXX";
    dp_opened first = open_large(path, true);
    dp_opened_done(&first);
    int writing = open(path, O_RDWR);
    dp_limits limits = dp_limits_default(0);
    dp_opened opened;
    cr_assert(writing >= 0 && dp_open_for_child(path, true, &limits, &opened) == DP_OK);
    cr_expect(not(opened.is_map));
    cr_expect(eq(int, ftruncate(writing, 0), 0));
    cr_expect(eq(int, opened.input.main.p[8 << 20], 0), "it is here still");
    dp_opened_done(&opened);
    close(writing);
    unlink(path);
}
