/* Everything that can be said on the command line, parsed by argp. Commands choose the groups they take. */
#ifndef DP_CLI_OPTIONS_H
#define DP_CLI_OPTIONS_H

#include "cli/commands.h"
#include "export/exporter.h"
#include "export/sheet.h"
#include "io/file_sink.h"
#include "pickle/names.h"
#include "sandbox/sandbox.h"

#include <stdarg.h>

typedef enum dp_sidecar { DP_SIDECAR_SUM, DP_SIDECAR_BARE, DP_SIDECAR_NONE } dp_sidecar;

typedef struct dp_texts {
    const char **at;
    size_t n;
} dp_texts;

void dp_texts_add(dp_texts *list, const char *text);

/* How findings are printed; --json is the same as --format json. */
typedef enum dp_listing { DP_LISTING_TEXT, DP_LISTING_JSON, DP_LISTING_SARIF } dp_listing;

typedef enum dp_color { DP_COLOR_AUTO, DP_COLOR_ALWAYS, DP_COLOR_NEVER } dp_color;

enum { DP_MOST_JOBS = 512 };

typedef struct dp_cli {
    dp_texts inputs;
    dp_listing listing;
    bool json, quiet, force, strict, check, delete_originals, write_allow;
    unsigned verbose;
    const char *output, *directory, *formats, *select, *manifest, *bom, *data, *expected, *method, *files0_from;
    dp_texts against;          /* one file; with chain the steps in their order */
    const char *labels, *feature_names, *depfile;
    uint64_t n_features; /* as the caller tells; 0: not told */
    bool chain;
    dp_texts allow, exclude; /* allow: of the command line, then of the file */
    struct dp_allow_file *allow_file; /* the .depickle-allow that was read; NULL: there is none */
    const char *expect_sha256, *pins;
    bool require_sha256;
    dp_sidecar sidecar;
    unsigned mode;
    dp_export_options export;
    dp_limits limits;
    uint64_t wall_seconds;
    unsigned jobs; /* -j: files at once */
    int progress;  /* dp_progress_form (cli/progress.h) */
    dp_color color;
    dp_paper paper; /* for what is told in lines: cli/terminal.h */
    bool resume, partial, plan;
    dp_existing existing; /* what becomes of outputs that are there: as --force and --resume say */
    const char *shard; /* as it was given; NULL: all */
    dp_sandbox_mode sandbox;
    size_t n_groups; /* of options that the command takes */
} dp_cli;

/* The groups of options.def; a command takes some (commands.def). */
enum {
#define GROUP(name, parser, title) DP_GROUP_##name,
#include "cli/options.def"
    DP_GROUPS
};

/* Parses or exits: 0 after --help, 4 on a usage error. */
void dp_cli_parse(dp_cli *cli, dp_command which, int argc, char **argv);

_Noreturn void dp_out_of_memory(void); /* says so, and exits with 2 */
/* An array with room for one more than the n it has, reallocated where n is a power of two: ask before each. */
void *dp_grown(void *at, size_t n, size_t size);
char *dp_vprint(const char *fmt, va_list args) __attribute__((format(printf, 1, 0))); /* what vprintf would print; malloc'ed */
/* Prints "depickle NAME: …" and exits with 4. */
_Noreturn void dp_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
