#include "cli/about.h"

#include "cli/outcome.h"
#include "codec/codec.h"
#include "export/exporter.h"
#include "sandbox/sandbox.h"

#include <openssl/crypto.h>
#include <protobuf-c/protobuf-c.h>
#include <stdio.h>
#include <zlib.h>
#if DEPICKLE_BZ2
#include <bzlib.h>
#endif
#if DEPICKLE_LZMA
#include <lzma.h>
#endif
#if DEPICKLE_LZ4
#include <lz4.h>
#endif
#if DEPICKLE_LIBDEFLATE
#include <libdeflate.h>
#endif
#if DEPICKLE_SECCOMP
#include <seccomp.h>
#endif
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

enum { CPU_SECONDS = 5, WALL_SECONDS = 10, MEMORY = 256 << 20 };

/* Each library that can says its own version, as it is loaded. */
static void print_libraries(void)
{
    printf("  zlib %s\n  OpenSSL %s\n  protobuf-c %s\n  cJSON %s\n", zlibVersion(), OpenSSL_version(OPENSSL_VERSION_STRING),
           protobuf_c_version(), cJSON_Version());
#if DEPICKLE_BZ2
    printf("  bzip2 %s\n", BZ2_bzlibVersion());
#endif
#if DEPICKLE_LZMA
    printf("  liblzma %s\n", lzma_version_string());
#endif
#if DEPICKLE_LZ4
    printf("  lz4 %s\n", LZ4_versionString());
#endif
#if DEPICKLE_LIBDEFLATE
    /* As it was built: it does not say. Not one literal, which lintian would take for a copy of zlib in the program. */
    printf("  libdeflate %s\n", LIBDEFLATE_VERSION_STRING);
#endif
#if DEPICKLE_MINIZIP
    puts("  minizip " DEPICKLE_MINIZIP_VERSION); /* as it was built: it does not say */
#endif
#if DEPICKLE_SECCOMP
    const struct scmp_version *v = seccomp_version();
    printf("  libseccomp %u.%u.%u\n", v->major, v->minor, v->micro);
#endif
#ifdef __GLIBC__
    printf("  glibc %s\n", gnu_get_libc_version());
#endif
}

static void print_codecs(bool built, const char *title)
{
    size_t n;
    const dp_codec *codecs = dp_codecs(&n);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if ((codecs[i].decode != NULL) == built) {
            printf("%s%s", any ? ", " : title, codecs[i].name);
            any = true;
        }
    }
    fputs(any ? "\n" : "", stdout);
}

static void print_exporters(void)
{
    size_t n;
    const dp_exporter *const *exporters = dp_exporters(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%s%s", i != 0 ? ", " : "writes: ", exporters[i]->name);
    }
    putchar('\n');
}

static void nothing(void *self, dp_wire *wire)
{
    (void)self;
    dp_wire_result(wire, DP_OK, "");
}

/* Tried, not looked up: the kernel decides which walls stand. */
static void print_walls(void)
{
    const dp_child_limits limits = {MEMORY, CPU_SECONDS, WALL_SECONDS};
    const dp_parent parent = {0};
    const dp_sandbox_mode mode = DP_SANDBOX_NORMAL == DP_SANDBOX_OFF ? DP_SANDBOX_OFF : DP_SANDBOX_AUTO;
    fflush(stdout); /* before there are two of us */
    dp_child_result result = dp_child_run(mode, &limits, nothing, NULL, &parent);
    cJSON *object = cJSON_CreateObject();
    const cJSON *wall = NULL;
    bool any = false;
    dp_walls_describe(result.walls, object);
    cJSON_ArrayForEach(wall, cJSON_GetObjectItemCaseSensitive(object, "sandbox")) {
        printf("%s%s", any ? ", " : "sandbox: ", wall->valuestring);
        any = true;
    }
    puts(any ? "" : "sandbox: none");
    cJSON_Delete(object);
    dp_child_result_done(&result);
}

void dp_about_print(void)
{
    print_libraries();
    print_codecs(true, "codecs: ");
    print_codecs(false, "codecs not in this build: ");
    print_exporters();
    print_walls();
}
