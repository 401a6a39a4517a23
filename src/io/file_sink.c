#include "io/file_sink.h"

#include "base/system.h"
#include "io/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct dp_file_sink {
    dp_sink base;
    dp_file_sink *volatile next; /* of those with a temporary name */
    int folder, fd;        /* fd: -1 once nothing but a name is left to do */
    char temporary[DP_TEMPORARY_NAME]; /* "": none */
    char *name;            /* last component */
    unsigned mode;
    dp_existing existing;
    bool synced, placed, adopted;
    dp_sha256 *sha256;
    char hex[DP_SHA256_HEX];
};

/* Those with a temporary name, for a signal handler, which comes only between changes. */
static dp_file_sink *volatile unplaced;

static void add_unplaced(dp_file_sink *sink)
{
    sink->next = unplaced;
    unplaced = sink;
}

static void drop_unplaced(const dp_file_sink *sink)
{
    for (dp_file_sink *volatile *at = &unplaced; *at != NULL; at = &(*at)->next) {
        if (*at == sink) {
            *at = sink->next;
            return;
        }
    }
}

static void hold_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, before);
}

static void let_signals(const sigset_t *before)
{
    int error = errno;
    sigprocmask(SIG_SETMASK, before, NULL);
    errno = error;
}

void dp_file_sinks_discard(void)
{
    for (dp_file_sink *sink = unplaced; sink != NULL; sink = sink->next) {
        unlinkat(sink->folder, sink->temporary, 0);
    }
}

void dp_file_sinks_leave(void)
{
    unplaced = NULL;
}

static dp_rc append(dp_sink *base, dp_span bytes)
{
    dp_file_sink *sink = (dp_file_sink *)base;
    dp_sha256_add(sink->sha256, bytes);
    while (bytes.n != 0) {
        ssize_t n = write(sink->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return DP_ERROR;
        }
        bytes = dp_span_cut(bytes, (size_t)n, bytes.n);
    }
    return DP_OK;
}

static void close_it(dp_file_sink *sink)
{
    if (sink->fd >= 0) {
        close(sink->fd);
    }
    sink->fd = -1;
}

void dp_file_sink_done(dp_file_sink *sink)
{
    if (sink == NULL) {
        return;
    }
    sigset_t before;
    hold_signals(&before);
    drop_unplaced(sink);
    let_signals(&before);
    close_it(sink);
    dp_sha256_end(sink->sha256, NULL);
    free(sink->name);
    free(sink);
}

static dp_file_sink *give_up(dp_file_sink *sink, const char *path, const char *doing, char error[512])
{
    snprintf(error, 512, "%s: %s: %s", path, doing, strerror(errno));
    dp_file_sink_done(sink);
    return NULL;
}

int dp_folder_open(const char *path, char error[512])
{
    const char *slash = strrchr(path, '/');
    char *parent = slash != NULL ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    int folder = parent != NULL ? open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder < 0) {
        snprintf(error, 512, "%s: cannot open the folder: %s", path, strerror(errno));
    }
    free(parent);
    return folder;
}

dp_rc dp_folder_sync(int folder, char error[512])
{
    if (fsync(folder) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP) {
        return DP_OK;
    }
    snprintf(error, 512, "the folder cannot be synced: %s", strerror(errno));
    return DP_ERROR;
}

static bool create(dp_file_sink *sink)
{
    sink->fd = openat(sink->folder, sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (sink->fd >= 0) {
        dp_temporary_hold(sink->fd);
    }
    return sink->fd >= 0;
}

static bool name(dp_file_sink *sink)
{
    return dp_link_nameless(sink->fd, sink->folder, sink->temporary);
}

/* Makes it a file of a temporary name: a new one, or of the one that had none. */
static bool make_temporary(dp_file_sink *sink, bool (*make)(dp_file_sink *sink))
{
    bool made = false;
    for (int tries = 0; tries < 10 && !made && dp_temporary_name(sink->temporary); tries++) {
        sigset_t before;
        hold_signals(&before);
        made = make(sink);
        if (made) {
            add_unplaced(sink);
        }
        let_signals(&before);
        if (!made && errno != EEXIST) {
            break;
        }
    }
    if (!made) {
        sink->temporary[0] = '\0';
    }
    return made;
}

/* Without a name where that can be: whatever ends us then, nothing is left of it. */
static bool open_temporary(dp_file_sink *sink)
{
    sink->fd = dp_open_nameless(sink->folder, 0600);
    return sink->fd >= 0 || make_temporary(sink, create);
}

static const char no_force[] = "is not overwritten without --force";

/* What stands there under the name may stay for now. */
static bool may_begin(const dp_file_sink *sink)
{
    struct stat st;
    if (fstatat(sink->folder, sink->name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        return true;
    }
    errno = S_ISDIR(st.st_mode) ? EISDIR : EEXIST;
    return sink->existing == DP_EXISTING_REPLACED ? !S_ISDIR(st.st_mode)
                                                  : sink->existing == DP_EXISTING_ADOPTED && S_ISREG(st.st_mode);
}

dp_file_sink *dp_file_sink_open(int folder, const char *path, unsigned mode, dp_existing existing, char error[512])
{
    dp_file_sink *sink = calloc(1, sizeof *sink);
    if (sink == NULL) {
        snprintf(error, 512, "out of memory");
        return NULL;
    }
    sink->base.append = append;
    const char *slash = strrchr(path, '/');
    sink->folder = folder;
    sink->fd = -1;
    sink->mode = mode;
    sink->existing = existing;
    sink->name = strdup(slash != NULL ? slash + 1 : path);
    if (sink->name == NULL) {
        return give_up(sink, path, "cannot be created", error);
    }
    if (!may_begin(sink)) {
        return give_up(sink, path, existing == DP_EXISTING_REPLACED ? "cannot be replaced" : no_force, error);
    }
    sink->sha256 = dp_sha256_begin();
    if (sink->sha256 == NULL || !open_temporary(sink)) {
        return give_up(sink, path, "cannot be created", error);
    }
    return sink;
}

dp_sink *dp_file_sink_base(dp_file_sink *sink)
{
    return &sink->base;
}

const char *dp_file_sink_sha256(const dp_file_sink *sink)
{
    return sink->hex;
}

void dp_file_sink_abort(dp_file_sink *sink)
{
    if (sink != NULL) {
        const char *named = sink->placed ? sink->name : sink->temporary;
        if (!sink->adopted && named[0] != '\0') {
            unlinkat(sink->folder, named, 0);
        }
        dp_file_sink_done(sink); /* a name that is gone does no harm in the list */
    }
}

/* Does the file that has the name hold the same bytes? */
static bool is_same(const dp_file_sink *sink)
{
    static uint8_t buffer[64 << 10];
    char hex[DP_SHA256_HEX] = "";
    struct stat st;
    int fd = openat(sink->folder, sink->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    dp_sha256 *sha256 = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? dp_sha256_begin() : NULL;
    ssize_t n = sha256 != NULL ? 1 : -1;
    while (n > 0 || (n < 0 && sha256 != NULL && errno == EINTR)) {
        n = read(fd, buffer, sizeof buffer);
        dp_sha256_add(sha256, (dp_span){buffer, n > 0 ? (size_t)n : 0});
    }
    dp_sha256_end(sha256, hex);
    if (fd >= 0) {
        close(fd);
    }
    return n == 0 && strcmp(hex, sink->hex) == 0;
}

static bool adopt(dp_file_sink *sink)
{
    sink->adopted = is_same(sink);
    if (sink->adopted && sink->temporary[0] != '\0') {
        unlinkat(sink->folder, sink->temporary, 0);
    }
    errno = EEXIST;
    return sink->adopted;
}

/* What cannot be replaced in one step gets a temporary name first. */
static bool link_in_place(dp_file_sink *sink)
{
    bool linked = dp_link_nameless(sink->fd, sink->folder, sink->name);
    if (linked || errno != EEXIST) {
        return linked;
    }
    if (sink->existing == DP_EXISTING_REPLACED) {
        return make_temporary(sink, name) && renameat(sink->folder, sink->temporary, sink->folder, sink->name) == 0;
    }
    return sink->existing == DP_EXISTING_ADOPTED && adopt(sink);
}

/* Under its own name, replacing only what it may. */
static bool put_in_place(dp_file_sink *sink)
{
    if (sink->temporary[0] == '\0') {
        return link_in_place(sink);
    }
    if (sink->existing == DP_EXISTING_REPLACED) {
        return renameat(sink->folder, sink->temporary, sink->folder, sink->name) == 0;
    }
    if (dp_rename_new(sink->folder, sink->temporary, sink->name)) {
        return true;
    }
    bool linked = (errno == EINVAL || errno == ENOSYS)
                  && linkat(sink->folder, sink->temporary, sink->folder, sink->name, 0) == 0;
    if (linked) {
        return unlinkat(sink->folder, sink->temporary, 0) == 0;
    }
    return errno == EEXIST && sink->existing == DP_EXISTING_ADOPTED && adopt(sink);
}

dp_rc dp_file_sink_finish(dp_file_sink *sink, char error[512])
{
    const char *failed = NULL;
    if (sink->base.rc != DP_OK) {
        failed = sink->base.rc == DP_LIMIT ? "is larger than the limit" : "cannot be written";
    } else if (fchmod(sink->fd, sink->mode) != 0) {
        failed = "cannot get its mode";
    }
    if (failed != NULL) {
        snprintf(error, 512, "%s: %s: %s", sink->name, failed, strerror(errno));
        return sink->base.rc == DP_LIMIT ? DP_LIMIT : DP_ERROR;
    }
    dp_write_soon(sink->fd); /* dp_file_sink_sync waits less */
    dp_sha256_end(sink->sha256, sink->hex);
    sink->sha256 = NULL;
    return DP_OK;
}

dp_rc dp_file_sink_sync(dp_file_sink *sink, char error[512])
{
    if (!sink->synced && fsync(sink->fd) != 0) {
        snprintf(error, 512, "%s: cannot be synced: %s", sink->name, strerror(errno));
        return DP_ERROR;
    }
    sink->synced = true;
    if (sink->temporary[0] != '\0') {
        close_it(sink);
    }
    return DP_OK;
}

dp_rc dp_file_sink_put_by(dp_file_sink *sink, char error[512])
{
    if (sink->fd >= 0 && sink->temporary[0] == '\0' && !make_temporary(sink, name)) {
        snprintf(error, 512, "%s: cannot be created: %s", sink->name, strerror(errno));
        return DP_ERROR;
    }
    return dp_file_sink_sync(sink, error);
}

dp_rc dp_file_sink_ready(dp_file_sink *sink, char error[512])
{
    DP_TRY(dp_file_sink_finish(sink, error));
    return dp_file_sink_sync(sink, error);
}

dp_rc dp_file_sink_place(dp_file_sink *sink, char error[512])
{
    sigset_t before;
    hold_signals(&before);
    bool whole = sink->hex[0] != '\0' && sink->synced;
    bool good = whole && put_in_place(sink);
    if (good) {
        drop_unplaced(sink);
    }
    let_signals(&before);
    if (!good) {
        if (whole && errno == EEXIST && sink->existing != DP_EXISTING_REPLACED) {
            snprintf(error, 512, "%s: %s", sink->name, no_force);
            return DP_USAGE;
        }
        snprintf(error, 512, "%s: cannot be put in place: %s", sink->name, whole ? strerror(errno) : "it has no end");
        return DP_ERROR;
    }
    sink->placed = true;
    return DP_OK;
}

dp_rc dp_file_sink_commit(dp_file_sink *sink, dp_rc rc, char error[512])
{
    rc = rc == DP_OK ? dp_file_sink_ready(sink, error) : rc;
    rc = rc == DP_OK ? dp_file_sink_place(sink, error) : rc;
    if (rc == DP_OK) {
        dp_file_sink_done(sink);
    } else {
        dp_file_sink_abort(sink);
    }
    return rc;
}
