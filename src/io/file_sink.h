/* A file that appears whole or not at all: written under no name, or another one in the same folder (io/temporary.h), hashed on
 * the way, synced, and named. The last component of the path is never followed. Several that belong together are made ready first, and
 * placed when nothing but renaming is left to go wrong. Parent only.
 *
 *   open → dp_put … → finish → sync → place → done        abort at any time takes everything back */
#ifndef DP_IO_FILE_SINK_H
#define DP_IO_FILE_SINK_H

#include "io/sha256.h"
#include "io/sink.h"

typedef struct dp_file_sink dp_file_sink;

/* The folder that path lies in; -1 on failure, with a sentence in error. */
int dp_folder_open(const char *path, char error[512]);
/* What was placed in it is there after a crash. A file system that cannot promise it is no failure. */
dp_rc dp_folder_sync(int folder, char error[512]);

/* What becomes of a file that has the name already: it stays, and opening fails; it (or a link, itself; never a folder) is
 * replaced; it is taken for ours where it is a regular file of the very bytes that were written, else placing fails. */
typedef enum dp_existing { DP_EXISTING_STAYS, DP_EXISTING_REPLACED, DP_EXISTING_ADOPTED } dp_existing;

/* folder: path's own, open as long as the sink is there. NULL on failure, with a sentence in error. */
dp_file_sink *dp_file_sink_open(int folder, const char *path, unsigned mode, dp_existing existing, char error[512]);
dp_sink *dp_file_sink_base(dp_file_sink *sink);
/* Mode and digest; the system is asked to begin with writing. */
dp_rc dp_file_sink_finish(dp_file_sink *sink, char error[512]);
/* fsync; still not under its own name. A second time does nothing. */
dp_rc dp_file_sink_sync(dp_file_sink *sink, char error[512]);
/* The same, and it holds no descriptor from here on: of many, which a process has not enough of. */
dp_rc dp_file_sink_put_by(dp_file_sink *sink, char error[512]);
/* Both. */
dp_rc dp_file_sink_ready(dp_file_sink *sink, char error[512]);
/* Of what was written, once it is finished; before that "". */
const char *dp_file_sink_sha256(const dp_file_sink *sink);
/* Under its own name. */
dp_rc dp_file_sink_place(dp_file_sink *sink, char error[512]);
/* Takes away what was written, placed or not (but not what was adopted), and frees. NULL is fine. */
void dp_file_sink_abort(dp_file_sink *sink);
/* Frees, and leaves what was placed. NULL is fine. */
void dp_file_sink_done(dp_file_sink *sink);

/* Ready, placed and done where rc is DP_OK; taken back where it is not, or one of these fails. NULL is fine. */
dp_rc dp_file_sink_commit(dp_file_sink *sink, dp_rc rc, char error[512]);

/* For a signal handler: deletes the files that sinks have under temporary names. Nothing may be done with a sink afterwards. */
void dp_file_sinks_discard(void);
/* For a process that was forked: sinks that are open are its parent's, and not discarded here. */
void dp_file_sinks_leave(void);

#endif
