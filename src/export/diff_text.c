/* A comparison for people. */
#include "export/diff.h"

#include "base/num.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>

enum { LONG_FILE = 4000, MOST_STEPS = 1000000 };

static const char *number_text(dp_ctx *ctx, double v)
{
    return isfinite(v) ? dp_take_printf(ctx, "%.3g", v) : "not a number";
}

/* ---- what stands in the files ---- */

/* "4 -> None", or what only one of them has. */
static const char *both_text(dp_ctx *ctx, const dp_change *change)
{
    dp_text t = dp_text_new(ctx);
    if (change->from[0] == '\0' || change->to[0] == '\0') {
        dp_text_adds(&t, change->from[0] == '\0' ? "only in the new: " : "only in the old: ");
        dp_text_adds(&t, change->from[0] == '\0' ? change->to : change->from);
    } else {
        dp_text_adds(&t, change->from);
        dp_text_adds(&t, " -> ");
        dp_text_adds(&t, change->to);
    }
    return dp_text_str(&t);
}

static const char *change_text(dp_ctx *ctx, const dp_change *change)
{
    dp_text t = dp_text_new(ctx);
    if (change->numbers) {
        dp_text_addf(&t, "%" PRIu64 " of %" PRIu64 " differ, by at most %s", change->n, change->of, number_text(ctx, change->largest));
        dp_text_adds(&t, change->where[0] != '\0' ? ", at " : "");
        dp_text_adds(&t, change->where);
        dp_text_adds(&t, ": ");
    }
    dp_text_adds(&t, both_text(ctx, change));
    if (change->counted) {
        dp_text_addf(&t, "; %" PRIu64 " stand%s in both", change->equal, change->equal == 1 ? "s" : "");
    }
    dp_text_adds(&t, change->note[0] != '\0' ? "; " : "");
    dp_text_adds(&t, change->note);
    return dp_text_str(&t);
}

static const char *change_name(dp_ctx *ctx, const dp_change *change)
{
    const char *word = dp_change_name(change->kind);
    if (change->kind == DP_CHANGE_VALUE) {
        return change->name;
    }
    return change->kind == DP_CHANGE_PARAMETER ? dp_take_printf(ctx, "%s %s", word, change->name) : word;
}

/* The changes of one estimator after the other, as they were found: an estimator's own, then those inside. */
static void put_changes(const dp_diff *d, dp_sheet *l)
{
    const char *at = NULL;
    for (size_t i = 0; i < d->n; i++) {
        const dp_change *change = &d->change[i];
        if (at == NULL || strcmp(at, change->at) != 0) {
            dp_sheet_note(l, dp_take_printf(d->ctx, "%s:", change->at));
            at = change->at;
        }
        dp_sheet_item(l, change_name(d->ctx, change), change_text(d->ctx, change));
    }
    if (d->total > d->n) {
        dp_sheet_item(l, "", dp_take_printf(d->ctx, "and %zu more", d->total - d->n));
    }
}

static void put_side(const dp_diff *d, dp_sheet *l, const char *name, const dp_diff_side *side)
{
    char size[DP_NUM_MAX];
    dp_text t = dp_text_new(d->ctx);
    dp_num_print_size(size, side->file.size);
    dp_text_adds(&t, dp_escape(d->ctx, dp_span_of(side->file.name), LONG_FILE));
    dp_text_addf(&t, ", %s, sha256 %s", size, side->file.sha256);
    dp_sheet_fact(l, name, dp_text_str(&t));
    dp_text what = dp_text_new(d->ctx);
    dp_text_adds(&what, side->model->name);
    dp_text_adds(&what, side->model->version[0] != '\0' ? ", scikit-learn " : "");
    dp_text_adds(&what, side->model->version);
    dp_sheet_item(l, side->model->path, dp_text_str(&what));
}

/* ---- answers ---- */

/* So many steps that nobody counts them say less than the relative difference. */
static const char *ulp_text(dp_ctx *ctx, uint64_t ulp)
{
    return ulp == UINT64_MAX ? ", a number against none" : ulp > MOST_STEPS ? "" : dp_take_printf(ctx, ", %" PRIu64 " ulp", ulp);
}

static void put_worst(dp_text *t, const dp_verify_worst *worst, bool back)
{
    dp_text_addf(t, "%s, row %" PRIu64 ": ", dp_escape(t->ctx, dp_span_of(worst->output), 60), worst->row);
    dp_text_addf(t, "%s -> %s", back ? worst->b : worst->a, back ? worst->a : worst->b);
}

/* Which rows they are: of a model without trees there are no decisions. */
static const char *whose_rows(const dp_verify_result *r)
{
    return r->splits + r->missed == 0 ? "" : r->missed == 0 ? " at its decisions"
           : r->splits == 0 ? " (not at its decisions, which are not on single columns of the input)"
                            : " at its decisions, but for those that are not on single columns of the input";
}

/* The answers that are shown are those that lie farthest apart. */
static const char *rows_text(dp_ctx *ctx, const dp_verify_result *r, bool back)
{
    dp_text t = dp_text_new(ctx);
    dp_text_addf(&t, "%" PRIu64 " rows%s, %" PRIu64 " answered otherwise", r->rows, whose_rows(r), r->rows_differ);
    if (r->worst_abs != 0) {
        dp_text_addf(&t, ", by at most %s (", number_text(ctx, r->worst_abs));
        put_worst(&t, &r->worst, back);
        dp_text_addf(&t, "), relative at most %s", number_text(ctx, r->worst_rel));
        dp_text_adds(&t, ulp_text(ctx, r->worst_ulp));
    } else if (r->worst.output != NULL) {
        dp_text_adds(&t, r->worst_ulp == UINT64_MAX ? ", a number against none; " : "; ");
        put_worst(&t, &r->worst, back);
    }
    return dp_text_str(&t);
}

static void put_answers(const dp_diff *d, dp_sheet *l, const dp_answered *answered)
{
    if (answered->why != NULL) {
        dp_sheet_fact(l, "answers", dp_take_printf(d->ctx, "not compared: %s", answered->why));
        return;
    }
    if (answered->same_rows) {
        dp_sheet_fact(l, "answers", rows_text(d->ctx, &answered->forth, false));
        return;
    }
    dp_sheet_note(l, "answers:");
    dp_sheet_item(l, "old", rows_text(d->ctx, &answered->forth, false));
    dp_sheet_item(l, "new", rows_text(d->ctx, &answered->back, true));
}

const char *dp_diff_text(const dp_diff *d, const dp_answered *answered, bool same, const dp_paper *paper)
{
    dp_sheet l = dp_sheet_new(d->ctx, paper);
    bool objects = d->a->heap != NULL && d->b->heap != NULL;
    put_side(d, &l, "old", d->a);
    put_side(d, &l, "new", d->b);
    put_changes(d, &l);
    put_answers(d, &l, answered);
    if (d->partly) {
        dp_sheet_note(&l, "not everything was compared: too many objects share others");
    }
    const char *all = objects ? "what the models were told, what they learned, and what they answer"
                              : "class, version and answers, which is what an ONNX file tells";
    dp_sheet_fact_in(&l, same ? "same" : "differs",
                     same ? (answered->why == NULL ? all : "in all that was compared")
                     : d->total != 0 ? dp_take_printf(d->ctx, "%zu change%s", d->total, d->total == 1 ? "" : "s") : "in answers alone",
                     same ? DP_INK_GOOD : DP_INK_BAD);
    return dp_sheet_str(&l);
}
