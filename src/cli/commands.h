/* The commands, one file each; a row in commands.def makes one. */
#ifndef DP_CLI_COMMANDS_H
#define DP_CLI_COMMANDS_H

typedef enum dp_command {
#define COMMAND(name, takes, usage, help, doc) DP_COMMAND_##name,
#include "cli/commands.def"
#undef COMMAND
} dp_command;

#define COMMAND(name, takes, usage, help, doc) int dp_cmd_##name(int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

#endif
