/* Lines of `complete` for fish. */
#include "manual/complete.h"

#include <stdio.h>
#include <string.h>

static void put_value(const dp_option *option)
{
    switch (option->value) {
    case DP_VALUE_NONE: return;
    case DP_VALUE_TEXT: printf(" -x"); return;
    case DP_VALUE_FILE: printf(" -r -F"); return;
    case DP_VALUE_FOLDER: printf(" -x -a '(__fish_complete_directories)'"); return;
    case DP_VALUE_SOME_OF:
        printf(" -x -a '(__fish_append , ");
        dp_complete_words(option->words, " ");
        printf(")'");
        return;
    case DP_VALUE_ONE_OF:
    case DP_VALUE_MAY_BE: break;
    }
    printf("%s -a '", option->value == DP_VALUE_ONE_OF ? " -x" : " -f");
    dp_complete_words(option->words, " ");
    putchar('\'');
}

static void put_option(const dp_command *command, const dp_option *option)
{
    printf("complete -c depickle -n '__depickle_is %s'", command->name);
    if (option->letter != 0) {
        printf(option->letter == '?' ? " -s '%c'" : " -s %c", option->letter);
    }
    printf(" -l %s", option->name);
    put_value(option);
    printf(" -d '");
    dp_complete_quoted(option->help, "\\", "\\'");
    puts("'");
}

/* Words that come first, and files behind them. */
static void put_first(const dp_command *command)
{
    const char *at = command->usage, *takes = dp_usage_takes(command);
    size_t n;
    bool words = dp_usage_word(&at, &n) != NULL;
    if (words) {
        printf("complete -c depickle -n '__depickle_is %s 0' -a '", command->name);
        dp_complete_first(command, " ");
        puts("'");
    }
    if (strcmp(takes, "none") != 0) {
        printf("complete -c depickle -n '__depickle_is %s", command->name);
        if (words) {
            printf("; and not __depickle_is %s 0", command->name);
        }
        puts(strcmp(takes, "folder") == 0 ? "' -a '(__fish_complete_directories)'" : "' -F");
    }
}

void dp_complete_fish(void)
{
    for (size_t i = 0; i < dp_n_commands; i++) {
        printf("complete -c depickle -n __depickle_is -a %s -d '", dp_commands[i].name);
        dp_complete_quoted(dp_commands[i].help, "\\", "\\'");
        puts("'");
    }
    for (size_t i = 0; i < dp_n_commands; i++) {
        dp_complete_each(&dp_commands[i], put_option);
        put_first(&dp_commands[i]);
    }
}
