/* MissingIndicator: 1 where one of the columns features_ is missing a number. */
#include "converters/common/columns.h"
#include "converters/common/missing.h"
#include "graph/ports.h"

struct indicator {
    dp_missing missing;
    uint64_t n_features;
    int64_t *column;
    uint64_t n;
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct indicator *m = ir;
    int64_t n = dp_get_int(s, "n_features_in_|_n_features", 0);
    dp_id features = dp_need(s, "features_");
    if (s->failed || n < 1) {
        dp_corrupt(s, "n_features_in_: expected a number from 1 on, found %lld", (long long)n);
        return;
    }
    m->n_features = (uint64_t)n;
    m->missing = dp_missing_read(s);
    dp_column_set set = dp_columns_read(s, features, "features_", NULL, m->n_features);
    m->column = dp_state_take(s, (size_t)set.n + 1, sizeof *m->column);
    for (uint64_t i = 0; !s->failed && i < set.n; i++) {
        m->column[m->n++] = (int64_t)set.index[i];
    }
    if (!s->failed && m->n == 0) {
        dp_unsupported(s, "no column had missing values: an indicator without columns");
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct indicator *m = ir;
    dp_val x = dp_columns(g, ports->x, m->column, m->n);
    dp_answer(g, ports, DP_TRANSFORM, dp_cast(g, dp_missing_test(g, &m->missing, x), DP_T_F64));
}

static uint64_t width(const void *ir)
{
    return ((const struct indicator *)ir)->n_features;
}

const dp_family dp_missing_indicator = {"missing_indicator", sizeof(struct indicator), NULL, resolve, emit, width};
