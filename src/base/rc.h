/* Outcomes: base/rc.def is the list. */
#ifndef DP_BASE_RC_H
#define DP_BASE_RC_H

typedef enum dp_rc {
#define RC(name, number, word, means) DP_##name = number,
#include "base/rc.def"
#undef RC
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
