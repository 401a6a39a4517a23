#ifndef DP_CLI_LIST_OPCODES_H
#define DP_CLI_LIST_OPCODES_H

/* Prints one line for each pickle opcode. */
void dp_list_opcodes(void);

#endif
