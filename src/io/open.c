#include "io/open.h"

#include "base/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIPE_STEP = 1 << 20, LEGACY_SEARCH = 1 << 20, LARGE = 1 << 20, WORTH_A_MAP = 16 << 20, READ_STEP = 1 << 17 };

static dp_rc fail(dp_opened *o, dp_rc rc, const char *what)
{
    snprintf(o->error, sizeof o->error, "%s", what);
    return rc;
}

static dp_rc fail_errno(dp_opened *o, const char *doing)
{
    snprintf(o->error, sizeof o->error, "%s: %s", doing, strerror(errno));
    return DP_ERROR;
}

/* Not backed by the file, and private: the bytes that are hashed are the bytes that a child, started when they have been read,
 * parses, and nothing that it does changes them here. */
static uint8_t *memory_for(size_t n)
{
    void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

/* A copy that costs a few calls more than a small file is worth. */
static const uint8_t *copy_large(int fd, size_t size)
{
    return size >= LARGE ? dp_sealed_copy(fd, size) : NULL;
}

static bool read_fully(int fd, uint8_t *p, size_t n)
{
    size_t have = 0;
    while (have < n) {
        ssize_t got = read(fd, p + have, n - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        have += (size_t)got;
    }
    return true;
}

static dp_rc read_regular(int fd, size_t size, const dp_limits *limits, dp_opened *o, dp_span *out)
{
    if (size > limits->input) {
        snprintf(o->error, sizeof o->error, "is larger than the limit of %zu MiB (--max-input)", limits->input >> 20);
        return DP_LIMIT;
    }
    *out = (dp_span){(const uint8_t *)"", 0};
    if (size == 0) {
        return DP_OK;
    }
    const uint8_t *copy = copy_large(fd, size);
    if (copy != NULL) {
        *out = (dp_span){copy, size};
        return DP_OK;
    }
    uint8_t *p = memory_for(size);
    if (p == NULL) {
        return fail_errno(o, "cannot get memory");
    }
    if (!read_fully(fd, p, size)) {
        munmap(p, size);
        return fail(o, DP_ERROR, "cannot be read to its end");
    }
    *out = (dp_span){p, size};
    return DP_OK;
}

/* A pipe has no size: read in steps into memory that grows, up to the limit. */
static dp_rc read_pipe(int fd, const dp_limits *limits, dp_opened *o, dp_span *out)
{
    size_t cap = PIPE_STEP;
    size_t n = 0;
    uint8_t *p = memory_for(cap);
    while (p != NULL) {
        if (n == cap) {
            void *bigger = dp_pages_grow(p, cap, cap * 2);
            if (bigger == MAP_FAILED) {
                break;
            }
            p = bigger;
            cap *= 2;
        }
        ssize_t got = read(fd, p + n, cap - n);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            munmap(p, cap);
            return fail_errno(o, "cannot be read");
        }
        if (got == 0) {
            *out = (dp_span){p, n};
            o->mapped = cap;
            return DP_OK;
        }
        n += (size_t)got;
        if (n > limits->input) {
            munmap(p, cap);
            return fail(o, DP_LIMIT, "standard input is larger than the limit (--max-input)");
        }
    }
    if (p != NULL) {
        munmap(p, cap);
    }
    return fail_errno(o, "cannot get memory");
}

/* How the main file may be taken. */
typedef enum dp_taking { AS_COPY, AS_MAP_THAT_STAYS, AS_MAP } dp_taking;

/* The file's own pages. */
static bool map_file(int fd, size_t size, dp_taking how, dp_opened *o)
{
    if (how == AS_COPY || size < WORTH_A_MAP || (how == AS_MAP_THAT_STAYS && !dp_hold_still(fd))) {
        return false;
    }
    void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED) {
        return false;
    }
    o->input.main = (dp_span){p, size};
    o->mapped = size;
    o->is_map = true;
    o->fd = fd;
    return true;
}

/* ---- side files of joblib < 0.10 ---- */

/* What the main file asks for; of a zfile it cannot be told here. */
typedef enum dp_asks { ASKS_NOTHING, ASKS_PERHAPS, ASKS_SURELY } dp_asks;

static dp_asks asks(dp_span head)
{
    if (head.n >= 2 && memcmp(head.p, "ZF", 2) == 0) {
        return ASKS_PERHAPS;
    }
    return head.n != 0 && memmem(head.p, head.n, "NDArrayWrapper", 14) != NULL ? ASKS_SURELY : ASKS_NOTHING;
}

/* A map is not looked at: its file may be cut short, and that is a signal. */
static dp_asks asks_of(int fd, const dp_opened *o)
{
    if (!o->is_map) {
        return asks(dp_span_cut(o->input.main, 0, LEGACY_SEARCH));
    }
    uint8_t *head = malloc(LEGACY_SEARCH);
    ssize_t n = head != NULL ? pread(fd, head, LEGACY_SEARCH, 0) : 0;
    dp_asks found = n > 0 ? asks((dp_span){head, (size_t)n}) : ASKS_NOTHING;
    free(head);
    return found;
}

/* "…_01.npy", "…_17.npy.z" */
static bool is_side_file(const char *name)
{
    size_t n = strlen(name);
    if (n > 2 && strcmp(name + n - 2, ".z") == 0) {
        n -= 2;
    }
    if (n < 7 || strncmp(name + n - 4, ".npy", 4) != 0) {
        return false;
    }
    size_t digits = 0;
    while (digits < n - 5 && name[n - 5 - digits] >= '0' && name[n - 5 - digits] <= '9') {
        digits++;
    }
    return digits >= 2 && digits < n - 5 && name[n - 5 - digits] == '_';
}

static dp_rc append_beside(dp_opened *o, const char *name, dp_span bytes)
{
    dp_beside *grown = realloc(o->beside, (o->n_beside + 1) * sizeof *grown);
    char *copy = strdup(name);
    o->beside = grown != NULL ? grown : o->beside;
    if (grown == NULL || copy == NULL) {
        free(copy);
        munmap((void *)(uintptr_t)bytes.p, bytes.n);
        return fail(o, DP_ERROR, "cannot get memory");
    }
    o->beside[o->n_beside++] = (dp_beside){copy, bytes};
    return DP_OK;
}

/* needed: the input surely asks for side files; where it may need none, those beyond a limit are left out. */
static dp_rc add_beside(int folder, const char *name, bool needed, const dp_limits *limits, size_t *total, dp_opened *o)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    struct stat st;
    if (fd < 0) {
        return DP_OK; /* a link, or unreadable: as if it were not there; the child then names what it misses */
    }
    dp_rc rc = DP_OK;
    dp_span bytes = {NULL, 0};
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        size_t size = (size_t)st.st_size;
        bool fits = o->n_beside < limits->beside && size <= limits->input && *total <= limits->input - size;
        if (fits) {
            *total += size;
            rc = read_regular(fd, size, limits, o, &bytes);
            rc = rc == DP_OK ? append_beside(o, name, bytes) : rc;
        } else if (needed) {
            rc = fail(o, DP_LIMIT, "has more or larger side files than the limit");
        }
    }
    close(fd);
    return rc;
}

/* The side files whose names begin with `prefix`. `needed`: the input surely asks for some of them. */
static dp_rc collect_named(DIR *dir, const char *prefix, bool needed, const dp_limits *limits, dp_opened *o)
{
    dp_rc rc = DP_OK;
    size_t total = o->input.main.n;
    rewinddir(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL && rc == DP_OK; entry = readdir(dir)) {
        if (is_side_file(entry->d_name) && strncmp(entry->d_name, prefix, strlen(prefix)) == 0) {
            rc = add_beside(dirfd(dir), entry->d_name, needed, limits, &total, o);
        }
    }
    return rc;
}

/* joblib names them after the pickle. One that was renamed since still asks for the old names: where none has its name,
 * all may be meant. */
static dp_rc collect_beside(const char *path, bool surely, const dp_limits *limits, dp_opened *o)
{
    const char *slash = strrchr(path, '/');
    char *parent = slash != NULL ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    DIR *dir = parent != NULL ? opendir(parent) : NULL;
    free(parent);
    if (dir == NULL) {
        return DP_OK;
    }
    dp_rc rc = collect_named(dir, slash != NULL ? slash + 1 : path, true, limits, o);
    if (rc == DP_OK && o->n_beside == 0) {
        rc = collect_named(dir, "", surely, limits, o);
    }
    closedir(dir);
    dp_beside_sort(o->beside, o->n_beside);
    o->input.beside = o->beside;
    o->input.n_beside = o->n_beside;
    return rc;
}

/* ---- opening ---- */

static dp_rc read_main(int fd, bool may_be_pipe, dp_taking how, const dp_limits *limits, dp_opened *o)
{
    if (fstat(fd, &o->status) != 0) {
        return fail_errno(o, "cannot be looked at");
    }
    if (S_ISREG(o->status.st_mode)) {
        size_t size = (size_t)o->status.st_size;
        if (size <= limits->input && map_file(fd, size, how, o)) {
            return DP_OK;
        }
        dp_rc rc = read_regular(fd, size, limits, o, &o->input.main);
        o->mapped = rc == DP_OK ? size : 0;
        return rc;
    }
    if (may_be_pipe) {
        memset(&o->status, 0, sizeof o->status);
        return read_pipe(fd, limits, o, &o->input.main);
    }
    return fail(o, DP_ERROR, S_ISDIR(o->status.st_mode) ? "expected a regular file, found a folder"
                                                        : "expected a regular file, found something else");
}

static dp_rc open_path(const char *path, dp_taking how, const dp_limits *limits, dp_opened *o)
{
    *o = (dp_opened){.input = {.name = path, .main = {(const uint8_t *)"", 0}}, .fd = -1};
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        return fail_errno(o, "cannot be opened");
    }
    dp_rc rc = read_main(fd, standard, standard ? AS_COPY : how, limits, o);
    dp_asks found = rc == DP_OK && !standard ? asks_of(fd, o) : ASKS_NOTHING;
    if (!standard && fd != o->fd) {
        close(fd);
    }
    return found != ASKS_NOTHING ? collect_beside(path, found == ASKS_SURELY, limits, o) : rc;
}

dp_rc dp_open_input(const char *path, const dp_limits *limits, dp_opened *o)
{
    return open_path(path, AS_COPY, limits, o);
}

dp_rc dp_open_for_child(const char *path, bool hashed, const dp_limits *limits, dp_opened *o)
{
    return open_path(path, hashed ? AS_MAP_THAT_STAYS : AS_MAP, limits, o);
}

/* A map is read, not looked at. */
static bool hash_file(int fd, size_t n, dp_sha256 *sha256)
{
    static uint8_t step[READ_STEP];
    size_t at = 0;
    while (at < n) {
        ssize_t got = pread(fd, step, sizeof step, (off_t)at);
        if (got <= 0 && !(got < 0 && errno == EINTR)) {
            return false;
        }
        size_t more = got > 0 ? (size_t)got : 0;
        dp_sha256_add(sha256, (dp_span){step, more});
        at += more;
    }
    return at == n;
}

bool dp_opened_sha256(const dp_opened *o, char hex[DP_SHA256_HEX])
{
    if (o->fd < 0) {
        dp_sha256_hex(o->input.main, hex);
        return true;
    }
    dp_sha256 *sha256 = dp_sha256_begin();
    bool whole = sha256 != NULL && hash_file(o->fd, o->input.main.n, sha256);
    dp_sha256_end(sha256, hex);
    hex[0] = whole ? hex[0] : '\0';
    return whole;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* A map's file was in nobody's hands: who writes after all, writes later, and writing sets the time of change, which nobody can set
 * back. */
bool dp_opened_unchanged(const char *path, const dp_opened *o)
{
    struct stat now;
    if (o->status.st_ino == 0 || strcmp(path, "-") == 0) {
        return true;
    }
    return stat(path, &now) == 0 && now.st_ino == o->status.st_ino && now.st_dev == o->status.st_dev
           && now.st_size == o->status.st_size && same_time(now.st_mtim, o->status.st_mtim)
           && (!o->is_map || same_time(now.st_ctim, o->status.st_ctim));
}

static void unmap(dp_span bytes, size_t mapped)
{
    if (bytes.p != NULL && mapped != 0) {
        munmap((void *)(uintptr_t)bytes.p, mapped);
    }
}

void dp_opened_done(dp_opened *o)
{
    unmap(o->input.main, o->mapped);
    if (o->fd >= 0) {
        close(o->fd);
    }
    for (size_t i = 0; i < o->n_beside; i++) {
        unmap(o->beside[i].bytes, o->beside[i].bytes.n);
        free((char *)(uintptr_t)o->beside[i].name);
    }
    free(o->beside);
    o->beside = NULL;
    o->n_beside = 0;
    o->input = (dp_input){.name = o->input.name};
    o->mapped = 0;
    o->fd = -1;
}
