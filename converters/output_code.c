/* OutputCodeClassifier: the scores of its classifiers are a point; the class whose line of code_book_ is nearest wins. */
#include "converters/common/members.h"

#include <inttypes.h>

struct output_code {
    dp_members members;
    dp_labels classes;
    dp_nums book; /* [classes, members] */
};

static void resolve(dp_state *s, void *ir, const char *variant)
{
    (void)variant;
    struct output_code *m = ir;
    dp_members_read(s, "estimators_", &m->members);
    m->classes = dp_need_labels(s, "classes_");
    m->book = dp_need_nums(s, "code_book_", 2);
    if (!s->failed && (m->book.dim[0] != m->classes.n || m->book.dim[1] != m->members.n || m->classes.n == 0)) {
        dp_corrupt(s, "code_book_: expected %zu by %zu, found %" PRIu64 " by %" PRIu64, m->classes.n, m->members.n,
                   m->book.dim[0], m->book.dim[1]);
    }
}

static void emit(dp_graph *g, const void *ir, dp_ports *ports)
{
    const struct output_code *m = ir;
    size_t n = m->members.n;
    dp_val *score = dp_graph_take(g, n, sizeof *score);
    const int64_t dim[] = {-1, 1, (int64_t)n};
    for (size_t i = 0; i < n && !g->failed; i++) {
        dp_method used;
        score[i] = dp_member_score(g, m->members.model[i], ports, &used, NULL);
    }
    if (g->failed) {
        return;
    }
    dp_val point = dp_reshape(g, dp_concat(g, score, n, 1), dim, 3);
    dp_val d = dp_binary(g, DP_OP_SUB, point, dp_matrix(g, m->book.v, m->classes.n, n));
    d = dp_reduce_sum(g, dp_binary(g, DP_OP_MUL, d, d), 2, false);
    dp_answer_labels(g, ports, &m->classes, dp_argmin(g, d, 1));
}

static uint64_t width(const void *ir)
{
    return dp_members_width(&((const struct output_code *)ir)->members);
}

static void takes(const void *ir, const uint64_t *column, uint64_t n, dp_uses *uses)
{
    dp_members_take(&((const struct output_code *)ir)->members, column, n, uses);
}

const dp_family dp_output_code = {"output_code", sizeof(struct output_code), NULL, resolve, emit, width, takes};
