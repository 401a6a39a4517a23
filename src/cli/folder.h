/* Walking a folder, and telling which of its files are models. Parent only. */
#ifndef DP_CLI_FOLDER_H
#define DP_CLI_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct dp_visitor {
    void *self;
    /* A regular file; path + under: its path below the folder that was named. */
    void (*file)(void *self, const char *path, size_t under);
    /* Shall the folder at path, inside the one that was named, be walked? NULL: all are. */
    bool (*enter)(void *self, const char *path, size_t under);
    /* A link, a pipe, a device; NULL: passed over. */
    void (*other)(void *self, const char *path, size_t under);
} dp_visitor;

/* In the order of names; links are not followed. Folders that cannot be read are said on stderr; returns their number. */
size_t dp_folder_walk(const char *folder, const dp_visitor *visitor);

typedef enum dp_judged {
    DP_JUDGED_NONE,  /* neither the name's end nor the first bytes are a model's */
    DP_JUDGED_MODEL,
    DP_JUDGED_PACKED, /* compressed, under a name that is not a model's: what is inside tells */
    DP_JUDGED_OTHER  /* holds models of another kind: *kind names it ("zip") */
} dp_judged;

dp_judged dp_file_judge(const char *path, const char **kind);
/* Is it one of the kinds that hold models and are not examined (zip, hdf5 …)? */
bool dp_kind_is_other(const char *kind);

/* What is behind a path's last slash. */
static inline const char *dp_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The stem an output is named after: "dir/a.pkl.gz" -> "a". In malloc'ed memory. */
char *dp_stem(const char *path);

#endif
