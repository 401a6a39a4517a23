/* .git/index: "DIRC", the version (big-endian, 4 bytes), entries. Versions 2 and 3 hold each name whole, from the repository's top,
 * with a NUL behind it; version 4 shortens names by the one before. */
#include "cli/tracked.h"

#include "io/open.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Two bytes of flags stand before a name, the lower twelve bits its length; in version 3 two more may follow them. */
static bool is_entry(dp_span bytes, size_t at, size_t length)
{
    uint8_t low = (uint8_t)length; /* of longer names the field is full: 0xfff */
    low = length < 0xfff ? low : 0xff;
    return at >= 4 && (bytes.p[at - 1] == low || bytes.p[at - 3] == low);
}

static const char *in_index(const char *index, const char *name)
{
    static const uint8_t two[] = {'D', 'I', 'R', 'C', 0, 0, 0, 2};
    static const uint8_t three[] = {'D', 'I', 'R', 'C', 0, 0, 0, 3};
    dp_limits limits = dp_limits_default(0);
    dp_opened opened;
    const char *found = "perhaps";
    dp_rc rc = dp_open_input(index, &limits, &opened);
    dp_span bytes = rc == DP_OK ? opened.input.main : (dp_span){NULL, 0};
    if (bytes.n >= sizeof two && (memcmp(bytes.p, two, sizeof two) == 0 || memcmp(bytes.p, three, sizeof three) == 0)) {
        size_t n = strlen(name);
        const uint8_t *p = memmem(bytes.p, bytes.n, name, n + 1);
        while (p != NULL && !is_entry(bytes, (size_t)(p - bytes.p), n)) {
            p = memmem(p + 1, bytes.n - (size_t)(p + 1 - bytes.p), name, n + 1);
        }
        found = p != NULL ? "tracked" : "no";
    }
    dp_opened_done(&opened);
    return found;
}

/* Of the folder that is the first n bytes of path: NULL where there is no .git in it. */
static const char *in_folder(const char *path, size_t n)
{
    struct stat st;
    char *git = NULL;
    char *index = NULL;
    const char *found = "perhaps";
    if (asprintf(&git, "%.*s/.git", (int)n, path) < 0) {
        return found;
    }
    if (lstat(git, &st) != 0) {
        found = NULL;
    } else if (S_ISDIR(st.st_mode) && asprintf(&index, "%s/index", git) > 0) { /* else a worktree, or a submodule */
        found = in_index(index, path + n + 1);
        free(index);
    }
    free(git);
    return found;
}

const char *dp_tracked(const char *path)
{
    char *whole = realpath(path, NULL);
    const char *found = NULL;
    size_t n = whole != NULL ? strlen(whole) : 0;
    while (n > 0 && found == NULL) {
        n--;
        if (whole[n] == '/') {
            found = in_folder(whole, n);
        }
    }
    free(whole);
    return found != NULL ? found : "no";
}
