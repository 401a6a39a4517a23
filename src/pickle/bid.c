/* Does it look like a pickle? Opcodes are decoded from the start of the head and followed on a stack of heights. */
#include "pickle/machine.h"
#include "pickle/opcodes.h"

enum { OPCODES = 64, MARKS = 64, BITS_HEADER = 16, BITS_WHOLE = 24, BITS_MOST = 32 };

struct heights {
    size_t n;
    size_t mark[MARKS];
    size_t n_marks;
};

static bool drop_to_mark(struct heights *h)
{
    if (h->n_marks == 0) {
        return false;
    }
    h->n = h->mark[--h->n_marks];
    return true;
}

/* Takes what the row says stands on the stack. The words go deepest first, so the mark comes off before what lies
 * below it. */
static bool take(struct heights *h, const char *words)
{
    size_t below = 0;
    bool mark = false;
    for (const char *w = words; *w != '\0'; w += *w == ' ') {
        size_t n = strcspn(w, " ");
        if (n == 4 && memcmp(w, "mark", 4) == 0) {
            mark = true;
        } else if (!mark) {
            below++;
        }
        w += n;
    }
    if (mark && !drop_to_mark(h)) {
        return false;
    }
    size_t floor = h->n_marks != 0 ? h->mark[h->n_marks - 1] : 0;
    if (h->n - floor < below) {
        return false;
    }
    h->n -= below;
    return true;
}

static bool give(struct heights *h, const char *words)
{
    for (const char *w = words; *w != '\0'; w += *w == ' ') {
        size_t n = strcspn(w, " ");
        if (n == 4 && memcmp(w, "mark", 4) == 0) {
            if (h->n_marks == MARKS) {
                return false;
            }
            h->mark[h->n_marks++] = h->n;
        } else {
            h->n++;
        }
        w += n;
    }
    return true;
}

/* A line of a name holds neither blanks nor control characters; in text files almost every line does. */
static bool lines_fit(const dp_opcode *op, const dp_arg *arg)
{
    const dp_span line[] = {arg->text, arg->more};
    if (op->arg != DP_ARG_LINES) {
        return true;
    }
    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; i < line[k].n; i++) {
            if (line[k].p[i] == ' ' || line[k].p[i] == '<' || line[k].p[i] == '(' || line[k].p[i] == '\t') {
                return false;
            }
        }
    }
    return true;
}

int dp_pickle_bid(dp_span head)
{
    struct heights h = {0};
    size_t pos = 0;
    int bits = 0;
    if (head.n >= 2 && head.p[0] == DP_OPC_PROTO && head.p[1] <= 5) {
        bits = BITS_HEADER;
        pos = 2;
    }
    for (int i = 0; i < OPCODES && pos < head.n; i++) {
        const dp_opcode *op = dp_opcode_of(head.p[pos]);
        dp_arg arg = {0};
        size_t used = 0;
        int known = bits >= BITS_HEADER ? BITS_HEADER : 0;
        if (op->name == NULL) {
            return known;
        }
        dp_arg_fault fault = dp_arg_read((dp_arg_form)op->arg, dp_span_cut(head, pos + 1, head.n), &arg, &used);
        if (fault == DP_ARG_NEGATIVE || !take(&h, op->before) || !give(&h, op->after) || !lines_fit(op, &arg)) {
            return known;
        }
        if (fault == DP_ARG_CUT) {
            return bits; /* the head ends here, or the file is cut */
        }
        if (op->byte == DP_OPC_STOP) {
            return bits >= BITS_HEADER ? BITS_MOST : BITS_WHOLE;
        }
        pos += 1 + used;
        bits += bits + 2 <= BITS_MOST ? 2 : 0;
    }
    return bits;
}
