#include "cli/inputs.h"

#include "format/format.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD = 64 };

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
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t n = without(name, strlen(name), codec_suffixes);
    return strndup(name, without(name, n, model_suffixes));
}

static bool has_model_suffix(const char *name)
{
    size_t n = strlen(name);
    return without(name, n, codec_suffixes) != n || without(name, n, model_suffixes) != n;
}

static void add(dp_files *files, const char *path, size_t root, bool walked, const char *kind)
{
    dp_file *grown = realloc(files->at, (files->n + 1) * sizeof *grown);
    char *copy = strdup(path);
    if (grown == NULL || copy == NULL) {
        dp_usage("out of memory");
    }
    files->at = grown;
    files->at[files->n++] = (dp_file){copy, copy + root, walked, kind};
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

static bool examined(const char *kind)
{
    return strcmp(kind, "pickle") == 0 || strcmp(kind, "joblib") == 0 || strcmp(kind, "npy") == 0;
}

/* By suffix, or by content: a file of unknown name that begins like a model is one. */
static void judge_walked(dp_files *files, const FTSENT *entry, size_t root)
{
    uint8_t head[HEAD];
    size_t n = read_head(entry->fts_accpath, head);
    const char *kind = dp_sniff((dp_span){head, n});
    if (has_model_suffix(entry->fts_name) || examined(kind)) {
        add(files, entry->fts_path, root, true, NULL);
    } else if (kind[0] != '\0' && (strcmp(kind, "zip") == 0 || strcmp(kind, "hdf5") == 0 || strcmp(kind, "safetensors") == 0
                                   || strcmp(kind, "onnx") == 0)) {
        add(files, entry->fts_path, root, true, kind);
    } else {
        files->skipped++;
    }
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void walk(dp_files *files, const char *folder)
{
    char *roots[] = {strdup(folder), NULL};
    FTS *tree = roots[0] != NULL ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name) : NULL;
    size_t root = strlen(folder);
    for (FTSENT *entry = tree != NULL ? fts_read(tree) : NULL; entry != NULL; entry = fts_read(tree)) {
        if (entry->fts_info == FTS_F) {
            size_t skip = root < entry->fts_pathlen && entry->fts_path[root] == '/' ? root + 1 : root;
            judge_walked(files, entry, skip);
        } else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR) {
            fprintf(stderr, "depickle: %s cannot be read\n", entry->fts_path);
        }
    }
    if (tree != NULL) {
        fts_close(tree);
    }
    free(roots[0]);
}

dp_files dp_files_collect(const dp_cli *cli)
{
    dp_files files = {0};
    if (cli->inputs.n == 0) {
        dp_usage("name at least one file, folder or -");
    }
    for (size_t i = 0; i < cli->inputs.n; i++) {
        struct stat st;
        const char *path = cli->inputs.at[i];
        if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            files.several = true;
            walk(&files, path);
        } else {
            const char *slash = strrchr(path, '/');
            add(&files, path, slash != NULL ? (size_t)(slash + 1 - path) : 0, false, NULL);
        }
    }
    files.several = files.several || files.n > 1;
    return files;
}

void dp_files_done(dp_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->at[i].path);
    }
    free(files->at);
    *files = (dp_files){0};
}
