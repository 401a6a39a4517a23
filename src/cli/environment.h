/* The environment: only the program reads it, and only here. What it may say: who runs this task of many, and what the terminal
 * is. Nothing that a file is read by. */
#ifndef DP_CLI_ENVIRONMENT_H
#define DP_CLI_ENVIRONMENT_H

/* The variable's text, NULL where it is not set. name may be NULL. */
const char *dp_environment(const char *name);

#endif
