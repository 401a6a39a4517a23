/* The one record of what happened to one input: verdict, outcome, place, names met, warnings.
 * Text output, --json, SARIF and the manifest all print this record. Strings live in the ctx arena. */
#ifndef DP_BASE_RECORD_H
#define DP_BASE_RECORD_H

#include "base/rc.h"

#include <stddef.h>
#include <stdint.h>

#define DP_NO_OFFSET UINT64_MAX

/* Of a name, and of a file: the worst of its names. Ordered: worse is greater. */
typedef enum dp_verdict {
    DP_SAFE,      /* in the table of names, used in an allowed way */
    DP_UNKNOWN,   /* outside the table */
    DP_DANGEROUS  /* known for harm, or used in a way that runs code */
} dp_verdict;

/* How a pickle reaches a name. */
typedef enum dp_reach {
    DP_HELD,        /* pushed and never called: an attribute's value */
    DP_CALLED,      /* REDUCE, INST, OBJ */
    DP_BUILT,       /* NEWOBJ, NEWOBJ_EX: __new__ of the class */
    DP_STATE_SET,   /* BUILD on something that is no fresh object */
    DP_EXTENSION,   /* EXT1, EXT2, EXT4 */
    DP_PERSISTENT   /* PERSID, BINPERSID */
} dp_reach;

/* Where in the file a name stands. */
typedef enum dp_place {
    DP_IN_PICKLE,   /* the first pickle, before its STOP */
    DP_AFTER_STOP,  /* in a further pickle after STOP */
    DP_NESTED,      /* in a pickle inside an object array or a bytes value */
    DP_TRAILING,    /* in bytes no pickle uses */
    DP_AFTER_FAULT  /* found by reading on after a fault */
} dp_place;

typedef struct dp_name_use {
    const char *name;    /* "module.name", escaped for printing */
    const char *canonical; /* the path that it is known by where that is another ("os.system" of posix.system), else "" */
    uint64_t offset;     /* of the opcode, in decoded bytes */
    dp_verdict verdict;
    dp_reach reach;
    dp_place place;
    const char *reason;  /* may be "" */
    uint64_t count;      /* how often it was met in this way */
} dp_name_use;

typedef struct dp_record {
    dp_rc rc;
    dp_verdict verdict;
    uint64_t offset;     /* DP_NO_OFFSET where there is none */
    const char *path;    /* "steps[2].coef_", or "" */
    const char *what;    /* what was expected, what was found; "" when rc is DP_OK */
    const char *codecs;  /* "gzip", "zlib+gzip", "" when not compressed */
    const char *format;  /* "pickle", "joblib", …, "" until known */
    const dp_name_use *names;
    size_t n_names;
    const char *const *warnings;
    size_t n_warnings;
} dp_record;

const char *dp_verdict_name(dp_verdict verdict); /* "safe", "unknown", "dangerous" */
const char *dp_reach_name(dp_reach reach);
const char *dp_place_name(dp_place place);

#endif
