/* The digest somebody expects of a file: on the command line, in a pin list, in a sidecar of any form in use. */
#ifndef DP_CLI_DIGEST_H
#define DP_CLI_DIGEST_H

#include "cli/options.h"
#include "io/file_sink.h"

/* hex: the expected digest in lower case, "" where nobody expects one (and none is required).
 * DP_HASH with error set: required and absent, unreadable, empty or ambiguous. */
dp_rc dp_digest_expected(const dp_cli *cli, const char *path, char hex[DP_SHA256_HEX], char error[512]);

/* From PATH.sha256 alone; found false where there is none. */
dp_rc dp_digest_sidecar(const char *path, char hex[DP_SHA256_HEX], bool *found, char error[512]);

/* All lines of a list, cut up in place: the one digest that is meant for `name`, "" where nobody expects one. named_only: a
 * pin list, where a bare digest is nobody's. NULL, or what is wrong with the list. */
const char *dp_digest_search(char *text, const char *name, bool named_only, char hex[DP_SHA256_HEX]);

/* "DIGEST  name\n", or the bare digest, that is to stand beside path: ready to be placed in folder, which is path's. NULL on
 * failure, with a sentence in error. */
dp_file_sink *dp_digest_sink(const dp_cli *cli, int folder, const char *path, const char *hex, char error[512]);

#endif
