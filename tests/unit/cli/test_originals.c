#include "cli/originals.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char of_x[] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"; /* sha256 of "x" */

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

/* Is the file deleted? why then tells what keeps it. */
static bool deletes(const char *under, const char *why)
{
    char found[512] = "";
    bool deleted = dp_original_delete(".", under, of_x, found);
    cr_assert_str_eq(found, why, "%s: %s", under, found);
    return deleted;
}

Test(originals, only_what_was_converted_goes)
{
    static const char link[] = "its folder cannot be opened without following a link";
    static const char other[] = "is not what was converted any more";
    char folder[] = "/tmp/depickle-originals-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(mkdir("a", 0700) | mkdir("a/b", 0700) | symlink("b", "a/link") | symlink("m.pkl", "a/b/n.pkl"), 0);
    put("a/b/m.pkl", "x");
    put("a/b/other.pkl", "y");
    put("top.pkl", "x");
    cr_assert_not(deletes("a/link/m.pkl", link));
    cr_assert_not(deletes("a/../top.pkl", link));
    cr_assert_not(deletes("gone/m.pkl", link));
    cr_assert_not(deletes("a/b/n.pkl", other));
    cr_assert_not(deletes("a/b/other.pkl", other));
    cr_assert_not(deletes("a/b/gone.pkl", other));
    cr_assert_not(deletes("a/b", other));
    cr_assert(deletes("a/b/m.pkl", ""));
    cr_assert(deletes("top.pkl", ""));
    cr_assert_eq(access("a/b/m.pkl", F_OK), -1);
    cr_assert_eq(access("a/b/other.pkl", F_OK) | unlink("a/b/other.pkl") | unlink("a/b/n.pkl") | unlink("a/link"), 0);
    cr_assert_eq(rmdir("a/b") | rmdir("a") | rmdir(folder), 0);
}
