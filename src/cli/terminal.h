/* The terminal that standard output may be: how wide, which characters, which colours. */
#ifndef DP_CLI_TERMINAL_H
#define DP_CLI_TERMINAL_H

#include "cli/options.h"

/* COLUMNS, else the terminal's own width. Boxes: on a terminal whose locale is of UTF-8. Ink: as --color says; auto: on a terminal
 * that is not dumb, unless NO_COLOR is set. */
dp_paper dp_terminal_paper(const dp_cli *cli);
/* Leaves nothing in a text (or NULL) that acts on a terminal but the ends of lines and, with ink, the marks of ink, which become
 * ours. */
void dp_clean_lines(char *text, bool ink);
/* A text of dp_sheet on standard output, its marks of ink as colours. */
void dp_terminal_print(const dp_cli *cli, const char *text);

#endif
