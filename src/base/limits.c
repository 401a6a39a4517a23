#include "base/limits.h"

#include "base/ckd.h"

#include <assert.h>

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define PIB ((uint64_t)1 << 50)
/* Where size_t has 32 bits, half of what it can say is the most that anything may be. */
#define FIT(value) ((size_t)((value) < SIZE_MAX / 2 ? (value) : SIZE_MAX / 2))

static const dp_limit rows[] = {
#define LIMIT(member, option, unit, normal, most, help) {option, help, DP_LIMIT_##unit, FIT(most), offsetof(dp_limits, member)},
#include "base/limits.def"
#undef LIMIT
};

const dp_limit *dp_limit_rows(size_t *n)
{
    *n = sizeof rows / sizeof *rows;
    return rows;
}

size_t dp_limit_scaled(size_t most, size_t base, size_t ratio, size_t size)
{
    size_t more;
    size_t sum;
    return dp_mul(size, ratio, &more) && dp_add(more, base, &sum) && sum < most ? sum : most;
}

dp_limits dp_limits_default(uint64_t physical_memory)
{
    dp_limits limits = {
#define LIMIT(member, option, unit, normal, most, help) .member = FIT(normal),
#include "base/limits.def"
#undef LIMIT
    };
    if (physical_memory != 0 && physical_memory / 4 * 3 < limits.input) {
        limits.input = (size_t)(physical_memory / 4 * 3);
    }
    return limits;
}

void dp_limit_set(dp_limits *limits, const dp_limit *row, size_t value)
{
    assert(value != 0 && value <= row->most);
    *(size_t *)((char *)limits + row->at) = value;
    if (row->at == offsetof(dp_limits, arena)) {
        limits->arena_base = value;
    } else if (row->at == offsetof(dp_limits, opcodes)) {
        limits->opcodes_base = value;
    }
}
