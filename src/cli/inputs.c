#include "cli/inputs.h"

#include "cli/folder.h"

#include <stdlib.h>
#include <sys/stat.h>

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

static void visit(void *self, const char *path, size_t under)
{
    dp_files *files = self;
    const char *kind;
    switch (dp_file_judge(path, &kind)) {
    case DP_JUDGED_MODEL: add(files, path, under, true, NULL); break;
    case DP_JUDGED_OTHER: add(files, path, under, true, kind); break;
    case DP_JUDGED_NONE: files->skipped++; break;
    }
}

static void walk(dp_files *files, const char *folder)
{
    dp_folder_walk(folder, &(dp_visitor){files, visit, NULL});
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
