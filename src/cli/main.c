/* depickle COMMAND …: finds the row, hands over. */
#include "base/rc.h"
#include "cli/commands.h"
#include "cli/signals.h"
#include "depickle.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <protobuf-c/protobuf-c.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
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
#if DEPICKLE_SECCOMP
#include <seccomp.h>
#endif

struct command {
    const char *name, *help;
    int (*run)(int argc, char **argv);
};

static const struct command commands[] = {
#define COMMAND(name, takes, usage, help, doc) {#name, help, dp_cmd_##name},
#include "cli/commands.def"
#undef COMMAND
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void print_help(FILE *to)
{
    fputs("Usage: depickle COMMAND [OPTION...] [IN...]\n"
          "Reads scikit-learn models out of pickle and joblib files without executing them.\n\n",
          to);
    for (size_t i = 0; i < N_COMMANDS; i++) {
        fprintf(to, "  %-8s  %s\n", commands[i].name, commands[i].help);
    }
    fputs("\n`depickle COMMAND --help` tells more. Exit codes: 0 done, 1 unsafe, 2 error, 3 unsupported, 4 usage,\n"
          "5 answers differ, 6 sha256, 7 limit, 8 corrupt, 9 several inputs of which some failed.\n",
          to);
}

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
#if DEPICKLE_SECCOMP
    const struct scmp_version *v = seccomp_version();
    printf("  libseccomp %u.%u.%u\n", v->major, v->minor, v->micro);
#endif
}

/* A full disk shows when stdout is closed, not before. */
static int close_stdout(int code)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0 || close(STDOUT_FILENO) != 0) {
        fputs("depickle: cannot write to standard output\n", stderr);
        return code == DP_OK ? DP_ERROR : code;
    }
    return code;
}

static int run(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_help(stdout);
        return DP_OK;
    }
    if (strcmp(word, "--version") == 0) {
        printf("depickle %s\n", depickle_version());
        if (argc > 2 && strcmp(argv[2], "-v") == 0) {
            print_libraries();
        }
        return DP_OK;
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(word, commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    if (strcmp(word, "report") == 0 || strcmp(word, "diff") == 0) {
        fprintf(stderr, "depickle: %s is not in this version\n", word);
        return DP_USAGE;
    }
    if (argc > 1) {
        fprintf(stderr, "depickle: there is no command '%.40s'\n", word);
    }
    print_help(stderr);
    return DP_USAGE;
}

/* A missing descriptor 0, 1 or 2 would be given to the next file opened, and messages would go into that file.
 * Opened for reading only, so that writing to a standard output that is not there stays an error. */
static void fill_descriptors(void)
{
    int fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO) {
        fd = open("/dev/null", O_RDONLY);
    }
    if (fd > STDERR_FILENO) {
        close(fd);
    }
}

int main(int argc, char **argv)
{
    fill_descriptors();
    dp_signals_init();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write, like a full disk */
    return close_stdout(run(argc, argv));
}
