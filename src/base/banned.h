/* Functions that have no place here become compile errors. Included by the compiler command line in every file of
 * ours outside base/, which may still call the allocator. */
#ifndef DP_BASE_BANNED_H
#define DP_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef alloca /* a macro of stdlib.h */
#undef sprintf /* and these of stdio.h and string.h, where they are hardened */
#undef vsprintf
#undef strcpy
#undef strcat
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets alloca
#pragma GCC poison atoi atol atof strtol strtoul strtoll strtoull strtof
#pragma GCC poison setlocale system popen dlopen tmpnam
#ifndef __APPLE__ /* there it is one of unistd.h */
#pragma GCC poison mktemp
#endif

#endif
