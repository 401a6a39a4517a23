#include "cli/terminal.h"

#include "base/text.h"
#include "cli/environment.h"

#include <stdio.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { NARROWEST = 20, WIDEST = 200 };

static bool is_set(const char *name)
{
    const char *value = dp_environment(name);
    return value != NULL && value[0] != '\0';
}

static bool is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

/* ---- width ---- */

/* COLUMNS as POSIX has it: what the user prefers to what the terminal says. 0: not set, or no number. */
static unsigned columns_asked(void)
{
    const char *text = dp_environment("COLUMNS");
    unsigned n = 0;
    for (; text != NULL && *text >= '0' && *text <= '9' && n < WIDEST; text++) {
        n = n * 10 + (unsigned)(*text - '0');
    }
    return text != NULL && (*text == '\0' || n >= WIDEST) ? n : 0;
}

static unsigned width(void)
{
    struct winsize size;
    unsigned n = columns_asked();
    if (n == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        n = size.ws_col;
    }
    return n == 0 ? DP_PAPER_WIDTH : n < NARROWEST ? NARROWEST : n > WIDEST ? WIDEST : n;
}

/* ---- characters ---- */

/* The variable that decides, of those that may. */
static bool has_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_set(names[i])) {
            const char *value = dp_environment(names[i]);
            return strcasestr(value, "utf-8") != NULL || strcasestr(value, "utf8") != NULL;
        }
    }
    return false;
}

static bool has_colours(const dp_cli *cli)
{
    const char *kind = dp_environment("TERM");
    if (cli->color != DP_COLOR_AUTO) {
        return cli->color == DP_COLOR_ALWAYS;
    }
    return is_terminal() && !is_set("NO_COLOR") && is_set("TERM") && strcmp(kind, "dumb") != 0;
}

dp_paper dp_terminal_paper(const dp_cli *cli)
{
    return (dp_paper){.width = width(), .boxes = is_terminal() && has_utf8(), .ink = has_colours(cli)};
}

/* ---- colours ---- */

/* Of the terminal's own colours, so that they fit its background. */
static const char *code_of(char ink)
{
    switch (ink) {
    case DP_INK_KEY: return "\033[36m";
    case DP_INK_TITLE: return "\033[1m";
    case DP_INK_GOOD: return "\033[32m";
    case DP_INK_BAD: return "\033[31m";
    default: return "\033[0m";
    }
}

void dp_clean_lines(char *text, bool ink)
{
    static const char ends[] = {'\n', DP_INK_MARK, '\0'};
    for (char kept = '\n'; text != NULL && kept != '\0'; text++) {
        size_t n = strcspn(text, ink ? ends : "\n");
        kept = text[n];
        text[n] = '\0';
        dp_clean(text);
        text += n;
        *text = kept;
    }
}

void dp_terminal_print(const dp_cli *cli, const char *text)
{
    if (!cli->paper.ink) {
        fputs(text, stdout);
        return;
    }
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == DP_INK_MARK && p[1] != '\0') {
            fputs(code_of(*++p), stdout);
        } else {
            putchar(*p);
        }
    }
}
