#include "cli/left_over.h"

#include "cli/folder.h"
#include "cli/outputs.h"
#include "io/temporary.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The folder of a file's outputs, with a slash at its end. */
static char *folder_of(const dp_cli *cli, const dp_file *file)
{
    char *path = cli->output != NULL ? strdup(cli->output) : dp_outputs_stem(cli, file->path, file->under);
    size_t n = path != NULL ? (size_t)(dp_base_name(path) - path) : 0;
    char *folder = path == NULL ? NULL : n != 0 ? strndup(path, n) : strdup("./");
    if (folder == NULL) {
        dp_out_of_memory();
    }
    free(path);
    return folder;
}

static size_t clear(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t n = folder >= 0 ? dp_temporaries_clear(folder) : 0;
    if (folder >= 0) {
        close(folder);
    }
    return n;
}

/* Files of one folder mostly come together; a folder that comes again is looked through again. */
void dp_left_over_clear(const dp_cli *cli, const dp_files *files)
{
    char *last = NULL;
    size_t n = 0;
    for (size_t i = 0; i < files->n; i++) {
        char *folder = folder_of(cli, &files->at[i]);
        if (last == NULL || strcmp(last, folder) != 0) {
            n += clear(folder);
        }
        free(last);
        last = folder;
    }
    free(last);
    if (n != 0 && !cli->quiet) {
        dp_say("depickle: note: %zu file%s that a killed run left under temporary names deleted", n, n == 1 ? "" : "s");
    }
}
