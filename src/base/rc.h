/* Outcomes. The numbers are pinned: they are also the program's exit codes (docs/errors.md). */
#ifndef DP_BASE_RC_H
#define DP_BASE_RC_H

typedef enum dp_rc {
    DP_OK = 0,
    DP_UNSAFE = 1,      /* the file would import or call something outside the table of names */
    DP_ERROR = 2,       /* I/O failed, or depickle itself is at fault */
    DP_UNSUPPORTED = 3, /* safe, but something in it has no converter */
    DP_USAGE = 4,       /* the caller asked for something that makes no sense */
    DP_MISMATCH = 5,    /* verify: the answers differ */
    DP_HASH = 6,        /* sha256 does not match, or cannot be had */
    DP_LIMIT = 7,       /* a limit was reached: memory, depth, time, size */
    DP_CORRUPT = 8,     /* not a pickle, truncated, or contradicts itself */
    DP_PARTLY = 9       /* several inputs, some failed */
} dp_rc;

/* Returns from the enclosing function on the first outcome that is not DP_OK. */
#define DP_TRY(expr)          \
    do {                      \
        dp_rc rc_ = (expr);   \
        if (rc_ != DP_OK) {   \
            return rc_;       \
        }                     \
    } while (0)

/* A short lower-case word for rc ("ok", "unsafe", …). Static, never NULL. */
const char *dp_rc_name(dp_rc rc);

/* Of two outcomes the one to report where both hold: 1 > 7 > 8 > 3 > the rest by number; DP_OK loses to all. */
dp_rc dp_rc_worse(dp_rc a, dp_rc b);

#endif
