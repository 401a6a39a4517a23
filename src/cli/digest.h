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

/* "DIGEST  name\n", or the bare digest, beside path. */
dp_rc dp_digest_write(const char *path, const char *hex, dp_sidecar form, unsigned mode, bool force, char error[512]);

#endif
