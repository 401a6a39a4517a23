#include "mutator.h"

enum { FEWEST_PARTS = 3 };

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct altered in = {data, size, max_size, FUZZ_STATE ^ seed * FUZZ_SEEDS};
    if (any(&in, 3) == 0) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    for (uint64_t times = 1 + any(&in, 3); times-- > 0;) {
        if (find_parts(&in) < FEWEST_PARTS) {
            return LLVMFuzzerMutate(data, in.n, max_size);
        }
        alter_parts(&in);
    }
    return in.n;
}
