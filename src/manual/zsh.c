/* Specifications for zsh's _arguments. */
#include "manual/complete.h"

#include <stdio.h>
#include <string.h>

static void put_action(const dp_option *option)
{
    switch (option->value) {
    case DP_VALUE_NONE: return;
    case DP_VALUE_TEXT: putchar(' '); return;
    case DP_VALUE_FILE: printf("_files"); return;
    case DP_VALUE_FOLDER: printf("_files -/"); return;
    case DP_VALUE_SOME_OF:
        printf("_sequence compadd - ");
        dp_complete_words(option->words, " ");
        return;
    case DP_VALUE_ONE_OF:
    case DP_VALUE_MAY_BE: break;
    }
    putchar('(');
    dp_complete_words(option->words, " ");
    putchar(')');
}

/* '*'{-o+,--output=}'[help]:FILE:_files' */
static void put_option(const dp_command *command, const dp_option *option)
{
    const char *equals = option->value == DP_VALUE_NONE ? "" : option->value == DP_VALUE_MAY_BE ? "=-" : "=";
    (void)command;
    if (option->letter == '?') {
        printf(" \\\n                '*--%s", option->name);
    } else if (option->letter != 0) {
        printf(" \\\n                '*'{-%c%s,--%s%s}'", option->letter, equals[0] != '\0' ? "+" : "", option->name, equals);
    } else {
        printf(" \\\n                '*--%s%s", option->name, equals);
    }
    putchar('[');
    dp_complete_quoted(option->help, "[]", "'\\''");
    putchar(']');
    if (option->value != DP_VALUE_NONE) {
        printf(option->value == DP_VALUE_MAY_BE ? "::%s:" : ":%s:", option->arg);
        put_action(option);
    }
    putchar('\'');
}

void dp_complete_zsh(void)
{
    for (size_t i = 0; i < dp_n_commands; i++) {
        const dp_command *command = &dp_commands[i];
        const char *at = command->usage, *takes = dp_usage_takes(command);
        size_t n;
        printf("        %s)\n            _arguments -s -S", command->name);
        dp_complete_each(command, put_option);
        if (dp_usage_word(&at, &n) != NULL) {
            printf(" \\\n                '1:word:(");
            dp_complete_first(command, " ");
            printf(")'");
        }
        if (strcmp(takes, "none") != 0) {
            printf(" \\\n                '*:%s:_files%s'", takes, strcmp(takes, "folder") == 0 ? " -/" : "");
        }
        puts("\n            ;;");
    }
}

void dp_complete_zsh_commands(void)
{
    for (size_t i = 0; i < dp_n_commands; i++) {
        printf("            '%s:", dp_commands[i].name);
        dp_complete_quoted(dp_commands[i].help, ":", "'\\''");
        puts("'");
    }
}
