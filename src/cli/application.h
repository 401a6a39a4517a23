/* An application's folder: its sources, its files like models, and what is not its own. Parent only. */
#ifndef DP_CLI_APPLICATION_H
#define DP_CLI_APPLICATION_H

#include "cli/options.h"

/* Files: read as code, read as models, of other kinds, neither; and those, or folders, that were excluded. */
typedef struct dp_seen {
    size_t python, notebooks, judged, other, skipped, excluded;
} dp_seen;

typedef struct dp_application {
    const dp_cli *cli;       /* whose --exclude counts */
    void *self;
    /* under: where the path below the folder begins, in path */
    void (*code)(void *self, const char *path, size_t under, bool notebook);
    void (*model)(void *self, const char *path, size_t under);
    dp_seen seen;
    size_t unread;           /* folders that cannot be read */
} dp_application;

/* Every file below a folder, or this one file; links are not followed. Left out are folders called .git, virtual
 * environments and what is excluded. false: path is not there. */
bool dp_application_walk(dp_application *application, const char *path);

#endif
