/* A page as man(7). */
#include "depickle.h"
#include "manual/page.h"
#include "manual/roff.h"

#include <ctype.h>
#include <string.h>

/* ---- from the tables ---- */

/* -o, --output=FILE */
static void put_option(const dp_option *option)
{
    char name[64] = {'-', (char)option->letter, '\0'};
    if (option->letter != 0) {
        dp_roff_typed('B', name);
        dp_roff_text(", ");
    }
    snprintf(name, sizeof name, "--%s", option->name);
    dp_roff_typed('B', name);
    if (option->arg != NULL) {
        bool may = option->value == DP_VALUE_MAY_BE;
        dp_roff_text(may ? "[=" : "=");
        dp_roff_typed('I', option->arg);
        dp_roff_text(may ? "]" : "");
    }
}

static void put_options(const dp_option *options)
{
    for (const dp_option *o = options; o->help != NULL; o++) {
        char normal[32], most[32], more[100] = "";
        if (o->name != NULL) {
            dp_roff_request(".TP", NULL);
            put_option(o);
            dp_roff_break();
        }
        dp_roff_text(o->help);
        if (o->name != NULL && dp_limit_find(o->name, normal, most)) {
            snprintf(more, sizeof more, " (default %s, at most %s)", normal, most);
        }
        dp_roff_text(more);
        dp_roff_text(".");
    }
}

/* The command's own first, then those that have a title, then what every command takes. */
static void put_all_options(const dp_command *command)
{
    for (int turn = 0; turn < 3; turn++) {
        for (size_t i = 0; i < dp_n_groups; i++) {
            const dp_group *group = &dp_groups[i];
            int when = dp_group_is_common(i) ? 2 : group->title != NULL;
            if (when == turn && dp_command_takes(command, i)) {
                if (group->title != NULL) {
                    dp_roff_request(".SS", group->title);
                }
                put_options(group->options);
            }
        }
    }
    dp_roff_request(".SS", "Help");
    put_options(dp_builtins.options);
}

/* What a tag means. */
static void put_meaning(const char *tag, const char *behind, const char *text)
{
    dp_roff_request(".TP", NULL);
    dp_roff_typed('B', tag);
    dp_roff_text(behind);
    dp_roff_break();
    dp_roff_text(text);
    dp_roff_text(".");
}

static void put_outcomes(const char *numbers)
{
    for (const dp_outcome *o = dp_page_outcome(&numbers); o != NULL; o = dp_page_outcome(&numbers)) {
        char number[12];
        snprintf(number, sizeof number, "%d", o->number);
        put_meaning(number, "", o->means);
    }
}

static void put_commands(void)
{
    for (size_t i = 0; i < dp_n_commands; i++) {
        char name[64];
        snprintf(name, sizeof name, "depickle-%s", dp_commands[i].name);
        put_meaning(name, "(1)", dp_commands[i].help);
    }
}

/* ---- the head of a page ---- */

/* "merge MANIFEST...": words in lower case are typed, the others stand for something. */
static void put_usage(const char *usage, size_t n)
{
    while (n > 0) {
        char word[64];
        size_t length = 0;
        while (length < n && (isalnum((unsigned char)usage[length]) || (length > 0 && usage[length] == '.' && n > length + 1
                                                                          && isalpha((unsigned char)usage[length + 1])))) {
            length++;
        }
        if (length != 0) {
            snprintf(word, sizeof word, "%.*s", (int)length, usage);
            dp_roff_typed(islower((unsigned char)word[0]) ? 'B' : 'I', word);
        } else {
            length = 1;
            dp_roff_text((char[]){usage[0], '\0'});
        }
        usage += length;
        n -= length;
    }
}

static void put_form(const char *name, const char *usage, size_t n)
{
    dp_roff_typed('B', "depickle");
    dp_roff_text(" ");
    dp_roff_typed('B', name);
    dp_roff_text(" [");
    dp_roff_typed('I', "OPTION");
    dp_roff_text("...] ");
    put_usage(usage, n);
    dp_roff_break();
}

/* One form a line; they have " | " between them. */
static void put_synopsis(const dp_command *command)
{
    dp_roff_request(".SH", "SYNOPSIS");
    for (const char *form = command->usage; form != NULL;) {
        const char *bar = strstr(form, " | ");
        if (form != command->usage) {
            dp_roff_request(".br", NULL);
        }
        put_form(command->name, form, bar != NULL ? (size_t)(bar - form) : strlen(form));
        form = bar != NULL ? bar + 3 : NULL;
    }
}

/* What stands below the options in --help is a paragraph more. */
static void put_description(const char *doc)
{
    char text[2000];
    const char *below = strchr(doc, '\v');
    dp_roff_request(".SH", "DESCRIPTION");
    snprintf(text, sizeof text, "%.*s", (int)(below != NULL ? (size_t)(below - doc) : strlen(doc)), doc);
    dp_roff_text(text);
    if (below != NULL) {
        dp_roff_request(".PP", NULL);
        dp_roff_text(below + 1);
    }
}

static void put_head(const dp_command *command, const char *date)
{
    char title[64], line[DP_LINE + 100];
    snprintf(title, sizeof title, "depickle%s%s", command != NULL ? "-" : "", command != NULL ? command->name : "");
    dp_roff_request(".\\\" Made from the tables of options and src/manual/pages: do not edit.", NULL);
    for (char *p = title; *p != '\0'; p++) {
        *p = (char)toupper((unsigned char)*p);
    }
    snprintf(line, sizeof line, "%s 1 %s \"depickle %s\" \"depickle\"", title, date, DEPICKLE_VERSION);
    dp_roff_request(".TH", line);
    for (char *p = title; *p != '\0'; p++) {
        *p = (char)tolower((unsigned char)*p);
    }
    dp_roff_request(".SH", "NAME");
    dp_roff_text(title);
    dp_roff_text(" - ");
    dp_roff_text(command != NULL ? command->help : "read scikit-learn models out of pickles without executing them");
    if (command != NULL) {
        put_synopsis(command);
        put_description(command->doc);
    }
}

/* ---- its body ---- */

struct page {
    const dp_command *command;
    bool verbatim, item; /* between ``` and ```; in an item */
    bool open;           /* a heading or a paragraph has begun: text needs no .PP */
    bool heading;        /* nothing has followed it but empty lines */
};

static void put_heading(struct page *page, const char *text)
{
    char upper[DP_LINE];
    size_t n = strlen(text);
    snprintf(upper, sizeof upper, "%s", text);
    for (size_t i = 0; i < n && i < sizeof upper; i++) {
        upper[i] = (char)toupper((unsigned char)upper[i]);
    }
    dp_roff_request(".SH", upper);
    page->open = page->heading = true;
}

/* "- `term`: what it means" */
static void put_item(struct page *page, const char *text)
{
    const char *colon = strstr(text, "`: ");
    char term[DP_LINE];
    if (colon == NULL) {
        dp_roff_request(".IP", "\\(bu 2");
        dp_roff_marked(text);
    } else {
        dp_roff_request(".TP", NULL);
        snprintf(term, sizeof term, "%.*s", (int)(colon + 1 - text), text);
        dp_roff_marked(term);
        dp_roff_break();
        dp_roff_marked(colon + 3);
    }
    page->item = page->open = true;
}

static void put_fence(struct page *page)
{
    page->verbatim = !page->verbatim;
    if (page->verbatim) {
        if (!page->open) {
            dp_roff_request(".PP", NULL);
        }
        dp_roff_request(".RS", "4");
        dp_roff_request(".nf", NULL);
    } else {
        dp_roff_request(".fi", NULL);
        dp_roff_request(".RE", NULL);
        page->open = false;
    }
}

static void put_line(struct page *page, const char *line)
{
    const char *rest = "";
    page->heading = page->heading && line[0] == '\0';
    if (strncmp(line, "```", 3) == 0) {
        put_fence(page);
    } else if (page->verbatim) {
        dp_roff_verbatim(line);
    } else if (line[0] == '\0') {
        page->open = page->open && page->heading;
        page->item = false;
    } else if (strncmp(line, "## ", 3) == 0) {
        put_heading(page, line + 3);
    } else if (strncmp(line, "- ", 2) == 0) {
        put_item(page, line + 2);
    } else if (page->command != NULL && dp_page_directive(line, "options", &rest)) {
        put_all_options(page->command);
    } else if (dp_page_directive(line, "exit", &rest)) {
        put_outcomes(rest);
    } else if (dp_page_directive(line, "commands", &rest)) {
        put_commands();
    } else {
        if (!page->open) {
            dp_roff_request(".PP", NULL);
        }
        page->open = true;
        dp_roff_marked(line + (page->item ? strspn(line, " ") : 0));
    }
}

void dp_man_page(FILE *source, const dp_command *command)
{
    char line[DP_LINE];
    struct page page = {.command = command};
    if (!dp_page_line(source, line) || strncmp(line, "% ", 2) != 0) {
        dp_page_fault("the first line is no date", line);
    }
    put_head(command, line + 2);
    while (dp_page_line(source, line)) {
        put_line(&page, line);
    }
    dp_roff_break();
}
