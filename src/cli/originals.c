#include "cli/originals.h"

#include "base/system.h"
#include "io/open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder that `under` lies in, each part opened for itself; *name: its last part. -1: it cannot be. */
static int open_folder(const char *folder, char *under, char **name)
{
    int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    char *part = under;
    for (char *slash = strchr(part, '/'); slash != NULL && at >= 0; slash = strchr(part, '/')) {
        *slash = '\0';
        int next = strcmp(part, "..") != 0 ? openat(at, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        close(at);
        at = next;
        part = slash + 1;
    }
    *name = part;
    return at;
}

/* Is it still the file, of the bytes that were converted? */
static bool is_same(int at, const char *name, const char *sha256, struct stat *st)
{
    char hex[DP_SHA256_HEX] = "";
    int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && fstat(fd, st) == 0 && S_ISREG(st->st_mode) && st->st_size > 0) {
        void *bytes = mmap(NULL, (size_t)st->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED) {
            dp_sha256_hex((dp_span){bytes, (size_t)st->st_size}, hex);
            munmap(bytes, (size_t)st->st_size);
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return hex[0] != '\0' && strcmp(hex, sha256) == 0;
}

bool dp_original_delete(const char *folder, const char *under, const char *sha256, char why[512])
{
    struct stat read;
    struct stat now;
    char *name = NULL;
    char *copy = strdup(under);
    int at = copy != NULL ? open_folder(folder, copy, &name) : -1;
    bool deleted = false;
    if (at < 0) {
        snprintf(why, 512, "its folder cannot be opened without following a link");
    } else if (!is_same(at, name, sha256, &read) || fstatat(at, name, &now, AT_SYMLINK_NOFOLLOW) != 0
               || read.st_ino != now.st_ino || read.st_dev != now.st_dev) {
        snprintf(why, 512, "is not what was converted any more");
    } else if (unlinkat(at, name, 0) != 0) {
        snprintf(why, 512, "cannot be deleted: %s", strerror(errno));
    } else {
        deleted = true;
    }
    if (at >= 0) {
        close(at);
    }
    free(copy);
    return deleted;
}
