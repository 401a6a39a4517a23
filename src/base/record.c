#include "base/record.h"

const char *dp_verdict_name(dp_verdict verdict)
{
    static const char *const names[] = {"safe", "unknown", "dangerous"};
    return names[verdict];
}

const char *dp_reach_name(dp_reach reach)
{
    static const char *const names[] = {"held", "called", "built", "state set", "extension", "persistent"};
    return names[reach];
}

const char *dp_place_name(dp_place place)
{
    static const char *const names[] = {"pickle", "after STOP", "nested pickle", "trailing bytes", "after a fault"};
    return names[place];
}
