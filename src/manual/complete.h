/* Completions for shells: commands, options, what options take, words that come first, files. */
#ifndef DP_MANUAL_COMPLETE_H
#define DP_MANUAL_COMPLETE_H

#include "manual/tables.h"

/* Each writes, on standard output, what stands for {tables} in its shell's file in src/manual/shells. */
void dp_complete_bash(void);
void dp_complete_zsh(void);
void dp_complete_fish(void);
/* For {commands}. */
void dp_complete_zsh_commands(void);

/* Calls each for every option that the command takes, those of argp too. */
void dp_complete_each(const dp_command *command, void (*each)(const dp_command *command, const dp_option *option));

/* The words, with that between them. */
void dp_complete_words(const char *const *words, const char *between);

/* The words that usage begins with, one of which comes first; nothing where there are none. */
void dp_complete_first(const dp_command *command, const char *between);

/* text inside single quotes; each character of `escaped` behind a backslash, and a quote as `quote`. */
void dp_complete_quoted(const char *text, const char *escaped, const char *quote);

#endif
