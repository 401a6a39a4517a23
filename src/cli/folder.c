#include "cli/folder.h"

#include "cli/outcome.h"
#include "codec/codec.h"
#include "format/format.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HEAD = 512 }; /* a tar archive's header */

static const char *const model_suffixes[] = {".pkl", ".pickle", ".joblib", ".sav", ".p", ".model", ".npy", NULL};
static const char *const codec_suffixes[] = {".gz", ".gzip", ".z", ".bz2", ".xz", ".lzma", ".lz4", NULL};

/* The length of name without one of the suffixes at its end; its whole length when it has none. */
static size_t without(const char *name, size_t n, const char *const *suffixes)
{
    for (size_t i = 0; suffixes[i] != NULL; i++) {
        size_t m = strlen(suffixes[i]);
        if (n > m && strncasecmp(name + n - m, suffixes[i], m) == 0) {
            return n - m;
        }
    }
    return n;
}

char *dp_stem(const char *path)
{
    const char *name = dp_base_name(path);
    size_t n = without(name, strlen(name), codec_suffixes);
    return strndup(name, without(name, n, model_suffixes));
}

/* "a.pkl", and "a.pkl.gz" */
static bool has_model_suffix(const char *name)
{
    size_t n = without(name, strlen(name), codec_suffixes);
    return without(name, n, model_suffixes) != n;
}

static bool is_packed(const char *name, dp_span head)
{
    size_t n = strlen(name);
    return without(name, n, codec_suffixes) != n || dp_codec_of(head) != NULL;
}

static size_t read_head(const char *path, uint8_t head[HEAD])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    ssize_t n = fd >= 0 ? read(fd, head, HEAD) : -1;
    if (fd >= 0) {
        close(fd);
    }
    return n > 0 ? (size_t)n : 0;
}

static bool is_one_of(const char *kind, const char *const *kinds)
{
    for (size_t i = 0; kinds[i] != NULL; i++) {
        if (strcmp(kind, kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool dp_kind_is_other(const char *kind)
{
    static const char *const others[] = {"zip", "hdf5", "safetensors", "onnx", "tar", NULL};
    return is_one_of(kind, others);
}

/* By suffix, or by content: a file of unknown name that begins like a model is one. */
dp_judged dp_file_judge(const char *path, const char **kind)
{
    static const char *const examined[] = {"pickle", "joblib", "npy", NULL};
    uint8_t bytes[HEAD];
    const char *name = dp_base_name(path);
    dp_span head = {bytes, read_head(path, bytes)};
    *kind = dp_sniff(head);
    if (has_model_suffix(name) || is_one_of(*kind, examined)) {
        return DP_JUDGED_MODEL;
    }
    if (dp_kind_is_other(*kind)) {
        return DP_JUDGED_OTHER;
    }
    return is_packed(name, head) ? DP_JUDGED_PACKED : DP_JUDGED_NONE;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

size_t dp_folder_walk(const char *folder, const dp_visitor *visitor)
{
    char *roots[] = {strdup(folder), NULL};
    FTS *tree = roots[0] != NULL ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name) : NULL;
    size_t root = strlen(folder);
    size_t unread = tree == NULL;
    for (FTSENT *entry = tree != NULL ? fts_read(tree) : NULL; entry != NULL; entry = fts_read(tree)) {
        size_t under = root < entry->fts_pathlen && entry->fts_path[root] == '/' ? root + 1 : root;
        if (entry->fts_info == FTS_F) {
            visitor->file(visitor->self, entry->fts_path, under);
        } else if (entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE || entry->fts_info == FTS_DEFAULT) {
            if (visitor->other != NULL) {
                visitor->other(visitor->self, entry->fts_path, under);
            }
        } else if (entry->fts_info == FTS_D && entry->fts_level > 0) {
            if (visitor->enter != NULL && !visitor->enter(visitor->self, entry->fts_path, under)) {
                fts_set(tree, entry, FTS_SKIP);
            }
        } else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS) {
            dp_say("depickle: %s cannot be read", entry->fts_path);
            unread++;
        }
    }
    if (tree != NULL) {
        fts_close(tree);
    }
    free(roots[0]);
    return unread;
}
