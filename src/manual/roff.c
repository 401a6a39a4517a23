#include "manual/roff.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 78, MOST_WORD = 1000 };

/* The word that is being put together, and how much of the line stands already. */
static char word[MOST_WORD];
static size_t n_word, column;

static void add(const char *text)
{
    size_t n = strlen(text);
    if (n_word + n < sizeof word) {
        memcpy(word + n_word, text, n);
        n_word += n;
    }
}

static void end_line(void)
{
    if (column != 0) {
        putchar('\n');
    }
    column = 0;
}

static bool ends_sentence(void)
{
    size_t n = n_word;
    while (n > 0 && (word[n - 1] == ')' || word[n - 1] == '"')) {
        n--;
    }
    return n > 1 && strchr(".?!", word[n - 1]) != NULL && word[n - 2] != '.';
}

static void end_word(void)
{
    if (n_word == 0) {
        return;
    }
    if (column != 0 && column + 1 + n_word > WIDTH) {
        end_line();
    }
    if (column != 0) {
        putchar(' ');
    } else if (word[0] == '.' || word[0] == '\'') { /* it would be a request */
        fputs("\\&", stdout);
    }
    fwrite(word, 1, n_word, stdout);
    column += n_word + 1;
    if (ends_sentence()) {
        end_line();
    }
    n_word = 0;
}

/* The character that *at begins with, of UTF-8; *at: behind it. */
static unsigned next_character(const char **at)
{
    const unsigned char *p = (const unsigned char *)*at;
    unsigned c = *p++;
    int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    c = more != 0 ? c & (0x3fU >> more) : c;
    for (; more > 0 && *p != 0; more--) {
        c = c << 6 | (*p++ & 0x3fU);
    }
    *at = (const char *)p;
    return c;
}

/* literal: what is typed or shown as it is, where a hyphen is a minus sign and quotes are straight. */
static void add_character(unsigned c, bool literal)
{
    char text[16] = {(char)c};
    switch (c) {
    case '\\': add("\\e"); return;
    case '-': add(literal ? "\\-" : "-"); return;
    case '\'': add(literal ? "\\(aq" : "'"); return;
    case '`': add("\\(ga"); return;
    case '^': add("\\(ha"); return;
    case '~': add("\\(ti"); return;
    default: break;
    }
    if (c >= 0x80) {
        snprintf(text, sizeof text, "\\[u%04X]", c);
    }
    add(text);
}

/* Does a hyphen here begin an option, or a number? */
static bool begins_option(const char *text, const char *at)
{
    return at == text || strchr(" (/-`", at[-1]) != NULL;
}

static void set_font(char font)
{
    char text[4] = {'\\', 'f', font, '\0'};
    add(text);
}

static void put(const char *text, bool marked)
{
    char font = 'R';
    for (const char *p = text; *p != '\0';) {
        char mark = *p;
        if (mark == ' ') {
            end_word();
            p++;
        } else if (marked && (mark == '`' || (mark == '*' && font != 'C'))) {
            size_t n = mark == '*' && p[1] == '*' ? 2 : 1;
            char on = mark == '`' ? 'C' : n == 2 ? 'B' : 'I';
            font = font == 'R' ? on : 'R';
            set_font(font == 'C' ? 'B' : font);
            p += n;
        } else {
            bool literal = font == 'C' || (mark == '-' && begins_option(text, p));
            add_character(next_character(&p), literal);
        }
    }
}

void dp_roff_text(const char *text)
{
    put(text, false);
}

void dp_roff_marked(const char *text)
{
    put(text, true);
    end_word();
}

void dp_roff_typed(char font, const char *text)
{
    set_font(font);
    for (const char *p = text; *p != '\0';) {
        add_character(next_character(&p), true);
    }
    set_font('R');
}

void dp_roff_break(void)
{
    end_word();
    end_line();
}

void dp_roff_request(const char *request, const char *argument)
{
    dp_roff_break();
    printf("%s%s%s\n", request, argument != NULL ? " " : "", argument != NULL ? argument : "");
}

void dp_roff_verbatim(const char *line)
{
    for (const char *p = line; *p != '\0';) {
        add_character(next_character(&p), true);
    }
    printf("%s%.*s\n", line[0] == '.' || line[0] == '\'' ? "\\&" : "", (int)n_word, word);
    n_word = 0;
}
