/* The parts of a page, in the order in which they stand. For page/ only. */
#ifndef DP_PAGE_SECTIONS_H
#define DP_PAGE_SECTIONS_H

#include "page/checked.h"
#include "page/drawing.h"
#include "page/html.h"

/* All that the parts tell of. */
typedef struct dp_view_of {
    dp_ctx *ctx;
    const dp_page *page;
    const dp_record *record;    /* as it was when the file had been read */
    const dp_description *what; /* NULL: it could not be read to its end */
    const dp_checked *checked;  /* n_checked of its models; their graphs are known */
    size_t n_checked;
    const char *sha256;         /* "" where it is not known */
} dp_view_of;

extern const char *const dp_page_style[]; /* pieces, NULL behind them */

/* page/summary.c: what the file is, and the verdict */
void dp_put_head(dp_html *h, const dp_view_of *v);
void dp_put_summary(dp_html *h, const dp_view_of *v);
/* page/structure.c: an estimator and those in it, as boxes; and their parameters */
void dp_put_structure(dp_html *h, const dp_described *d);
void dp_put_parameters(dp_html *h, const dp_described *d);
/* page/ports.c: what goes in, what comes out */
void dp_put_ports(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c);
/* page/weights.c, page/trees.c: of an estimator and those in it, what can be drawn. false: nothing was. */
bool dp_put_weights(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c);
bool dp_put_trees(dp_html *h, const dp_view_of *v, const dp_described *d, const dp_checked *c);
/* page/content.c: of a file without a model */
void dp_put_content(dp_html *h, const dp_view_of *v);
/* page/verdicts.c: verification, findings, warnings */
void dp_put_verification(dp_html *h, const dp_view_of *v);
void dp_put_findings(dp_html *h, const dp_view_of *v);
/* page/onnx.c: of an ONNX file of ours, instead of models */
void dp_put_onnx_contents(dp_html *h, const dp_onnx_told *told);
void dp_put_onnx(dp_html *h, const dp_view_of *v);
/* page/usage.c: how the converted file is loaded */
void dp_put_usage(dp_html *h, const dp_view_of *v);

/* The names of an estimator's features and classes, as far as they are known. width: how many features it is about to name, which
 * must be as many; 0: not known. */
void dp_naming_of(const dp_view_of *v, const dp_described *d, const dp_checked *c, uint64_t width, dp_naming *out);

/* The estimator that answers for this one: a pipeline's last step, a search's best; else itself. */
const dp_described *dp_answering_in(const dp_described *d);
/* The step whose answers it is given instead of the file's features; NULL: none is known. */
const dp_described *dp_step_before(const dp_view_of *v, const dp_described *d);

/* A count with its name, in a <dl class="tiles">. */
void dp_tile(dp_html *h, const char *name, uint64_t n);

/* <section> with a heading of its own; closed by dp_section_end. id: of this program's own. */
void dp_section(dp_html *h, unsigned level, const char *id, const char *title);
void dp_section_end(dp_html *h);

#endif
