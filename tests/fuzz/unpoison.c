/* For MemorySanitizer, which takes what a library that it did not instrument writes for uninitialised: what zlib inflates,
 * memory that cJSON and protobuf-c take, and the few bytes of a tag, a length or a number that protobuf-c packs on its stack, count
 * as initialised. Linked with --wrap for each function. */
#include <cjson/cJSON.h>
#include <protobuf-c/protobuf-c.h>
#include <sanitizer/msan_interface.h>
#include <stdlib.h>
#include <zlib.h>

int __real_inflate(z_stream *z, int flush);
int __wrap_inflate(z_stream *z, int flush);
ProtobufCMessage *__real_protobuf_c_message_unpack(const ProtobufCMessageDescriptor *of, ProtobufCAllocator *from, size_t n,
                                                   const uint8_t *bytes);
ProtobufCMessage *__wrap_protobuf_c_message_unpack(const ProtobufCMessageDescriptor *of, ProtobufCAllocator *from, size_t n,
                                                   const uint8_t *bytes);

int __wrap_inflate(z_stream *z, int flush)
{
    const Bytef *begin = z->next_out;
    int status = __real_inflate(z, flush);
    __msan_unpoison(begin, (size_t)(z->next_out - begin));
    return status;
}

static void *unpoisoned(void *block, size_t n)
{
    if (block != NULL) {
        __msan_unpoison(block, n);
    }
    return block;
}

static void *take(void *from, size_t n)
{
    ProtobufCAllocator *real = from;
    return unpoisoned(real->alloc(real->allocator_data, n), n);
}

static void give(void *from, void *block)
{
    ProtobufCAllocator *real = from;
    real->free(real->allocator_data, block);
}

ProtobufCMessage *__wrap_protobuf_c_message_unpack(const ProtobufCMessageDescriptor *of, ProtobufCAllocator *from, size_t n,
                                                   const uint8_t *bytes)
{
    ProtobufCAllocator mine = {.alloc = take, .free = give, .allocator_data = from};
    return __real_protobuf_c_message_unpack(of, &mine, n, bytes);
}

size_t __real_protobuf_c_message_pack_to_buffer(const ProtobufCMessage *message, ProtobufCBuffer *to);
size_t __wrap_protobuf_c_message_pack_to_buffer(const ProtobufCMessage *message, ProtobufCBuffer *to);

struct packed {
    ProtobufCBuffer base;
    ProtobufCBuffer *to;
};

static void append(ProtobufCBuffer *base, size_t n, const uint8_t *bytes)
{
    enum { MOST_SCRATCH = 20 }; /* a tag and a varint */
    const struct packed *p = (const struct packed *)base;
    if (n <= MOST_SCRATCH) {
        __msan_unpoison(bytes, n);
    }
    p->to->append(p->to, n, bytes);
}

size_t __wrap_protobuf_c_message_pack_to_buffer(const ProtobufCMessage *message, ProtobufCBuffer *to)
{
    struct packed p = {{append}, to};
    return __real_protobuf_c_message_pack_to_buffer(message, &p.base);
}

static void *take_json(size_t n)
{
    return unpoisoned(malloc(n), n);
}

__attribute__((constructor)) static void hook(void)
{
    cJSON_Hooks hooks = {.malloc_fn = take_json, .free_fn = free};
    cJSON_InitHooks(&hooks);
}
