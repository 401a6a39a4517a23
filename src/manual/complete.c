#include "manual/complete.h"

#include <stdio.h>
#include <string.h>

static void each_of(const dp_command *command, const dp_option *options,
                    void (*each)(const dp_command *command, const dp_option *option))
{
    for (const dp_option *o = options; o->help != NULL; o++) {
        if (o->name != NULL) {
            each(command, o);
        }
    }
}

void dp_complete_each(const dp_command *command, void (*each)(const dp_command *command, const dp_option *option))
{
    for (size_t i = 0; i < dp_n_groups; i++) {
        if (dp_command_takes(command, i)) {
            each_of(command, dp_groups[i].options, each);
        }
    }
    each_of(command, dp_builtins.options, each);
}

void dp_complete_words(const char *const *words, const char *between)
{
    for (size_t i = 0; words[i] != NULL; i++) {
        printf("%s%s", i != 0 ? between : "", words[i]);
    }
}

void dp_complete_first(const dp_command *command, const char *between)
{
    const char *at = command->usage;
    size_t n;
    const char *word = dp_usage_word(&at, &n);
    for (bool first = true; word != NULL; first = false) {
        printf("%s%.*s", first ? "" : between, (int)n, word);
        word = dp_usage_word(&at, &n);
    }
}

void dp_complete_quoted(const char *text, const char *escaped, const char *quote)
{
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\'') {
            fputs(quote, stdout);
        } else {
            if (strchr(escaped, *p) != NULL) {
                putchar('\\');
            }
            putchar(*p);
        }
    }
}
