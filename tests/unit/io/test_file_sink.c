/* A file under its own name is whole; before that, and after an abort, there is nothing. */
#include "io/file_sink.h"

#include "base/system.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder_name[64];
static char path[128];
static char error[512];
static int folder;

static void setup(void)
{
    snprintf(folder_name, sizeof folder_name, "/tmp/depickle-sink-XXXXXX");
    cr_assert_not_null(mkdtemp(folder_name));
    snprintf(path, sizeof path, "%s/m.onnx", folder_name);
    folder = dp_folder_open(path, error);
    cr_assert(folder >= 0, "%s", error);
}

/* Names that stand in the folder, but "." and "..". */
static size_t count_names(void)
{
    size_t n = 0;
    DIR *dir = opendir(folder_name);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        n += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    }
    closedir(dir);
    return n;
}

static void teardown(void)
{
    close(folder);
    unlink(path);
    cr_expect_eq(rmdir(folder_name), 0, "something was left");
}

static dp_file_sink *opened(bool force, const char *text)
{
    dp_file_sink *sink = dp_file_sink_open(folder, path, 0444, force, error);
    cr_assert_not_null(sink, "%s", error);
    dp_puts(dp_file_sink_base(sink), text);
    return sink;
}

TestSuite(file_sink, .init = setup, .fini = teardown);

Test(file_sink, appears_when_it_is_placed_with_mode_and_digest)
{
    struct stat st;
    umask(0777);
    dp_file_sink *sink = opened(false, "abc");
    cr_assert_str_eq(dp_file_sink_sha256(sink), "");
    cr_assert_eq(dp_file_sink_ready(sink, error), DP_OK, "%s", error);
    cr_assert_str_eq(dp_file_sink_sha256(sink), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_assert(access(path, F_OK) != 0);
    cr_assert_eq(dp_file_sink_place(sink, error), DP_OK, "%s", error);
    cr_assert_eq(dp_folder_sync(folder, error), DP_OK);
    dp_file_sink_done(sink);
    cr_assert_eq(stat(path, &st), 0);
    cr_assert_eq(st.st_mode & 07777, 0444);
    cr_assert_eq(st.st_size, 3);
    cr_assert_eq(count_names(), 1);
}

Test(file_sink, abort_takes_everything_back_at_any_time)
{
    for (int stage = 0; stage < 3; stage++) {
        dp_file_sink *sink = opened(false, "abc");
        cr_assert(stage < 1 || dp_file_sink_ready(sink, error) == DP_OK);
        cr_assert(stage < 2 || dp_file_sink_place(sink, error) == DP_OK);
        dp_file_sink_abort(sink);
        cr_expect_eq(count_names(), 0, "stage %d", stage);
    }
    dp_file_sink_abort(NULL);
    dp_file_sink_done(NULL);
}

Test(file_sink, is_not_placed_before_it_is_whole)
{
    dp_file_sink *sink = opened(false, "abc");
    cr_assert_eq(dp_file_sink_place(sink, error), DP_ERROR);
    cr_assert(strstr(error, "no end") != NULL, "%s", error);
    dp_file_sink_abort(sink);
    sink = opened(false, "");
    dp_file_sink_base(sink)->limit = 2;
    dp_puts(dp_file_sink_base(sink), "abc");
    cr_assert_eq(dp_file_sink_ready(sink, error), DP_LIMIT);
    cr_assert_eq(dp_file_sink_place(sink, error), DP_ERROR);
    dp_file_sink_abort(sink);
}

Test(file_sink, replaces_only_by_force)
{
    dp_file_sink *late = opened(false, "late"); /* the name is free, and then it is not */
    dp_file_sink *first = opened(false, "first");
    cr_assert(dp_file_sink_ready(first, error) == DP_OK && dp_file_sink_place(first, error) == DP_OK);
    dp_file_sink_done(first);
    cr_assert(dp_file_sink_ready(late, error) == DP_OK);
    cr_assert_eq(dp_file_sink_place(late, error), DP_USAGE);
    dp_file_sink_abort(late);
    cr_assert_null(dp_file_sink_open(folder, path, 0444, false, error));
    dp_file_sink *forced = opened(true, "forced");
    cr_assert(dp_file_sink_ready(forced, error) == DP_OK && dp_file_sink_place(forced, error) == DP_OK, "%s", error);
    dp_file_sink_done(forced);
    char text[16] = "";
    int fd = open(path, O_RDONLY);
    cr_assert_eq(read(fd, text, sizeof text), 6);
    cr_assert_str_eq(text, "forced");
    close(fd);
}

Test(file_sink, never_follows_or_replaces_what_is_no_file)
{
    char folder_inside[140];
    snprintf(folder_inside, sizeof folder_inside, "%s", path);
    cr_assert_eq(mkdir(folder_inside, 0755), 0);
    cr_assert_null(dp_file_sink_open(folder, path, 0444, true, error));
    cr_assert_eq(rmdir(folder_inside), 0);
    cr_assert_eq(symlink("/nonexistent/victim", path), 0);
    cr_assert_null(dp_file_sink_open(folder, path, 0444, false, error));
    dp_file_sink *sink = opened(true, "abc");
    cr_assert(dp_file_sink_ready(sink, error) == DP_OK && dp_file_sink_place(sink, error) == DP_OK, "%s", error);
    dp_file_sink_done(sink);
    struct stat st;
    cr_assert_eq(lstat(path, &st), 0);
    cr_assert(S_ISREG(st.st_mode));
}

static dp_rc adopting(const char *text)
{
    dp_file_sink *sink = dp_file_sink_open(folder, path, 0444, DP_EXISTING_ADOPTED, error);
    cr_assert_not_null(sink, "%s", error);
    dp_puts(dp_file_sink_base(sink), text);
    cr_assert_eq(dp_file_sink_ready(sink, error), DP_OK, "%s", error);
    dp_rc rc = dp_file_sink_place(sink, error);
    dp_file_sink_abort(sink); /* takes nothing back that it did not write */
    return rc;
}

Test(file_sink, adopts_the_same_bytes_and_no_others)
{
    struct stat before, after;
    dp_file_sink *sink = opened(false, "abc");
    cr_assert_eq(dp_file_sink_ready(sink, error), DP_OK);
    cr_assert_eq(dp_file_sink_place(sink, error), DP_OK);
    dp_file_sink_done(sink);
    cr_assert_eq(stat(path, &before), 0);
    cr_assert_eq(adopting("abc"), DP_OK, "%s", error);
    cr_assert_eq(adopting("abd"), DP_USAGE);
    cr_assert(strstr(error, "--force") != NULL, "%s", error);
    cr_assert_eq(adopting(""), DP_USAGE);
    cr_assert_eq(stat(path, &after), 0);
    cr_assert_eq(before.st_ino, after.st_ino);
    cr_assert_eq(count_names(), 1);
}

Test(file_sink, adopts_no_link)
{
    cr_assert_eq(symlink("/etc/passwd", path), 0);
    cr_assert_null(dp_file_sink_open(folder, path, 0444, DP_EXISTING_ADOPTED, error));
}

/* Written to its end, and under a temporary name. */
static dp_file_sink *put_by(const char *text)
{
    dp_file_sink *sink = opened(true, text);
    cr_assert_eq(dp_file_sink_finish(sink, error), DP_OK, "%s", error);
    cr_assert_eq(dp_file_sink_put_by(sink, error), DP_OK, "%s", error);
    cr_assert_eq(dp_file_sink_put_by(sink, error), DP_OK, "%s", error);
    return sink;
}

Test(file_sink, has_no_name_before_its_own_where_that_can_be)
{
    int probe = dp_open_nameless(folder, 0600);
    dp_file_sink *sink = opened(false, "abc");
    cr_assert_eq(count_names(), probe >= 0 ? 0 : 1);
    cr_assert_eq(dp_file_sink_ready(sink, error), DP_OK, "%s", error);
    cr_assert_eq(count_names(), probe >= 0 ? 0 : 1);
    cr_assert_eq(dp_file_sink_place(sink, error), DP_OK, "%s", error);
    dp_file_sink_done(sink);
    cr_assert_eq(count_names(), 1);
    if (probe >= 0) {
        close(probe);
    }
}

Test(file_sink, is_put_by_under_another_name)
{
    char text[8] = "";
    dp_file_sink *sink = put_by("abc");
    cr_assert_eq(count_names(), 1);
    cr_assert_neq(access(path, F_OK), 0);
    dp_file_sink_abort(sink);
    cr_assert_eq(count_names(), 0);
    sink = put_by("abd");
    cr_assert_eq(dp_file_sink_place(sink, error), DP_OK, "%s", error);
    dp_file_sink_done(sink);
    cr_assert_eq(count_names(), 1);
    FILE *file = fopen(path, "r");
    cr_assert(file != NULL && fgets(text, sizeof text, file) != NULL);
    fclose(file);
    cr_assert_str_eq(text, "abd");
}

Test(file_sink, a_handler_discards_what_is_not_placed_yet)
{
    dp_file_sink *placed = opened(false, "abc");
    cr_assert_eq(dp_file_sink_ready(placed, error), DP_OK);
    cr_assert_eq(dp_file_sink_place(placed, error), DP_OK);
    dp_file_sink *open = put_by("abd");
    cr_assert_eq(count_names(), 2);
    dp_file_sinks_leave(); /* a worker leaves what its parent has open */
    dp_file_sinks_discard();
    cr_assert_eq(count_names(), 2);
    dp_file_sink_abort(open);
    open = put_by("abe");
    dp_file_sinks_discard();
    cr_assert_eq(count_names(), 1);
    dp_file_sink_done(open);
    dp_file_sink_done(placed);
}
