/* All pages as one Markdown document, docs/commands.md. Options that every command takes stand once, at its end. */
#include "manual/page.h"

#include <string.h>

static void put_option(const dp_option *option)
{
    char normal[32], most[32];
    printf("- ");
    if (option->letter != 0) {
        printf("`-%c`, ", option->letter);
    }
    printf("`--%s", option->name);
    if (option->arg != NULL) {
        printf(option->value == DP_VALUE_MAY_BE ? "[=%s]" : "=%s", option->arg);
    }
    printf("`: %s", option->help);
    if (dp_limit_find(option->name, normal, most)) {
        printf(" (default %s, at most %s)", normal, most);
    }
    printf(".\n");
}

static void put_options(const dp_option *options)
{
    for (const dp_option *o = options; o->help != NULL; o++) {
        if (o->name != NULL) {
            put_option(o);
        } else {
            printf("%s.\n\n", o->help);
        }
    }
}

/* The command's own first, then those that have a title. */
static void put_own_options(const dp_command *command)
{
    for (int turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < dp_n_groups; i++) {
            const dp_group *group = &dp_groups[i];
            if (!dp_group_is_common(i) && (group->title != NULL) == turn && dp_command_takes(command, i)) {
                if (group->title != NULL) {
                    printf("\n%s:\n\n", group->title);
                }
                put_options(group->options);
            }
        }
    }
    printf("\nAnd [those of every command](#options-of-every-command).\n");
}

static void put_outcomes(const char *numbers)
{
    for (const dp_outcome *o = dp_page_outcome(&numbers); o != NULL; o = dp_page_outcome(&numbers)) {
        printf("- `%d`: %s.\n", o->number, o->means);
    }
}

static void put_commands(void)
{
    for (size_t i = 0; i < dp_n_commands; i++) {
        printf("- [`depickle %s`](#depickle-%s): %s.\n", dp_commands[i].name, dp_commands[i].name, dp_commands[i].help);
    }
}

static void put_head(const dp_command *command)
{
    if (command == NULL) {
        printf("# Commands\n\n<!-- Made of the tables of options and src/manual/pages, as the manual pages are: do not edit. -->\n");
        return;
    }
    printf("\n## depickle %s\n\n", command->name);
    for (const char *form = command->usage; form != NULL;) {
        const char *bar = strstr(form, " | ");
        printf("    depickle %s [OPTION...] %.*s\n", command->name, (int)(bar != NULL ? (size_t)(bar - form) : strlen(form)), form);
        form = bar != NULL ? bar + 3 : NULL;
    }
    putchar('\n');
    for (const char *p = command->doc; *p != '\0'; p++) {
        fputs(*p == '\v' ? "\n\n" : (char[]){*p, '\0'}, stdout);
    }
    putchar('\n');
}

void dp_markdown_page(FILE *page, const dp_command *command)
{
    char line[DP_LINE];
    const char *rest = "";
    if (!dp_page_line(page, line) || strncmp(line, "% ", 2) != 0) {
        dp_page_fault("the first line is no date", line);
    }
    put_head(command);
    while (dp_page_line(page, line)) {
        if (command != NULL && dp_page_directive(line, "options", &rest)) {
            put_own_options(command);
        } else if (dp_page_directive(line, "exit", &rest)) {
            put_outcomes(rest);
        } else if (dp_page_directive(line, "commands", &rest)) {
            put_commands();
        } else if (strncmp(line, "## ", 3) == 0) {
            printf("%s%s\n", command != NULL ? "#" : "", line); /* below the command's own heading */
        } else {
            printf("%s\n", line);
        }
    }
}

void dp_markdown_common(void)
{
    printf("\n## Options of every command\n\n");
    for (size_t i = 0; i < dp_n_groups; i++) {
        if (dp_group_is_common(i)) {
            printf("%s", i != 0 ? "\n" : "");
            put_options(dp_groups[i].options);
        }
    }
    putchar('\n');
    put_options(dp_builtins.options);
}
