/* `depickle list opcodes`, apart from the other lists: the pickle and the graph layer both number operators. */
#include "cli/list_opcodes.h"

#include "pickle/opcodes.h"

#include <stdio.h>

void dp_list_opcodes(void)
{
    size_t n;
    const dp_opcode *opcodes = dp_opcodes(&n);
    for (size_t i = 0; i < n; i++) {
        printf("0x%02x  %-16s  protocol %u  %s\n", opcodes[i].byte, opcodes[i].name, opcodes[i].protocol, opcodes[i].what);
    }
}
