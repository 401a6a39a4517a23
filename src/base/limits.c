#include "base/limits.h"

#define KIB ((size_t)1 << 10)
#define MIB ((size_t)1 << 20)
#define GIB ((size_t)1 << 30)

dp_limits dp_limits_default(uint64_t physical_memory)
{
    size_t input = 8 * GIB;
    if (physical_memory != 0 && physical_memory / 4 * 3 < input) {
        input = (size_t)(physical_memory / 4 * 3);
    }
    return (dp_limits){
        .input = input,
        .decoded = 4 * GIB,
        .decoded_base = 64 * MIB,
        .decoded_ratio = 256,
        .arena = 16 * GIB,
        .arena_base = 64 * MIB,
        .arena_ratio = 32,
        .opcodes = 50000000,
        .stack = 1000000,
        .marks = 10000,
        .depth = 100,
        .estimators = 32,
        .memo = 4000000,
        .name = 256,
        .text = 16 * MIB,
        .long_bytes = 32,
        .dims = 32,
        .nodes = 50000000,
        .output = 8 * GIB,
        .members = 1000,
        .beside = 20000,
        .layers = 2,
        .lzma_memory = 160 * MIB,
        .names = 10000,
        .cpu_seconds = 10,
        .cpu_ratio = 10,
    };
}
