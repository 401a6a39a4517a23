/* What systems do in different ways. system_linux.c; system_posix.c where DEPICKLE_PORTABLE is set, as it is on systems other than
 * Linux, which no test has run on (docs/build.md); system_wasi.c in WebAssembly, where there are neither processes nor files. */
#ifndef DP_BASE_SYSTEM_H
#define DP_BASE_SYSTEM_H

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#ifndef O_PATH
#define O_PATH O_RDONLY
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* the program ignores SIGPIPE */
#endif
#ifdef __APPLE__
#define st_mtim st_mtimespec
#define st_ctim st_ctimespec
#endif

/* n bytes (≤ 256) that nobody guesses. Early in a boot there may be none yet: wait for them, or false. */
bool dp_random(void *out, size_t n, bool wait);

/* A read-only copy in memory of a file's first n bytes (> 0), which no process can change any more: for munmap. NULL: this
 * system cannot, or the file is shorter. */
void *dp_sealed_copy(int fd, size_t n);

/* Does nobody have the file open for writing, and does everybody who would like to wait until the descriptor is closed (by Linux's rule
 * for 45 seconds at most)? fd: open for reading alone. false where the kernel does not know of all who write, or will not tell us. */
bool dp_hold_still(int fd);

/* A larger copy of mapped private memory, in its place: MAP_FAILED leaves p as it was. */
void *dp_pages_grow(void *p, size_t n, size_t bigger);

/* The calling process gets this signal when its parent ends, where the system can do that; elsewhere it notices by its pipe. */
void dp_end_with_parent(int signal_number);

/* Descriptors that an exec closes. room: of the pipe, where the system lets one choose. */
bool dp_pipe(int ends[2], int room);
bool dp_socket_pair(int ends[2]);

/* Every descriptor from `first` on. */
void dp_close_from(int first);

/* poll, with this mask of signals meanwhile. NULL timeout: for ever. */
int dp_poll_masked(struct pollfd *fds, size_t n, const struct timespec *timeout, const sigset_t *mask);

/* A new file in the folder that has no name, for writing; gone when nobody has it open. -1: this system or file system cannot, or
 * cannot give it a name later. */
int dp_open_nameless(int folder, mode_t mode);
/* Gives it one, unless there is such a name (EEXIST). */
bool dp_link_nameless(int fd, int folder, const char *name);

/* Renames in a folder unless there is such a name (EEXIST); EINVAL or ENOSYS: this system or file system cannot. */
bool dp_rename_new(int folder, const char *from, const char *to);

/* Lets the system begin to write the file down: a hint. */
void dp_write_soon(int fd);

/* Processors that are for us. */
unsigned dp_processors(void);

#endif
