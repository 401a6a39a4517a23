#include "io/temporary.h"

#include "base/system.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { ABANDONED_S = 900 };

#define BEFORE ".depickle-"
#define AFTER ".tmp"

bool dp_temporary_name(char name[DP_TEMPORARY_NAME])
{
    uint64_t random = 0;
    if (!dp_random(&random, sizeof random, true)) {
        return false;
    }
    snprintf(name, DP_TEMPORARY_NAME, BEFORE "%016" PRIx64 AFTER, random);
    return true;
}

bool dp_temporary_is(const char *name)
{
    const size_t before = sizeof BEFORE - 1;
    return strncmp(name, BEFORE, before) == 0 && strspn(name + before, "0123456789abcdef") == 16
           && strcmp(name + before + 16, AFTER) == 0;
}

void dp_temporary_hold(int fd)
{
    flock(fd, LOCK_EX | LOCK_NB);
}

/* A lock that cannot be had, whatever the reason, is somebody's. */
static bool is_abandoned(int fd)
{
    struct stat st;
    return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_nlink == 1
           && time(NULL) - st.st_mtime >= ABANDONED_S && flock(fd, LOCK_SH | LOCK_NB) == 0;
}

static bool clear(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool cleared = is_abandoned(fd) && unlinkat(folder, name, 0) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return cleared;
}

size_t dp_temporaries_clear(int folder)
{
    size_t n = 0;
    int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* with a place of its own to read from */
    DIR *entries = own >= 0 ? fdopendir(own) : NULL;
    for (const struct dirent *entry = entries != NULL ? readdir(entries) : NULL; entry != NULL; entry = readdir(entries)) {
        n += dp_temporary_is(entry->d_name) && clear(folder, entry->d_name);
    }
    if (entries != NULL) {
        closedir(entries);
    } else if (own >= 0) {
        close(own);
    }
    return n;
}
