/* WebAssembly: the machine around it gives random bytes. What else system.h declares is for processes and files, of which there are
 * none; nothing that calls it is built. */
#ifdef __wasi__

#include "base/system.h"

#include <unistd.h>

bool dp_random(void *out, size_t n, bool wait)
{
    (void)wait;
    return getentropy(out, n) == 0;
}

#else
typedef int dp_system_wasi_is_for_webassembly;
#endif
