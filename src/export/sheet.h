/* Lines for people: names and values, and a tree of what is inside what, for the paper that there is. */
#ifndef DP_EXPORT_SHEET_H
#define DP_EXPORT_SHEET_H

#include "base/text.h"

/* What the lines are printed on. */
typedef struct dp_paper {
    unsigned width; /* characters in a line; longer words stay whole */
    bool boxes;     /* box-drawing characters, else ASCII */
    bool ink;       /* marks of dp_ink stand in the text, for a terminal of colours */
} dp_paper;

enum { DP_PAPER_WIDTH = 110 }; /* where there is no terminal that has one */

/* A mark is a tab, which no text of a file has, since dp_escape lets none through, and one of these. */
#define DP_INK_MARK '\t'
typedef enum dp_ink {
    DP_INK_NONE,
    DP_INK_OFF = '0', /* ends what any other begins */
    DP_INK_KEY = 'k', /* a name in front of a value, and the branches of the tree */
    DP_INK_TITLE = 't',
    DP_INK_GOOD = 'g',
    DP_INK_BAD = 'b'
} dp_ink;

enum { DP_MOST_LEVELS = 16 };

typedef struct dp_sheet {
    dp_text text;
    dp_paper paper;
    unsigned level;
    bool more[DP_MOST_LEVELS];  /* others follow on this level */
    bool holds[DP_MOST_LEVELS]; /* others follow on the level below */
} dp_sheet;

/* paper NULL: as wide as DP_PAPER_WIDTH, ASCII, no ink. */
dp_sheet dp_sheet_new(dp_ctx *ctx, const dp_paper *paper);
/* One thing of the tree, inside the one that is open: last on its level? does it hold further ones? Closed by dp_sheet_up. */
void dp_sheet_down(dp_sheet *l, bool last, bool holds);
void dp_sheet_up(dp_sheet *l);
/* The line of the thing that was opened: "what: title  note", the note in this ink, and below it where it has no room. Of a title of
 * the form package.Class that has none the class is all that is printed. */
void dp_sheet_title(dp_sheet *l, const char *what, const char *title, const char *note, dp_ink ink);
/* "name: value" below it; nothing where the value is empty. Wrapped behind blanks; far too long values are cut. */
void dp_sheet_fact(dp_sheet *l, const char *name, const char *value);
void dp_sheet_fact_in(dp_sheet *l, const char *name, const char *value, dp_ink ink);
/* The same of what belongs to a fact, a little further to the right. */
void dp_sheet_item(dp_sheet *l, const char *name, const char *value);
/* Words below it, without a name. */
void dp_sheet_note(dp_sheet *l, const char *words);
const char *dp_sheet_str(const dp_sheet *l);

#endif
