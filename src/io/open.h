/* Opening what the user named: once, without following surprises, into memory that a child can share. Parent only. */
#ifndef DP_IO_OPEN_H
#define DP_IO_OPEN_H

#include "io/input.h"
#include "io/sha256.h"

#include <sys/stat.h>

typedef struct dp_opened {
    dp_input input;      /* bytes and names live until dp_opened_done */
    struct stat status;  /* of the main file when it was opened; size 0 for a pipe */
    size_t mapped;
    bool is_map;         /* the main file's own pages; false: a copy, which nobody else can change */
    int fd;              /* the descriptor of a map, which is hashed by reading; -1: none */
    dp_beside *beside;
    size_t n_beside;
    char error[512];     /* what went wrong, without the file's name */
} dp_opened;

/* path "-" is standard input and may be a pipe; anything else must be a regular file of at most limits->input bytes.
 * Where the bytes look like an old joblib's (< 0.10) or are a zfile, the files NAME_NN.npy and NAME_NN.npy.z beside it
 * come along: those with its name, or all where none has it.
 * DP_ERROR, DP_USAGE or DP_LIMIT with out->error set. Always call dp_opened_done. */
dp_rc dp_open_input(const char *path, const dp_limits *limits, dp_opened *out);
/* The same for a child, which may get the pages of a large file itself, of which only those are read that are looked at. Its answer
 * counts only where dp_opened_unchanged: others may have changed the bytes, and reading on in a file that was cut short is SIGBUS, so
 * that the parent looks at none. Where a digest is to be told, only a file that nobody can write to meanwhile is mapped: its
 * digest is of the bytes that the child sees. */
dp_rc dp_open_for_child(const char *path, bool hashed, const dp_limits *limits, dp_opened *out);
/* Of the main file. false: it cannot be read to its end; hex is "" then. */
bool dp_opened_sha256(const dp_opened *opened, char hex[DP_SHA256_HEX]);
/* Is the file still the one that was opened: same inode, size and time of change? True for pipes. */
bool dp_opened_unchanged(const char *path, const dp_opened *opened);
/* Gives the memory back; status stays. A second time does nothing. */
void dp_opened_done(dp_opened *opened);

#endif
