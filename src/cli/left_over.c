#include "cli/left_over.h"

#include "io/temporary.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The folder of an output, as dp_outputs_init has it, with a slash at its end. */
static char *folder_of(const dp_cli *cli, const dp_file *file)
{
    const char *place = cli->output != NULL ? cli->output : cli->directory != NULL ? file->under : file->path;
    const char *slash = strrchr(place, '/');
    char *folder = NULL;
    if (asprintf(&folder, "%s%s%.*s", cli->directory != NULL ? cli->directory : slash != NULL ? "" : ".",
                 cli->directory != NULL || slash == NULL ? "/" : "", (int)(slash != NULL ? slash + 1 - place : 0), place) < 0) {
        dp_out_of_memory();
    }
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
        fprintf(stderr, "depickle: note: %zu file%s that a killed run left under temporary names deleted\n", n, n == 1 ? "" : "s");
    }
}
