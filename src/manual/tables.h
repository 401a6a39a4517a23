/* The tables that the program is made of, as the manual and the completions see them. This is a program of the build: it
 * includes tables (.def) of other folders and none of their headers, so that it is also built where depickle itself is
 * compiled for another machine. */
#ifndef DP_MANUAL_TABLES_H
#define DP_MANUAL_TABLES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum dp_value { DP_VALUE_NONE, DP_VALUE_TEXT, DP_VALUE_FILE, DP_VALUE_FOLDER, DP_VALUE_ONE_OF, DP_VALUE_SOME_OF,
                        DP_VALUE_MAY_BE } dp_value;

/* A row of cli/options.def. */
typedef struct dp_option {
    const char *name, *arg; /* name NULL: help is a heading. arg NULL: it takes none */
    int letter;             /* 'o'; 0: none */
    dp_value value;
    const char *const *words; /* what value chooses from, up to NULL; NULL: anything */
    const char *help;
} dp_option;

/* options: up to one that is all 0. */
typedef struct dp_group {
    const char *title; /* NULL: it goes with what else belongs to the command alone */
    const dp_option *options;
} dp_group;

typedef struct dp_command {
    const char *name, *usage, *help, *doc;
    unsigned takes; /* bits of groups, without those that everybody takes */
} dp_command;

typedef struct dp_outcome {
    int number;
    const char *word, *means;
} dp_outcome;

extern const dp_command dp_commands[];
extern const size_t dp_n_commands;
extern const dp_group dp_groups[];
extern const size_t dp_n_groups;
extern const dp_group dp_builtins; /* what argp adds */
extern const dp_outcome dp_outcomes[];
extern const size_t dp_n_outcomes;

/* NULL: there is none. */
const dp_command *dp_command_find(const char *name);
bool dp_command_takes(const dp_command *command, size_t group);
/* Is it one of those that every command takes? */
bool dp_group_is_common(size_t group);

/* The default of a limit, and the highest value that its option takes; false where name is no limit's option. */
bool dp_limit_find(const char *name, char normal[32], char most[32]);

/* The words that usage begins with, one of which comes first ("merge", "check"), one after the other; *end: where the next call
 * goes on (first *at: usage). NULL: no more. */
const char *dp_usage_word(const char **at, size_t *n);
/* "file", "folder" or "none": what usage takes besides such words. */
const char *dp_usage_takes(const dp_command *command);

#endif
