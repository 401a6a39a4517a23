#include "export/sheet.h"

enum { LONGEST = 4000, STEP = 2 };

dp_sheet dp_sheet_new(dp_ctx *ctx, const dp_paper *paper)
{
    static const dp_paper usual = {.width = DP_PAPER_WIDTH};
    return (dp_sheet){.text = dp_text_new(ctx), .paper = paper != NULL ? *paper : usual};
}

void dp_sheet_down(dp_sheet *l, bool last, bool holds)
{
    if (l->level + 1 < DP_MOST_LEVELS) {
        l->more[l->level + 1] = !last;
        l->holds[l->level + 1] = holds;
    }
    l->level++;
}

void dp_sheet_up(dp_sheet *l)
{
    l->level--;
}

const char *dp_sheet_str(const dp_sheet *l)
{
    return dp_text_str(&l->text);
}

/* ---- pieces ---- */

static void ink(dp_sheet *l, dp_ink which)
{
    if (l->paper.ink && which != DP_INK_NONE) {
        dp_text_addf(&l->text, "%c%c", DP_INK_MARK, (char)which);
    }
}

static void inked(dp_sheet *l, const char *words, dp_ink which)
{
    which = words[0] != '\0' ? which : DP_INK_NONE;
    ink(l, which);
    dp_text_adds(&l->text, words);
    ink(l, which != DP_INK_NONE ? DP_INK_OFF : DP_INK_NONE);
}

/* Characters, not bytes. */
static size_t width_of(dp_span text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += (text.p[i] & 0xc0) != 0x80;
    }
    return n;
}

static size_t width(const char *text)
{
    return width_of(dp_span_of(text));
}

/* The branches to the left of a line: of the thing's own, or of what stands below it. Returns their width. */
static size_t put_branches(dp_sheet *l, bool own)
{
    const char *bar = l->paper.boxes ? "│  " : "|  ";
    unsigned last = l->level < DP_MOST_LEVELS ? l->level : DP_MOST_LEVELS - 1;
    dp_text t = dp_text_new(l->text.ctx);
    for (unsigned i = 2; i <= last; i++) {
        if (own && i == last) {
            dp_text_adds(&t, l->paper.boxes ? (l->more[i] ? "├─ " : "└─ ") : l->more[i] ? "|- " : "`- ");
        } else {
            dp_text_adds(&t, l->more[i] ? bar : "   ");
        }
    }
    if (!own && last != 0) {
        dp_text_adds(&t, l->holds[last] ? bar : "  ");
    }
    bool blank = strspn(dp_text_str(&t), " ") == t.n;
    inked(l, dp_text_str(&t), blank ? DP_INK_NONE : DP_INK_KEY);
    return width(dp_text_str(&t));
}

static void put_blanks(dp_sheet *l, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dp_text_adds(&l->text, " ");
    }
}

/* ---- words ---- */

/* A line that is being filled; further ones begin below the branches, `indent` further to the right. */
struct filling {
    size_t column, indent;
    bool fresh; /* what comes cannot begin further to the left on the next line */
};

/* An item of a list, up to its comma, where there is room for that; else a word. */
static dp_span first_of(dp_span rest, size_t room)
{
    const uint8_t *comma = memmem(rest.p, rest.n, ", ", 2);
    dp_span part = {rest.p, comma != NULL ? (size_t)(comma - rest.p) + 1 : rest.n};
    const uint8_t *blank = width_of(part) > room ? memchr(rest.p + 1, ' ', part.n - 1) : NULL;
    return (dp_span){rest.p, blank != NULL ? (size_t)(blank - rest.p) : part.n};
}

/* An item may go to a line of its own, and what begins none fills the one that there is. */
static size_t room_for(const dp_sheet *l, const struct filling *f, bool item)
{
    size_t left = 3 * (size_t)(l->level < DP_MOST_LEVELS ? l->level : DP_MOST_LEVELS) + f->indent;
    size_t taken = item ? left : f->column;
    return l->paper.width > taken ? l->paper.width - taken : 1;
}

static void put_words(dp_sheet *l, struct filling *f, const char *words, dp_ink which)
{
    dp_span rest = dp_span_cut(dp_span_of(words), 0, LONGEST);
    ink(l, which);
    for (bool item = false; rest.n != 0;) {
        dp_span word = first_of(rest, room_for(l, f, item));
        item = word.p[word.n - 1] == ',';
        rest = (dp_span){rest.p + word.n, rest.n - word.n};
        if (!f->fresh && f->column + width_of(word) > l->paper.width) {
            ink(l, which != DP_INK_NONE ? DP_INK_OFF : DP_INK_NONE);
            dp_text_adds(&l->text, "\n");
            f->column = put_branches(l, false) + f->indent;
            put_blanks(l, f->indent);
            ink(l, which);
            word = word.p[0] == ' ' ? (dp_span){word.p + 1, word.n - 1} : word;
        }
        dp_text_add(&l->text, word);
        f->column += width_of(word);
        f->fresh = false;
    }
    ink(l, which != DP_INK_NONE ? DP_INK_OFF : DP_INK_NONE);
}

/* Cut where a character begins. */
static const char *cut(dp_ctx *ctx, const char *value)
{
    size_t n = strnlen(value, LONGEST);
    if (value[n] == '\0') {
        return value;
    }
    n -= 3;
    while (n != 0 && ((uint8_t)value[n] & 0xc0) == 0x80) {
        n--;
    }
    dp_text t = dp_text_new(ctx);
    dp_text_add(&t, (dp_span){(const uint8_t *)value, n});
    dp_text_adds(&t, "…");
    return dp_text_str(&t);
}

static void put_fact(dp_sheet *l, size_t indent, const char *name, const char *value, dp_ink which)
{
    if (value[0] == '\0') {
        return;
    }
    struct filling f = {.column = put_branches(l, false) + indent, .indent = indent + STEP, .fresh = true};
    put_blanks(l, indent);
    if (name[0] != '\0') {
        inked(l, dp_take_printf(l->text.ctx, "%s:", name), DP_INK_KEY);
        dp_text_adds(&l->text, " ");
        f.column += width(name) + 2;
    }
    put_words(l, &f, cut(l->text.ctx, value), which);
    dp_text_adds(&l->text, "\n");
}

void dp_sheet_fact(dp_sheet *l, const char *name, const char *value)
{
    put_fact(l, 0, name, value, DP_INK_NONE);
}

void dp_sheet_fact_in(dp_sheet *l, const char *name, const char *value, dp_ink which)
{
    put_fact(l, 0, name, value, which);
}

void dp_sheet_item(dp_sheet *l, const char *name, const char *value)
{
    put_fact(l, STEP, name, value, DP_INK_NONE);
}

void dp_sheet_note(dp_sheet *l, const char *words)
{
    put_fact(l, 0, "", words, DP_INK_NONE);
}

void dp_sheet_title(dp_sheet *l, const char *what, const char *title, const char *note, dp_ink which)
{
    const char *dot = strrchr(title, '.');
    size_t column = put_branches(l, true) + width(what) + 2;
    title = column + width(title) > l->paper.width && dot != NULL ? dot + 1 : title;
    bool beside = note[0] != '\0' && column + width(title) + 2 + width(note) <= l->paper.width;
    dp_text_adds(&l->text, what);
    dp_text_adds(&l->text, ": ");
    inked(l, title, DP_INK_TITLE);
    dp_text_adds(&l->text, beside ? "  " : "");
    inked(l, beside ? note : "", which);
    dp_text_adds(&l->text, "\n");
    if (!beside) {
        put_fact(l, 0, "", note, which);
    }
}
