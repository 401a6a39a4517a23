/* A team's own classes: --allow MODULE.NAME, and the file .depickle-allow, one MODULE.NAME a line. Parent only. */
#ifndef DP_CLI_ALLOW_H
#define DP_CLI_ALLOW_H

#include "cli/options.h"
#include "io/file_sink.h"

/* Lines: MODULE.NAME, blanks around it, "#" and what follows is a comment. */
#define DP_ALLOW_FILE ".depickle-allow"

typedef struct dp_allow_file {
    char *path;
    char sha256[DP_SHA256_HEX];
    char *text;
    size_t n;       /* bytes of text */
    size_t n_given; /* names of cli->allow that the command line gave; the file's follow */
} dp_allow_file;

/* Checks the names of --allow, then looks for the file in the working folder and in every folder above; the first one
 * found adds its names to cli->allow. A file that others can write, or that is neither the user's, root's nor the
 * working folder's owner's, is said on stderr and left out. Exits with a usage error on a name that is none. What is
 * read lives as long as the program. */
void dp_allow_read(dp_cli *cli);

/* Is this text, as reports show it, a name that may be allowed? */
bool dp_allow_fits(const char *name);

/* Writes the file into the working folder: what the file that was read says, then `lines`. Exit code; says what it did. */
dp_rc dp_allow_write(const dp_cli *cli, const char *lines, size_t n_names);

#endif
