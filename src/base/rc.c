#include "base/rc.h"

const char *dp_rc_name(dp_rc rc)
{
    switch (rc) {
#define RC(name, number, word, means) case DP_##name: return word;
#include "base/rc.def"
#undef RC
    }
    return "error";
}

/* Place in the order of precedence; smaller wins. */
static int rank(dp_rc rc)
{
    switch (rc) {
    case DP_UNSAFE: return 0;
    case DP_LIMIT: return 1;
    case DP_CORRUPT: return 2;
    case DP_UNSUPPORTED: return 3;
    case DP_OK: return 100;
    case DP_ERROR:
    case DP_USAGE:
    case DP_MISMATCH:
    case DP_HASH:
    case DP_PARTLY: break;
    }
    return 10 + (int)rc;
}

dp_rc dp_rc_worse(dp_rc a, dp_rc b)
{
    return rank(a) <= rank(b) ? a : b;
}
