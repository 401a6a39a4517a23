/* A page's source: src/manual/pages/NAME.md, running text in a part of Markdown.
 *
 *     % 2026-11-25            the first line: when it was last changed
 *     ## Heading              paragraphs, `code`, *emphasis*, **strong**; ``` around lines that stand as they are
 *     - `term`: text          what a term means; lines of an item go on indented by two
 *     {options}               a line of its own: the command's options, from the tables
 *     {exit 0 2 4}            these exit codes, from base/rc.def
 *     {commands}              the commands, from commands.def
 *
 * Name, synopsis and what `depickle NAME --help` says come before it, from commands.def. */
#ifndef DP_MANUAL_PAGE_H
#define DP_MANUAL_PAGE_H

#include "manual/tables.h"

#include <stdio.h>

enum { DP_LINE = 512 };

/* The next line without its end; false at the end of the file. Ends the program on a line that is too long. */
bool dp_page_line(FILE *page, char line[DP_LINE]);

/* Does line hold the directive? *rest: what it is given. */
bool dp_page_directive(const char *line, const char *name, const char **rest);

/* The outcomes that text ("0 2 4") lists, one after the other; NULL at its end. Ends the program where one is none. */
const dp_outcome *dp_page_outcome(const char **text);

/* Writes the page of a command, NULL: of the program, as man(7) or as Markdown, on standard output. */
void dp_man_page(FILE *page, const dp_command *command);
void dp_markdown_page(FILE *page, const dp_command *command);

/* Options that all commands take, as Markdown. */
void dp_markdown_common(void);

/* Says so, and ends the program. */
_Noreturn void dp_page_fault(const char *what, const char *where);

#endif
