/* A child process that holds nothing but the input's bytes and one pipe back. The parent opens, hashes, writes.
 *
 * The child calls `job` and may only compute and send; it never returns from dp_child_run. Frames on the pipe:
 * OUTPUT(index, format and part) · DATA · OUTPUT_END · DROP(first, last) · TEXT(for stdout) · NOTE(for stderr) ·
 * JSON(report object) · RESULT(rc, line), which is the last. A child that dies, is killed, or sends anything else is DP_ERROR (DP_LIMIT for CPU
 * time and memory), never a crash of the parent. */
#ifndef DP_SANDBOX_SANDBOX_H
#define DP_SANDBOX_SANDBOX_H

#include "io/input.h"
#include "io/sink.h"

typedef enum dp_sandbox_mode { DP_SANDBOX_REQUIRE, DP_SANDBOX_AUTO, DP_SANDBOX_OFF } dp_sandbox_mode;

/* How children are made where nothing else is asked for. Walls would kill a sanitizer's own calls, and gcov's. */
#if defined(__SANITIZE_ADDRESS__) || defined(DEPICKLE_COVERAGE)
#define DP_SANDBOX_NORMAL DP_SANDBOX_OFF
#else
#define DP_SANDBOX_NORMAL DP_SANDBOX_REQUIRE
#endif

/* Which walls stood around a child. */
typedef enum dp_wall { DP_WALL_PROCESS = 1, DP_WALL_RLIMITS = 2, DP_WALL_SECCOMP = 4, DP_WALL_LANDLOCK = 8 } dp_wall;

/* The child's end. */
typedef struct dp_wire dp_wire;
/* A sink for output number `index`; format: the exporter's name; part: what tells several models of one file apart
 * ("" or ".model"). Only one output is open at a time. */
dp_sink *dp_wire_output(dp_wire *wire, unsigned index, const char *format, const char *part, uint64_t limit);
dp_rc dp_wire_close(dp_wire *wire, dp_sink *sink);
/* Takes outputs first … last back, open or closed: the parent forgets them. */
void dp_wire_drop(dp_wire *wire, unsigned first, unsigned last);
/* A line for stderr that is not the result: one model of several that could not be converted, a warning. */
void dp_wire_note(dp_wire *wire, const char *line);
void dp_wire_text(dp_wire *wire, const char *text);   /* for stdout: valid UTF-8, newlines and tabs only */
void dp_wire_json(dp_wire *wire, const char *object); /* the report */
void dp_wire_result(dp_wire *wire, dp_rc rc, const char *message);
/* The input's sha256 in hex: blocks until the parent has it. "" when the parent does not hash. Where it does not arrive, the
 * result becomes an error. */
const char *dp_wire_sha256(dp_wire *wire);

/* The parent's end: what it wants done with what comes. All may be NULL. */
typedef struct dp_parent {
    void *self;
    dp_sink *(*output)(void *self, unsigned index, const char *format, const char *part); /* NULL: refuse */
    void (*output_end)(void *self, unsigned index);
    void (*drop)(void *self, unsigned first, unsigned last);
    void (*note)(void *self, const char *line);
    void (*text)(void *self, const char *text);
    void (*json)(void *self, const char *object);
    /* Called in the parent while the child works: the hex digest to hand over; NULL: none; "": it could not be made. */
    const char *(*sha256)(void *self);
} dp_parent;

typedef struct dp_child_result {
    dp_rc rc;
    char *message;     /* malloc'ed; "" when rc is DP_OK */
    unsigned walls;    /* dp_wall bits */
} dp_child_result;

typedef struct dp_child_limits {
    uint64_t memory, cpu_seconds, wall_seconds;
} dp_child_limits;

/* Forks, walls the child in, runs job(self, wire) there, and drives parent until the child is done. DP_ERROR with a
 * one-line message when mode is REQUIRE and a wall that must stand cannot. SIGPIPE must be ignored: children die. */
dp_child_result dp_child_run(dp_sandbox_mode mode, const dp_child_limits *limits, void (*job)(void *self, dp_wire *wire),
                             void *self, const dp_parent *parent);
void dp_child_result_done(dp_child_result *result);

/* One file per system: called in the child, after which it can only read, write to open descriptors, and compute.
 * Returns the walls that stand. sandbox/linux.c, sandbox/none.c */
unsigned dp_walls_raise(const dp_child_limits *limits, int wire_fd, int hash_fd);

#endif
