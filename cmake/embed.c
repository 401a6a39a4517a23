/* A file's bytes as constants of a program: the assembler copies them in, so 100 MB take no longer than a copy, for whatever
 * machine the compiler writes code for.
 *
 *     cc -c embed.c -DDEPICKLE_EMBED_NAME=model -DDEPICKLE_EMBED_FILE='"path/of/model.onnx"'
 *
 * Compiled so it defines what a program that is linked with it declares (depickle_export of CMake writes that as a header):
 *
 *     extern const unsigned char model_bytes[];      aligned to 64 bytes; a zero byte, not counted, is behind the last
 *     extern const size_t model_size;
 *
 * The compiler does not tell make of the file: the object's rule has to name it. -fno-lto where the rest is linked with LTO. */
#if !defined(__GNUC__)
#error "embed.c needs gcc, clang, or a compiler that has their asm"
#endif

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)
#define SYMBOL(end) TEXT(__USER_LABEL_PREFIX__) TEXT(DEPICKLE_EMBED_NAME) end

/* Hidden: two shared libraries with models of one name keep each its own. */
#if defined(__APPLE__)
#define SECTION ".section __TEXT,__const\n"
#define HIDDEN(symbol) ".private_extern " symbol "\n"
#elif defined(_WIN32)
#define SECTION ".section .rdata,\"dr\"\n"
#define HIDDEN(symbol)
#else
#define SECTION ".section .rodata,\"a\",%progbits\n"
#define HIDDEN(symbol) ".hidden " symbol "\n"
#endif

#if __SIZEOF_SIZE_T__ == 8
#define SIZE_T ".p2align 3\n" SYMBOL("_size") ": .8byte "
#else
#define SIZE_T ".p2align 2\n" SYMBOL("_size") ": .4byte "
#endif

__asm__(SECTION
        ".globl " SYMBOL("_bytes") "\n" HIDDEN(SYMBOL("_bytes"))
        ".globl " SYMBOL("_size") "\n" HIDDEN(SYMBOL("_size"))
        ".p2align 6\n"
        SYMBOL("_bytes") ": .incbin \"" DEPICKLE_EMBED_FILE "\"\n"
        "1: .byte 0\n"
        SIZE_T "1b - " SYMBOL("_bytes") "\n"
        ".text\n");
