/* Three functions of bash that answer from the tables; shells/depickle.bash asks them. */
#include "manual/complete.h"

#include <stdio.h>

static void put_option(const dp_command *command, const dp_option *option)
{
    (void)command;
    if (option->letter != 0 && option->letter != '?') { /* a shell would take -? for a pattern */
        printf(" -%c", option->letter);
    }
    printf(" --%s", option->name);
}

static const char *const how[] = {
    [DP_VALUE_NONE] = "", [DP_VALUE_TEXT] = "text", [DP_VALUE_FILE] = "file", [DP_VALUE_FOLDER] = "folder",
    [DP_VALUE_ONE_OF] = "one", [DP_VALUE_SOME_OF] = "some", [DP_VALUE_MAY_BE] = "may",
};

static void put_argument(const dp_command *command, const dp_option *option)
{
    if (option->value == DP_VALUE_NONE) {
        return;
    }
    printf("    %s:--%s", command->name, option->name);
    if (option->letter != 0) {
        printf(" | %s:-%c", command->name, option->letter);
    }
    printf(") echo %s", how[option->value]);
    if (option->words != NULL) {
        putchar(' ');
        dp_complete_words(option->words, " ");
    }
    puts(" ;;");
}

void dp_complete_bash(void)
{
    printf("_depickle_commands='");
    for (size_t i = 0; i < dp_n_commands; i++) {
        printf("%s%s", i != 0 ? " " : "", dp_commands[i].name);
    }
    puts("'\n\n# COMMAND: its options\n_depickle_options()\n{\n    case $1 in\n    '') echo -h --help --version ;;");
    for (size_t i = 0; i < dp_n_commands; i++) {
        printf("    %s) echo", dp_commands[i].name);
        dp_complete_each(&dp_commands[i], put_option);
        puts(" ;;");
    }
    puts("    esac\n}\n\n# COMMAND OPTION: what the option takes, and the words there are for it\n_depickle_argument()\n{\n"
         "    case $1:$2 in");
    for (size_t i = 0; i < dp_n_commands; i++) {
        dp_complete_each(&dp_commands[i], put_argument);
    }
    puts("    esac\n}\n\n# COMMAND: what it takes, and the words of which one comes first\n_depickle_first()\n{\n    case $1 in");
    for (size_t i = 0; i < dp_n_commands; i++) {
        const dp_command *command = &dp_commands[i];
        printf("    %s) echo %s ", command->name, dp_usage_takes(command));
        dp_complete_first(command, " ");
        puts(" ;;");
    }
    puts("    esac\n}\n");
}
