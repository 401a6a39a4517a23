/* Text as man(7) has it: escaped, broken into lines at blanks and behind sentences, so that what reads it need not guess where
 * a sentence ends. One page at a time, on standard output. */
#ifndef DP_MANUAL_ROFF_H
#define DP_MANUAL_ROFF_H

/* A line of its own: a request and its arguments, as roff has them; NULL: none. */
void dp_roff_request(const char *request, const char *argument);

/* Running text, which the next request ends. */
void dp_roff_text(const char *text);
/* `code`, *emphasis* and **strong** are that; a blank follows. */
void dp_roff_marked(const char *text);
/* What is typed as it is, in the font B or I. */
void dp_roff_typed(char font, const char *text);

/* Ends the line. */
void dp_roff_break(void);

/* A line as it is, between .nf and .fi. */
void dp_roff_verbatim(const char *line);

#endif
