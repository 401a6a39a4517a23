/* The commands, one file each; a row in commands.def makes one. */
#ifndef DP_CLI_COMMANDS_H
#define DP_CLI_COMMANDS_H

#define COMMAND(name, help) int dp_cmd_##name(int argc, char **argv);
#include "cli/commands.def"
#undef COMMAND

#endif
