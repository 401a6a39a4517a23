#include "page/drawing.h"

#include <inttypes.h>
#include <math.h>

enum { LEVELS = 4, MOST_DRAWN = 15, MOST_BELOW = 8, LONG_NAME = 15, WHOLE_NAME = 200, N_COLOURS = 8 };
enum { CARD_WIDTH = 132, CARD_HEIGHT = 66, SLOT = 141, LEVEL = 108, MARGIN = 6, TOP = 4 };

/* ---- words ---- */

void dp_put_feature(dp_html *h, const dp_naming *names, uint64_t feature, bool whole)
{
    if (names->feature == NULL || feature >= names->n_features) {
        dp_html_rawf(h, "feature %" PRIu64, feature);
    } else if (whole) {
        dp_html_span(h, names->feature[feature], WHOLE_NAME);
    } else {
        dp_html_short(h, names->feature[feature], LONG_NAME);
    }
}

void dp_put_class(dp_html *h, const dp_naming *names, uint64_t k, bool whole)
{
    const dp_labels *classes = names->classes;
    if (classes == NULL || k >= classes->n) {
        dp_html_rawf(h, "class %" PRIu64, k);
        return;
    }
    switch (classes->kind) {
    case DP_LABEL_INT: dp_html_rawf(h, "%" PRId64, classes->i[k]); break;
    case DP_LABEL_BOOL: dp_html_raw(h, classes->i[k] != 0 ? "True" : "False"); break;
    case DP_LABEL_FLOAT: dp_html_exact(h, classes->f[k]); break;
    case DP_LABEL_TEXT:
        if (whole) {
            dp_html_span(h, classes->text[k], WHOLE_NAME);
        } else {
            dp_html_short(h, classes->text[k], LONG_NAME);
        }
        break;
    }
}

/* ---- the part of a tree that one picture shows ---- */

struct drawn {
    uint32_t id;
    unsigned level;
    bool split, cut;   /* cut: its children are in a picture of their own */
    int child[2];      /* in the list; -1 */
    double x;
};

struct picture {
    dp_html *h;
    const dp_record_tree *tree;
    const dp_naming *names;
    uint64_t n_classes;       /* 0: its values are numbers */
    struct drawn node[MOST_DRAWN];
    int n;
    unsigned rows;
    double slots;             /* of width given out to the lowest nodes */
    double least, most;       /* of the values drawn */
};

static int collect(struct picture *p, uint32_t id, unsigned level)
{
    uint32_t side[2];
    int at = p->n++;
    struct drawn *d = &p->node[at];
    *d = (struct drawn){.id = id, .level = level, .child = {-1, -1}};
    d->split = dp_record_children(p->tree, id, &side[0], &side[1]);
    d->cut = d->split && level + 1 == LEVELS;
    p->rows = level + 1 > p->rows ? level + 1 : p->rows;
    double v = p->tree->width != 0 ? dp_record_value(p->tree, id, 0) : NAN;
    p->least = v < p->least ? v : p->least;
    p->most = v > p->most ? v : p->most;
    for (int k = 0; d->split && !d->cut && k < 2; k++) {
        d->child[k] = collect(p, side[k], level + 1); /* four levels, whatever the tree */
    }
    d->x = d->child[0] >= 0 ? (p->node[d->child[0]].x + p->node[d->child[1]].x) / 2 : p->slots++;
    return at;
}

/* ---- one node ---- */

static uint64_t best_class(const struct picture *p, uint32_t id)
{
    uint64_t best = 0;
    for (uint64_t k = 1; k < p->n_classes; k++) {
        best = dp_record_value(p->tree, id, k) > dp_record_value(p->tree, id, best) ? k : best;
    }
    return best;
}

static void put_samples(const struct picture *p, uint32_t id)
{
    if (p->tree->samples.size != 0) {
        dp_html_count(p->h, (uint64_t)fabs(dp_record_number(p->tree, &p->tree->samples, id)));
        dp_html_raw(p->h, " samples");
    }
}

static void put_answer(const struct picture *p, uint32_t id, bool whole)
{
    if (p->n_classes != 0) {
        dp_put_class(p->h, p->names, best_class(p, id), whole);
    } else if (p->tree->width != 0 && !isnan(dp_record_value(p->tree, id, 0))) {
        whole ? dp_html_exact(p->h, dp_record_value(p->tree, id, 0)) : dp_html_number(p->h, dp_record_value(p->tree, id, 0));
        dp_html_raw(p->h, p->tree->width > 1 ? " …" : "");
    } else {
        dp_html_raw(p->h, "leaf");
    }
}

static void put_title(const struct picture *p, const struct drawn *d)
{
    dp_html *h = p->h;
    dp_html_rawf(h, "<title>Node %" PRIu32 ": ", d->id);
    if (d->split) {
        dp_put_feature(h, p->names, dp_record_feature(p->tree, d->id), true);
        dp_html_raw(h, " ≤ ");
        dp_html_exact(h, dp_record_number(p->tree, &p->tree->threshold, d->id));
        dp_html_raw(h, "?");
    } else {
        put_answer(p, d->id, true);
    }
    if (p->tree->impurity.size != 0) {
        dp_html_raw(h, "; impurity ");
        dp_html_exact(h, dp_record_number(p->tree, &p->tree->impurity, d->id));
        dp_html_raw(h, "; ");
        put_samples(p, d->id);
    }
    for (uint64_t k = 0; k < p->n_classes && k < MOST_BELOW; k++) {
        dp_html_raw(h, "; ");
        dp_put_class(h, p->names, k, true);
        dp_html_raw(h, ": ");
        dp_html_number(h, dp_record_value(p->tree, d->id, k));
    }
    dp_html_raw(h, "</title>");
}

/* How the classes share the node, along its lower edge. */
static void put_shares(const struct picture *p, uint32_t id, double x, double y)
{
    double all = 0;
    double from = 0;
    for (uint64_t k = 0; k < p->n_classes; k++) {
        all += dp_record_value(p->tree, id, k);
    }
    for (uint64_t k = 0; all > 0 && k < p->n_classes && k < 4 * N_COLOURS; k++) {
        double width = dp_record_value(p->tree, id, k) / all * (CARD_WIDTH - 16);
        if (width >= 0.5 && from + width <= CARD_WIDTH - 15) {
            dp_html_rawf(p->h, "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"5\"/>", (int)(k % N_COLOURS),
                         x + 8 + from, y + CARD_HEIGHT - 9, width);
        }
        from += width;
    }
}

static void put_card(const struct picture *p, const struct drawn *d)
{
    dp_html *h = p->h;
    double x = MARGIN + d->x * SLOT + (double)(SLOT - CARD_WIDTH) / 2;
    double y = TOP + d->level * LEVEL;
    double middle = x + (double)CARD_WIDTH / 2;
    dp_html_rawf(h, "<g class=\"%s\">", d->split ? "split" : "leaf");
    put_title(p, d);
    dp_html_rawf(h, "<rect class=\"card\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"9\"/>", x, y, CARD_WIDTH, CARD_HEIGHT);
    if (p->n_classes == 0 && p->most > p->least) {
        double share = (dp_record_value(p->tree, d->id, 0) - p->least) / (p->most - p->least);
        dp_html_rawf(h, "<rect class=\"heat\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"9\" fill-opacity=\"%.2f\"/>", x, y,
                     CARD_WIDTH, CARD_HEIGHT, isnan(share) ? 0 : 0.06 + 0.34 * share);
    }
    dp_html_rawf(h, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">", middle, y + 20);
    if (d->split) {
        dp_put_feature(h, p->names, dp_record_feature(p->tree, d->id), false);
        dp_html_rawf(h, "</text><text x=\"%.1f\" y=\"%.1f\">≤ ", middle, y + 37);
        dp_html_number(h, dp_record_number(p->tree, &p->tree->threshold, d->id));
    } else {
        put_answer(p, d->id, false);
    }
    dp_html_rawf(h, "</text><text class=\"dim\" x=\"%.1f\" y=\"%.1f\">", middle, y + (d->split ? 52 : 38));
    put_samples(p, d->id);
    dp_html_raw(h, "</text>");
    put_shares(p, d->id, x, y);
    if (d->cut) {
        dp_html_rawf(h, "<path class=\"more-below\" d=\"M%.1f %.1fv12m0 0l-4-4m4 4l4-4\"/>", middle, y + CARD_HEIGHT + 2);
    }
    dp_html_raw(h, "</g>");
}

static void put_edges(const struct picture *p, const struct drawn *d)
{
    for (int k = 0; k < 2 && d->child[k] >= 0; k++) {
        const struct drawn *c = &p->node[d->child[k]];
        double from = MARGIN + d->x * SLOT + (double)SLOT / 2;
        double to = MARGIN + c->x * SLOT + (double)SLOT / 2;
        double y = TOP + d->level * LEVEL + CARD_HEIGHT;
        double end = TOP + c->level * LEVEL;
        dp_html_rawf(p->h, "<path class=\"edge\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>", from, y, from, y + 24, to,
                     end - 24, to, end);
        if (d->level == 0) {
            dp_html_rawf(p->h, "<text class=\"dim\" x=\"%.1f\" y=\"%.1f\">%s</text>", (from + to) / 2 + (k == 0 ? -16 : 16), y + 16,
                         k == 0 ? "yes" : "no");
        }
    }
}

/* ---- pictures ---- */

static void draw(struct picture *p, uint32_t root)
{
    dp_html *h = p->h;
    p->n = 0;
    p->rows = 0;
    p->slots = 0;
    p->least = INFINITY;
    p->most = -INFINITY;
    collect(p, root, 0);
    int width = (int)p->slots * SLOT + 2 * MARGIN;
    int height = (int)p->rows * LEVEL - (LEVEL - CARD_HEIGHT) + 2 * TOP + 14;
    unsigned id = ++h->ids;
    dp_html_rawf(h, "<div class=\"canvas\" tabindex=\"0\" role=\"group\" aria-labelledby=\"t%u\"><svg class=\"tree\" viewBox=\"0 0 %d %d\" "
                    "width=\"%d\" height=\"%d\" role=\"img\" aria-labelledby=\"t%u\">", id, width, height, width, height, id);
    dp_html_rawf(h, "<title id=\"t%u\">%s of the tree below node %" PRIu32 ", %d nodes</title>", id,
                 root == 0 ? "Upper levels" : "A part", root, p->n);
    for (int i = 0; i < p->n; i++) {
        put_edges(p, &p->node[i]);
    }
    for (int i = 0; i < p->n; i++) {
        put_card(p, &p->node[i]);
    }
    dp_html_raw(h, "</svg></div>");
}

/* The nodes whose children the picture leaves out. */
static size_t below(const struct picture *p, uint32_t out[MOST_BELOW])
{
    size_t n = 0;
    for (int i = 0; i < p->n; i++) {
        if (p->node[i].cut && n < MOST_BELOW) {
            out[n++] = p->node[i].id;
        }
    }
    return n;
}

/* Each call draws a picture, and there are only so many: *left bounds how deep this goes. */
static void draw_from(struct picture *p, uint32_t root, unsigned level, size_t *left)
{
    uint32_t next[MOST_BELOW];
    (*left)--;
    draw(p, root);
    size_t n = below(p, next);
    size_t told = 0;
    for (size_t i = 0; i < n && *left != 0 && !dp_html_full(p->h); i++, told++) {
        size_t share = (*left + n - i - 1) / (n - i); /* each branch as deep as the others */
        *left -= share;
        dp_html_rawf(p->h, "<details class=\"branch\"><summary>Below node %" PRIu32 " <span class=\"dim\">· level %u and below · ", next[i],
                     level + LEVELS);
        dp_put_feature(p->h, p->names, dp_record_feature(p->tree, next[i]), false);
        dp_html_raw(p->h, " ≤ ");
        dp_html_number(p->h, dp_record_number(p->tree, &p->tree->threshold, next[i]));
        dp_html_raw(p->h, "</span></summary>");
        draw_from(p, next[i], level + LEVELS - 1, &share);
        *left += share;
        dp_html_raw(p->h, "</details>");
    }
    if (told < n) {
        dp_html_rawf(p->h, "<p class=\"dim\">%zu further parts of this tree are not drawn.</p>", n - told);
    }
}

void dp_draw_tree(dp_html *h, const dp_record_tree *tree, const dp_naming *names, size_t pictures)
{
    const dp_naming numbered = {names->feature, names->n_features, NULL};
    uint64_t n_classes = tree->counts && tree->outputs != 0 ? tree->width / tree->outputs : 0;
    bool named = tree->outputs == 1 && names->classes != NULL && names->classes->n == n_classes;
    struct picture p = {.h = h, .tree = tree, .names = named ? names : &numbered, .n_classes = n_classes};
    draw_from(&p, 0, 0, &pictures);
}
