/* The names of files that are not whole yet, and what becomes of those whose writer was killed. Most have none at all
 * (dp_open_nameless); it takes a file system that cannot do that, or a file that is to be replaced. */
#ifndef DP_IO_TEMPORARY_H
#define DP_IO_TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

enum { DP_TEMPORARY_NAME = 48 };

/* One that nobody guesses, so that it exists only by accident. false: there is no chance to be had. */
bool dp_temporary_name(char name[DP_TEMPORARY_NAME]);
bool dp_temporary_is(const char *name);

/* As long as fd is open others see that its writer lives. */
void dp_temporary_hold(int fd);

/* Deletes those in the folder (an open descriptor, which stays open) that nobody will finish: regular files of this user alone,
 * which nobody holds, and of which nothing was heard for a quarter of an hour; a writer lets go of a file shortly before it gets
 * its name. Returns how many. */
size_t dp_temporaries_clear(int folder);

#endif
