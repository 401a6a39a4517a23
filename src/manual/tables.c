#include "manual/tables.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define PIB ((uint64_t)1 << 50)

#define WORDS(name, ...) static const char *const words_##name[] = {__VA_ARGS__, NULL};
#include "cli/words.def"
#undef WORDS

static const char *const words_formats[] = {
#define EXPORTER(name) #name,
#include "export/exporters.def"
#undef EXPORTER
    NULL,
};

/* clang-format off */
#define VALUE_NONE DP_VALUE_NONE, NULL
#define VALUE_TEXT DP_VALUE_TEXT, NULL
#define VALUE_FILE DP_VALUE_FILE, NULL
#define VALUE_FOLDER DP_VALUE_FOLDER, NULL
#define VALUE_ONE_OF(words) DP_VALUE_ONE_OF, words_##words
#define VALUE_SOME_OF(words) DP_VALUE_SOME_OF, words_##words
#define VALUE_MAY_BE(words) DP_VALUE_MAY_BE, words_##words
#define GROUP(name, parser, title) static const dp_option options_##name[] = {
#define HEADING(section, text) {NULL, NULL, 0, DP_VALUE_NONE, NULL, text},
#define OPTION(key, name, arg, value, section, help) {name, arg, 0, VALUE_##value, help},
#define LETTER(key, name, arg, value, section, help) {name, arg, key, VALUE_##value, help},
#define END {0}};
#include "cli/options.def"

static const dp_option options_builtin[] = {
#define BUILTIN(letter, name, help) {name, NULL, letter, VALUE_NONE, help},
#include "cli/options.def"
    {0},
};
const dp_group dp_builtins = {NULL, options_builtin};

enum {
#define GROUP(name, parser, title) GROUP_##name,
#include "cli/options.def"
};

const dp_group dp_groups[] = {
#define GROUP(name, parser, title) {title, options_##name},
#include "cli/options.def"
};
const size_t dp_n_groups = sizeof dp_groups / sizeof *dp_groups;
/* clang-format on */

const dp_command dp_commands[] = {
#define OF(group) (1U << GROUP_##group)
#define COMMAND(name, takes, usage, help, doc) {#name, usage, help, doc, takes},
#include "cli/commands.def"
#undef COMMAND
#undef OF
};
const size_t dp_n_commands = sizeof dp_commands / sizeof *dp_commands;

const dp_outcome dp_outcomes[] = {
#define RC(name, number, word, means) {number, word, means},
#include "base/rc.def"
#undef RC
};
const size_t dp_n_outcomes = sizeof dp_outcomes / sizeof *dp_outcomes;

const dp_command *dp_command_find(const char *name)
{
    for (size_t i = 0; i < dp_n_commands; i++) {
        if (strcmp(dp_commands[i].name, name) == 0) {
            return &dp_commands[i];
        }
    }
    return NULL;
}

bool dp_group_is_common(size_t group)
{
    return group == GROUP_common || group == GROUP_limits;
}

bool dp_command_takes(const dp_command *command, size_t group)
{
    return dp_group_is_common(group) || (command->takes & (1U << group)) != 0;
}

/* ---- limits ---- */

enum unit { BYTES, COUNT, SECONDS };

static const struct limit {
    const char *option;
    enum unit unit;
    uint64_t normal, most;
} limits[] = {
#define LIMIT(member, option, unit, normal, most, help) {option, unit, normal, most},
#include "base/limits.def"
#undef LIMIT
};

/* As the option takes it: 64M for bytes, digits for all else. */
static void print_limit(char text[32], enum unit unit, uint64_t v)
{
    static const char units[] = "KMGT";
    int power = 0;
    while (unit == BYTES && power < 4 && v >= 1024 && v % 1024 == 0) {
        v /= 1024;
        power++;
    }
    snprintf(text, 32, power != 0 ? "%" PRIu64 "%c" : "%" PRIu64, v, units[power - (power != 0)]);
}

bool dp_limit_find(const char *name, char normal[32], char most[32])
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        if (strcmp(limits[i].option, name) == 0) {
            print_limit(normal, limits[i].unit, limits[i].normal);
            print_limit(most, limits[i].unit, limits[i].most);
            return true;
        }
    }
    return false;
}

/* ---- usage ---- */

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

const char *dp_usage_word(const char **at, size_t *n)
{
    const char *word = *at;
    if (word == NULL || !is_lower(*word)) {
        return NULL;
    }
    *n = 0;
    while (is_lower(word[*n])) {
        ++*n;
    }
    const char *bar = strchr(word, '|');
    *at = bar != NULL ? bar + 1 + strspn(bar + 1, " ") : NULL;
    return word;
}

const char *dp_usage_takes(const dp_command *command)
{
    static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return strncmp(command->usage, "DIR", 3) == 0 ? "folder" : strpbrk(command->usage, capitals) != NULL ? "file" : "none";
}
