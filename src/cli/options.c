#include "cli/options.h"

#include "base/system.h"
#include "cli/allow.h"
#include "cli/outcome.h"

#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum key {
    KEY_COLOR = 0x1000, KEY_PROGRESS, KEY_JSON, KEY_TO, KEY_SELECT, KEY_ALLOW, KEY_EXPECT, KEY_PINS, KEY_REQUIRE,
    KEY_SIDECAR, KEY_NO_SIDECAR, KEY_MODE, KEY_MANIFEST, KEY_BOM, KEY_TARGET, KEY_INPUT_TYPE, KEY_OUTPUT_TYPE, KEY_INPUT_NAME,
    KEY_SINGLE,
    KEY_METHODS, KEY_LIKE, KEY_NAME, KEY_ARRAYS, KEY_PROBES, KEY_TIMEOUT,
    KEY_SANDBOX, KEY_AGAINST, KEY_DATA, KEY_EXPECTED, KEY_METHOD, KEY_STRICT, KEY_CHAIN, KEY_LABELS, KEY_NAMES, KEY_FILES0,
    KEY_FORMAT, KEY_CHECK, KEY_EXCLUDE, KEY_DELETE, KEY_WRITE_ALLOW, KEY_RESUME, KEY_SHARD, KEY_WIDTH, KEY_PARTIAL, KEY_PLAN,
    KEY_DEPFILE
};

enum { MOST_PROBES = 100000, MOST_FEATURES = 1 << 30 };

/* One key a row of base/limits.def. */
enum limit_key {
    KEY_BEFORE_LIMITS = 0x2000,
#define LIMIT(member, option, unit, normal, most, help) KEY_LIMIT_##member,
#include "base/limits.def"
#undef LIMIT
};

void *dp_grown(void *at, size_t n, size_t size)
{
    bool full = (n & (n - 1)) == 0;
    void *grown = full ? realloc(at, (n != 0 ? 2 * n : 1) * size) : at;
    if (grown == NULL) {
        dp_out_of_memory();
    }
    return grown;
}

void dp_texts_add(dp_texts *list, const char *text)
{
    list->at = dp_grown(list->at, list->n, sizeof *list->at);
    list->at[list->n++] = text;
}

char *dp_vprint(const char *fmt, va_list args)
{
    char *line = NULL;
    if (vasprintf(&line, fmt, args) < 0) {
        dp_out_of_memory();
    }
    return line;
}

void dp_usage(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *line = dp_vprint(fmt, args);
    va_end(args);
    dp_print_line(line);
    free(line);
    exit(DP_USAGE);
}

void dp_out_of_memory(void)
{
    fputs("depickle: out of memory\n", stderr);
    exit(DP_ERROR);
}

/* ---- values ---- */

static uint64_t number(const struct argp_state *state, const char *option, const char *text)
{
    uint64_t v = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && v < UINT64_MAX / 16; p++) {
        v = v * 10 + (uint64_t)(*p - '0');
    }
    if (p == text || *p != '\0' || v == 0) {
        argp_error(state, "%s takes a number from 1 on, not '%s'", option, text);
    }
    return v;
}

/* "512M", "4G", "1000000" */
static uint64_t size(const struct argp_state *state, const char *option, const char *text)
{
    static const char units[] = "KMGT";
    char digits[32];
    size_t n = strlen(text);
    const char *unit = n != 0 ? strchr(units, text[n - 1]) : NULL;
    if (n == 0 || n >= sizeof digits) {
        argp_error(state, "%s takes a size such as 512M, not '%s'", option, text);
    }
    snprintf(digits, sizeof digits, "%.*s", (int)(unit != NULL ? n - 1 : n), text);
    uint64_t v = number(state, option, digits);
    unsigned shift = unit != NULL ? 10 * (unsigned)(unit - units + 1) : 0;
    if (v > UINT64_MAX >> shift) {
        argp_error(state, "%s: %s is too large", option, text);
    }
    return v << shift;
}

/* The index of text among the words, or a usage error that lists them. */
static int choice(const struct argp_state *state, const char *option, const char *text, const char *const *words)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    char all[200] = "";
    for (int i = 0; words[i] != NULL; i++) {
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s", i != 0 ? ", " : "", words[i]);
    }
    argp_error(state, "%s takes one of %s, not '%s'", option, all, text);
    return 0;
}

#define WORDS(name, ...) static const char *const name[] = {__VA_ARGS__, NULL};
#include "cli/words.def"
#undef WORDS

static unsigned octal(const struct argp_state *state, const char *text)
{
    unsigned v = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '7' && v < 0777; p++) {
        v = v * 8 + (unsigned)(*p - '0');
    }
    if (p == text || *p != '\0' || v > 0777) {
        argp_error(state, "--mode takes an octal file mode such as 0444, not '%s'", text);
    }
    return v;
}

static void take_methods(dp_cli *cli, const struct argp_state *state, char *text)
{
    char *rest = NULL;
    for (char *word = strtok_r(text, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        cli->export.emit.method[choice(state, "--methods", word, methods)] = true;
    }
}

/* ---- groups ---- */

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_JSON:
        cli->json = true;
        cli->listing = DP_LISTING_JSON;
        return 0;
    case 'q': cli->quiet = true; return 0;
    case 'v': cli->verbose++; return 0;
    case KEY_COLOR: cli->color = (dp_color)choice(state, "--color", arg, yes_no_auto); return 0;
    case KEY_PROGRESS: cli->progress = choice(state, "--progress", arg, progresses); return 0;
    case KEY_ALLOW: dp_texts_add(&cli->allow, arg); return 0;
    case KEY_TIMEOUT:
        cli->wall_seconds = cli->limits.cpu_seconds = number(state, "--timeout", arg);
        cli->limits.cpu_ratio = 0;
        return 0;
    case KEY_SANDBOX: cli->sandbox = (dp_sandbox_mode)choice(state, "--sandbox", arg, sandboxes); return 0;
    case ARGP_KEY_ARG: dp_texts_add(&cli->inputs, arg); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_limits(int key, char *arg, struct argp_state *state)
{
    size_t n;
    const dp_limit *rows = dp_limit_rows(&n);
    size_t i = (size_t)(key - KEY_BEFORE_LIMITS - 1);
    if (key <= KEY_BEFORE_LIMITS || i >= n) {
        return ARGP_ERR_UNKNOWN;
    }
    char option[40];
    snprintf(option, sizeof option, "--%s", rows[i].option);
    uint64_t v = rows[i].unit == DP_LIMIT_BYTES ? size(state, option, arg) : number(state, option, arg);
    if (v > rows[i].most) {
        argp_error(state, "%s takes at most %zu, not %s", option, rows[i].most, arg);
    }
    dp_limit_set(&((dp_cli *)state->input)->limits, &rows[i], v);
    return 0;
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case 'o': cli->output = arg; return 0;
    case 'd': cli->directory = arg; return 0;
    case 'f': cli->force = true; return 0;
    case KEY_TO: cli->formats = arg; return 0;
    case KEY_SIDECAR:
        cli->sidecar = arg != NULL ? (dp_sidecar)choice(state, "--sidecar", arg, sidecars) : DP_SIDECAR_SUM;
        return 0;
    case KEY_NO_SIDECAR: cli->sidecar = DP_SIDECAR_NONE; return 0;
    case KEY_MODE: cli->mode = octal(state, arg); return 0;
    case KEY_MANIFEST: cli->manifest = arg; return 0;
    case KEY_RESUME: cli->resume = true; return 0;
    case KEY_DEPFILE: cli->depfile = arg; return 0;
    case KEY_PARTIAL: cli->partial = true; return 0;
    case KEY_BOM: cli->bom = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static uint32_t take_probes(const struct argp_state *state, const char *text)
{
    uint64_t n = number(state, "--probes", text);
    if (n > MOST_PROBES) {
        argp_error(state, "--probes takes at most %d", MOST_PROBES);
    }
    return (uint32_t)n;
}

/* A C identifier, not so long that names made of it are cut. */
static const char *take_name(struct argp_state *state, const char *arg)
{
    size_t n = strspn(arg, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (n == 0 || n > 40 || arg[n] != '\0' || (arg[0] >= '0' && arg[0] <= '9')) {
        argp_error(state, "--name takes an identifier of C, of at most 40 characters");
    }
    return arg;
}

static error_t parse_onnx(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    dp_emit_options *emit = &cli->export.emit;
    switch (key) {
    case KEY_TARGET: cli->export.target = (dp_target)choice(state, "--target", arg, targets); return 0;
    case KEY_INPUT_TYPE: emit->input_f32 = choice(state, "--input-type", arg, float_types) == 1; return 0;
    case KEY_OUTPUT_TYPE: emit->output_f32 = choice(state, "--output-type", arg, float_types) == 1; return 0;
    case KEY_INPUT_NAME: emit->input_name = arg; return 0;
    case KEY_SINGLE: emit->single_input = true; return 0;
    case KEY_METHODS: take_methods(cli, state, arg); return 0;
    case KEY_LIKE: emit->like_skl2onnx = choice(state, "--like", arg, likes) == 0; return 0;
    case KEY_PROBES: cli->export.probes = take_probes(state, arg); return 0;
    case KEY_NAME: cli->export.c_name = take_name(state, arg); return 0;
    case KEY_ARRAYS: cli->export.arrays_base64 = choice(state, "--arrays", arg, arrays) == 1; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_integrity(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_EXPECT: cli->expect_sha256 = arg; return 0;
    case KEY_PINS: cli->pins = arg; return 0;
    case KEY_REQUIRE: cli->require_sha256 = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_select(int key, char *arg, struct argp_state *state)
{
    if (key == KEY_SELECT) {
        ((dp_cli *)state->input)->select = arg;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_compose(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_CHAIN: cli->chain = true; return 0;
    case KEY_LABELS: cli->labels = arg; return 0;
    case KEY_NAMES: cli->feature_names = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_width(int key, char *arg, struct argp_state *state)
{
    if (key != KEY_WIDTH) {
        return ARGP_ERR_UNKNOWN;
    }
    ((dp_cli *)state->input)->n_features = number(state, "--n-features", arg);
    if (((dp_cli *)state->input)->n_features > MOST_FEATURES) {
        argp_error(state, "--n-features takes at most %d, not %s", MOST_FEATURES, arg);
    }
    return 0;
}

static error_t parse_plan(int key, char *arg, struct argp_state *state)
{
    (void)arg;
    if (key == KEY_PLAN) {
        ((dp_cli *)state->input)->plan = true;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_verify(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_AGAINST: dp_texts_add(&cli->against, arg); return 0;
    case KEY_DATA: cli->data = arg; return 0;
    case KEY_EXPECTED: cli->expected = arg; return 0;
    case KEY_MANIFEST: cli->manifest = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_predict(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_METHOD: cli->method = methods[choice(state, "--method", arg, methods)]; return 0;
    case 'o': cli->output = arg; return 0;
    case 'f': cli->force = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_scan(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    (void)arg;
    switch (key) {
    case KEY_STRICT: cli->strict = true; return 0;
    case KEY_WRITE_ALLOW: cli->write_allow = true; return 0;
    case 'f': cli->force = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_files(int key, char *arg, struct argp_state *state)
{
    if (key == KEY_FILES0) {
        ((dp_cli *)state->input)->files0_from = arg;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

/* 0: as many as there are processors for us. */
static unsigned take_jobs(const struct argp_state *state, const char *text)
{
    uint64_t n = strcmp(text, "0") != 0 ? number(state, "-j", text) : dp_processors();
    if (n > DP_MOST_JOBS) {
        argp_error(state, "-j takes at most %d", DP_MOST_JOBS);
    }
    return (unsigned)n;
}

static error_t parse_jobs(int key, char *arg, struct argp_state *state)
{
    if (key == 'j') {
        ((dp_cli *)state->input)->jobs = take_jobs(state, arg);
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_shard(int key, char *arg, struct argp_state *state)
{
    if (key == KEY_SHARD) {
        ((dp_cli *)state->input)->shard = arg;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_listing(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    if (key == KEY_FORMAT) {
        cli->listing = (dp_listing)choice(state, "--format", arg, listings);
        cli->json = cli->listing == DP_LISTING_JSON;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_migrate(int key, char *arg, struct argp_state *state)
{
    dp_cli *cli = state->input;
    switch (key) {
    case KEY_CHECK: cli->check = true; return 0;
    case KEY_DELETE: cli->delete_originals = true; return 0;
    case KEY_MANIFEST: cli->manifest = arg; return 0;
    case 'o': cli->output = arg; return 0;
    case 'f': cli->force = true; return 0;
    case KEY_STRICT: cli->strict = true; return 0;
    case KEY_EXCLUDE: dp_texts_add(&cli->exclude, arg); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ---- tables ---- */

/* clang-format off */
#define VALUE_NONE 0
#define VALUE_TEXT 0
#define VALUE_FILE 0
#define VALUE_FOLDER 0
#define VALUE_ONE_OF(words) 0
#define VALUE_SOME_OF(words) 0
#define VALUE_MAY_BE(words) OPTION_ARG_OPTIONAL
#define GROUP(name, parser, title) static const struct argp_option name##_options[] = {
#define HEADING(section, text) {NULL, 0, NULL, 0, text, section},
#define OPTION(key, name, arg, value, section, help) {name, key, arg, VALUE_##value, help, section},
#define LETTER OPTION
#define END {0}};
#include "cli/options.def"

static const struct argp groups[] = {
#define GROUP(name, parser, title) {name##_options, parse_##parser, NULL, NULL, NULL, NULL, NULL},
#include "cli/options.def"
};
/* clang-format on */

static const struct command {
    const char *name, *usage, *doc;
    unsigned takes;
} commands[] = {
#define OF(group) (1U << DP_GROUP_##group)
#define COMMAND(name, takes, usage, help, doc) {#name, usage, doc, takes | OF(common) | OF(limits)},
#include "cli/commands.def"
#undef COMMAND
#undef OF
};

/* argp's own letter is a question mark, which shells take for a pattern. */
static const struct argp_option help_option[] = {{NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0}, {0}};

static error_t parse_children(int key, char *arg, struct argp_state *state)
{
    const dp_cli *cli = state->input;
    (void)arg;
    if (key == 'h') {
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        return 0;
    }
    if (key != ARGP_KEY_INIT) {
        return ARGP_ERR_UNKNOWN;
    }
    for (size_t i = 0; i < cli->n_groups; i++) { /* not root_argp's children: that is argp's own wrapper */
        state->child_inputs[i] = state->input;
    }
    return 0;
}

static void set_defaults(dp_cli *cli)
{
    memset(cli, 0, sizeof *cli);
    cli->limits = dp_limits_default((uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE));
    cli->mode = 0444;
    cli->jobs = 1;
    cli->sandbox = DP_SANDBOX_NORMAL;
}

void dp_cli_parse(dp_cli *cli, dp_command which, int argc, char **argv)
{
    const struct command *command = &commands[which];
    char program[64];
    struct argp_child children[DP_GROUPS + 1] = {{0}};
    size_t n = 0;
    for (unsigned i = 0; i < DP_GROUPS; i++) {
        if ((command->takes & (1U << i)) != 0) {
            children[n++].argp = &groups[i];
        }
    }
    set_defaults(cli);
    cli->n_groups = n;
    struct argp root = {help_option, parse_children, command->usage, command->doc, children, NULL, NULL};
    snprintf(program, sizeof program, "depickle %s", command->name);
    argv[0] = program;
    argp_err_exit_status = DP_USAGE;
    if (argp_parse(&root, argc, argv, 0, NULL, cli) != 0) {
        dp_out_of_memory();
    }
    cli->existing = cli->force ? DP_EXISTING_REPLACED : cli->resume ? DP_EXISTING_ADOPTED : DP_EXISTING_STAYS;
    if (cli->inputs.n != 0 || cli->files0_from != NULL) {
        dp_allow_read(cli);
    }
}
