#include "cli/sources.h"

#include "io/open.h"

#include <stdio.h>
#include <stdlib.h>

static bool has_digest(const dp_cli *cli, const char *path, const char *sha256)
{
    char found[DP_SHA256_HEX] = "";
    dp_opened opened;
    if (dp_open_input(path, &cli->limits, &opened) == DP_OK) {
        dp_sha256_hex(opened.input.main, found);
    }
    dp_opened_done(&opened);
    return strcmp(found, sha256) == 0;
}

/* Does the path leave the folder that it is put below? A manifest may have been written by anybody. */
static bool climbs(const char *path)
{
    for (const char *p = path; p != NULL; p = strchr(p, '/')) {
        p += *p == '/';
        if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0')) {
            return true;
        }
    }
    return false;
}

static char *below(const dp_cli *cli, const char *folder, const char *path, const char *sha256)
{
    for (const char *rest = path; rest != NULL; rest = strchr(rest, '/')) {
        char *tried = NULL;
        rest += strspn(rest, "/");
        if (*rest == '\0' || climbs(rest) || asprintf(&tried, "%s/%s", folder, rest) < 0) {
            continue;
        }
        if (has_digest(cli, tried, sha256)) {
            return tried;
        }
        free(tried);
    }
    return NULL;
}

char *dp_source_find(const dp_cli *cli, const char *folder, const dp_listed *listed)
{
    char *path = dp_path_name(listed->source);
    if (path == NULL || has_digest(cli, path, listed->source_sha256)) {
        return path;
    }
    char *found = below(cli, folder, path, listed->source_sha256);
    free(path);
    return found;
}
